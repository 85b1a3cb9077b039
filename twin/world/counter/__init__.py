"""Counters, doors and lobbies in the world: what happens to parcels that pass no locker.

What lives here: their plan, their events, how they are written down. Not here: lockers
(`twin.world.deliveries`), draws.
"""
