"""Optional parts of a run, as they are shown.

What lives here: a module for each part. Not here: lockers, figures.
"""
