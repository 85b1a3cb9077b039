"""Rounds of trucks by fill: which points are worth a visit, who is visited after whom, the list.

Lives here: a planner (PyVRP) with data of its own, the same for a live fleet and for the twin. Not
here: fixed rounds, trucks that are called (`fleet.policy.collection`), clocks, files.
"""
