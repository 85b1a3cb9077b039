"""The fleet in a terminal.

What lives here: tables of devices, events, load tests. Not here: what is shown.
"""
