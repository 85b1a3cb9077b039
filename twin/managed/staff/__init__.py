"""People who do what the manager's work orders say.

What lives here: who does which order when, what it changes in the world. Not here: orders and their
clocks (`fleet.core.orders`), devices (`twin.managed.points`).
"""
