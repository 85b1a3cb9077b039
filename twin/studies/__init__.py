"""Studies: what is asked of the twin, from one run to the grid of a hundred.

What lives here: replications, results, compare, explore, verify. Not here: what happens in a run.
"""
