"""Sections of the parcel service: desks, shelves and floors, and which way parcels go.

What lives here: the answer and the sections of counters, doors and lobbies. Not here: folds, plots.
"""
