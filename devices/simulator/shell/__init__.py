"""The asyncio driver of simulated devices: sockets, clocks, reconnection.

What lives here: one MQTT session a device or a gateway, and the playing of a script. Not here:
what a device says (`devices.simulator.session`).
"""
