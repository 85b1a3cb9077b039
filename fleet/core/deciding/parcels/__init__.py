"""Parcels: what a wish, a door, a code or a time that is over leads to.

What lives here: functions from state and input to decisions; they change nothing. Not here: which
compartment (`fleet.policy.allocation`), what a decision changes (`fleet.core.applying.parcels`).
"""
