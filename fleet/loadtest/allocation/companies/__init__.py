"""Courier companies of a load test: what they ask over HTTP, and what they saw.

What lives here: a connection, reservations and their end, a process that plays them. Not here: the
API (`fleet.api`), the checker (`fleet.loadtest.allocation.history`).
"""
