"""Counters, doors and lobbies over arrays, under the names of `twin.world.counter`.

What lives here: plain functions of integers and of `Memory`. Not here: lockers, waste points.
"""
