"""Waste in a scenario file: points, streams, collection.

What lives here: fields, units, bounds, and the checks between them. Not here: lockers, draws,
decisions.
"""
