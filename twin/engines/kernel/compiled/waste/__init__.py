"""Compiled functions of waste points.

What lives here: what happens at each event of `twin.world.waste`, under the names it has there.
Not here: lockers, loading, memory.
"""
