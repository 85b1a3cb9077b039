"""Compiled functions of faults.

What lives here: what happens at each event of `twin.world.faults`, and what is blocked, under the
names they have there. Not here: lockers, loading, memory.
"""
