"""Faults of one group of sites: what fails, what it blocks, when it works again.

Lives here: rules and outages as integers, the state of components, what happens at a failure and
a repair. Not here: what recipients and couriers do at a blocked bank (`twin.world.stays`,
`twin.world.deliveries`).
"""
