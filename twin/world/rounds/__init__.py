"""Rounds that are planned while the world runs: what is known of bins, and who is visited.

Lives here: the sensors' side of planned rounds, for both engines alike. Not here: the planner
(`fleet.rounds`, asked at the desk), what happens when a truck comes (`twin.world.waste`).
"""
