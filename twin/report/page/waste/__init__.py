"""Sections of waste: what is said and shown of bins, bags and rounds.

What lives here: the answer and the sections of waste points. Not here: sections of lockers and of
the run (`twin.report.page`).
"""
