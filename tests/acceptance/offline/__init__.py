"""Banks that are cut off, in virtual time: cores, journal and simulated bodies joined in memory.

What lives here: the network between them, the people, the reckoning. Not here: what is promised
(`tests.acceptance.live_fleet`).
"""
