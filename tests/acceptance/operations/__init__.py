"""Acceptance checks of operations: alarms, work orders, staff.

What lives here: the checks and how their figures are read. Not here: those of the live fleet.
"""
