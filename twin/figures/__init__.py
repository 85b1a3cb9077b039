"""Figures: what a log says, as numbers with a formula and a unit.

What lives here: folds over blocks of one site's log, their sums, the catalogue of figures, rows
and statistics over replications. Not here: engines, files, anything that needs a whole log.
"""
