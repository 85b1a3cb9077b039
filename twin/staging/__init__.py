"""The devices that stand in a scenario, and what the world does to them.

What lives here: names and make of devices, records of a log and troubles as acts on them. Not here:
when they happen, in which loop (`twin.managed`, `twin.studies`), what a device makes of an act
(`devices.simulator`).
"""
