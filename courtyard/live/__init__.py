"""Devices of a scenario, live: the twin's world composed with simulated devices.

What lives here: who the devices of a scenario are, and the translation of what happens in the
world into acts on them. Not here: what devices say (`devices.simulator`), people (`twin.world`).
"""
