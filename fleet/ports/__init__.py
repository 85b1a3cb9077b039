"""Ports: what the manager asks of the world outside, as protocols.

What lives here: types that adapters implement and the service calls. Not here: any implementation.
"""
