"""How a site works, in a YAML file: rules of alarms, chains of owners, rosters, plans.

What lives here: reading it, and files for the kinds of place that the project knows. Not here: what
follows from a rule (`fleet.core.alarms`, `fleet.core.orders`).
"""
