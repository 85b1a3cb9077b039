"""Figures of the manager in the loop.

What lives here: their catalogue. Not here: the counters (`twin.managed.counts`), other figures.
"""
