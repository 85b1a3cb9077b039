"""Benchmarks of whole studies.

What lives here: what a study simulates, and what it is spared. Not here: engines alone.
"""
