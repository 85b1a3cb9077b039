"""Parcels in compartments: what a partition knows of them, is asked, and decides.

What lives here: structs of state, inputs and decisions, the books of a bank. Not here: what follows
from what (`fleet.core.deciding.parcels`), what it changes (`fleet.core.applying.parcels`).
"""
