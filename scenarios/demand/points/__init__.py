"""Draws about waste points beside the drop-offs: who watches them, how worn their sensors are.

What lives here: the optional parts of a trace that belong to waste points. Not here: drop-offs
(`scenarios.demand.drop_offs`), what becomes of them.
"""
