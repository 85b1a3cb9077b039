"""Waste points in the loop: their sensors and cameras, the manager's alarms and work orders.

What lives here: devices on the broker in memory, what is counted of alarms and orders. Not here:
people (`twin.managed.staff`), banks.
"""
