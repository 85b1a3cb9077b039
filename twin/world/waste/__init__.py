"""Waste points in the world: drop-offs, bins, sensors' reports, trucks.

What lives here: what happens at each event of a waste point, and the plan of its services. Not
here: lockers, decisions (`twin.world.desk` asks for them), engines.
"""
