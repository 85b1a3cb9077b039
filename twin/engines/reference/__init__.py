"""The reference engine: the world on SimPy's clock.

What lives here: the driver. Not here: what happens at an event (`twin.world`).
"""
