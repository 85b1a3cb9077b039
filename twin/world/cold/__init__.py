"""Cold cells in the world: what is built, the weather, and what happens to air and product.

What lives here: the plan of the cells of a group of sites, and their events. Not here: the physics
(`devices.physics`), who brings and takes parcels (`twin.world.stays`), engines.
"""
