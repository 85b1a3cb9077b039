"""The broker that we ship settings for: Mosquitto.

What lives here: its configuration, its password and access files. Not here: running it in
production (that is the system's or the container's work), the manager's side of the wire.
"""
