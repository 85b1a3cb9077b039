"""Linkage: what alarms bring about at devices (a lid is locked, people are shown another bin).

What lives here: rules, neighbours, what follows, as functions that change nothing. Not here: alarms
(`fleet.core.alarms`), doors of leases (`fleet.core.deciding.parcels`).
"""
