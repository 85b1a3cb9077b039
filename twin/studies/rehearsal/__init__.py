"""The manager's own rules, rehearsed on what the twin's sensors would have reported.

What lives here: reports handed to a partition of the manager, and its alarms held against what was
truly in the bins. Not here: rules (`fleet.core.alarms`), sensors (`twin.world.waste`).
"""
