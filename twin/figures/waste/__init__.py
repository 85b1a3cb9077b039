"""Figures of waste: counters, the fold that fills them, formulas, scopes.

What lives here: what a log says of waste points. Not here: lockers (`twin.figures`), engines.
"""
