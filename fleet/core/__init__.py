"""The manager of devices, sans-IO: what it knows, what it decides, what follows.

What lives here: inputs, decisions, state, and the two steps between them: `deciding` (changes
nothing) and `applying`. Not here: clocks, sockets, databases; `fleet.service` drives it.
"""
