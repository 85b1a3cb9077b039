"""The page of a procurement study, for a committee.

What lives here: reading of its files, and its sections. Not here: the study, words, how any page is
laid out (`twin.report.page`).
"""
