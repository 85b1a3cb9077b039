"""Cold cells over arrays.

What lives here: what happens in them, under the names of `twin.world.cold`. Not here: physics
(`devices.physics`, which is compiled as it is).
"""
