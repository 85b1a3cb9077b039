"""Walls: dashboards and alert rules for Grafana, in typed Python.

What lives here: queries, panels, walls, alert rules, the files made of them, pushing them. Not
here: what is written into the store (`fleet.metrics`). Of the fleet it knows the metric catalogue
and the levels at which alarms go up, and nothing else.
"""
