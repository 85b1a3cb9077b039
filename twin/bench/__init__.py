"""Benchmarks: speed as a ratio to a named baseline, measured in the same run.

What lives here: settings, baselines (bare SimPy, C), and the rows that `courtyard bench` prints.
Not here: anything that a run needs. No test judges a time.
"""
