"""Closed forms and exact chains: what a run must give where theory knows the answer.

What lives here: analytic values and the statistics that set a simulated value beside them.
Not here: simulation, scenarios, or which setting belongs to which oracle (that is a study).
"""
