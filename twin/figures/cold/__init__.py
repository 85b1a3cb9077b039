"""Figures of cold cells: counters, the fold that fills them, formulas, scopes.

What lives here: what a log says of cold cells and of parcels by temperature. Not here: engines.
"""
