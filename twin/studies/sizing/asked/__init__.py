"""What is asked of a study: what can be bought where, and what the promises look at.

What lives here: items, the space of orders, probes, limits. Not here: simulations.
"""
