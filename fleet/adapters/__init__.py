"""Adapters: ports made with a database, a broker client.

What lives here: one folder a port. Not here: decisions.
"""
