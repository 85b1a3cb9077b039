"""Physics of devices: kernel-safe functions of integers.

What lives here: volume from mass, what a sensor reads. Not here: state (`devices.models`), draws,
decisions.
"""
