"""Sections of faults: what is down when, who is kept from his parcel, and for how long.

What lives here: the answer and the sections of faults. Not here: folds, plots.
"""
