"""A compound's staff, who work off the manager's orders in virtual time.

What lives here: people, what their work changes, the study of how many are needed. Not here: orders
and their clocks (`fleet.core.orders`): it is the manager's own partition that makes them.
"""
