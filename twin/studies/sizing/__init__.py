"""Sizing: the cheapest order that keeps every promise, shown by simulation.

What lives here: what can be bought, what a target looks at, the search, the test of the answer.
Not here: money beyond the price of the order (`twin.studies.economics`), tables.
"""
