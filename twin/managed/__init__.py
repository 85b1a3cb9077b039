"""The fleet's manager in the loop of the twin, in simulated time.

What lives here: a broker in memory, links of devices, the manager's process, the desk that asks it.
Not here: what the manager decides (`fleet.core`), what people do (`twin.world`).
"""
