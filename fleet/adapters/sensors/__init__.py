"""Sensors people already own: from their network server's messages to ours, and back.

What lives here: the plan of whose sensor is which device, one module for each kind of network
server, the translation, and a bus that hears both. Not here: what bytes mean (`devices.profiles`),
decisions (`fleet.core`).
"""
