"""Figures of all ways of a parcel: counters, doors, lobbies, lockers beside them.

What lives here: their counters, the fold, the catalogue. Not here: figures of lockers alone.
"""
