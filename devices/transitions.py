"""Transition tables: the door and the occupancy of a compartment, an update of firmware.

Lives here: states, inputs and literal tables. A compartment has three separate states, never
one: the door (what the lock reports), the occupancy (what the sensor sees) and the contents
(which parcel the records say; no table: it is what was put in). Unknown is not closed.
Not here: who acts (`devices.models`).
"""

from __future__ import annotations

CLOSED, OPEN, JAMMED, DOOR_UNKNOWN = range(4)
DOOR_STATES = ("closed", "open", "jammed", "unknown")

RELEASE, SHUT, JAM, LOSE_SIGHT, FREE_JAM = range(5)
DOOR_INPUTS = ("release", "shut", "jam", "lose_sight", "free_jam")

REFUSED = -1
"""The input is impossible in this state."""

DOOR_TABLE = (
    # release  shut     jam     lose_sight    free_jam
    (OPEN, CLOSED, JAMMED, DOOR_UNKNOWN, CLOSED),  # closed
    (OPEN, CLOSED, JAMMED, DOOR_UNKNOWN, OPEN),  # open
    (REFUSED, REFUSED, JAMMED, DOOR_UNKNOWN, CLOSED),  # jammed
    (OPEN, CLOSED, JAMMED, DOOR_UNKNOWN, DOOR_UNKNOWN),  # unknown
)
"""`DOOR_TABLE[state][input]` = next state, or REFUSED."""

EMPTY, OCCUPIED, OCCUPANCY_UNKNOWN = range(3)
OCCUPANCY_STATES = ("empty", "occupied", "unknown")

PUT_IN, TAKE_OUT, LOSE_SENSOR = range(3)
OCCUPANCY_INPUTS = ("put_in", "take_out", "lose_sensor")

OCCUPANCY_TABLE = (
    # put_in   take_out  lose_sensor
    (OCCUPIED, EMPTY, OCCUPANCY_UNKNOWN),  # empty
    (OCCUPIED, EMPTY, OCCUPANCY_UNKNOWN),  # occupied
    (OCCUPIED, EMPTY, OCCUPANCY_UNKNOWN),  # unknown
)
"""`OCCUPANCY_TABLE[state][input]` = next state."""

IDLE, LOADING, ARMED, TRIAL, BACK = range(5)
UPDATE_STATES = ("idle", "loading", "armed", "trial", "back")

ORDER, WHOLE, SPOILT, GIVE_UP, POWER_ON, HEALTHY, UNHEALTHY = range(7)
UPDATE_INPUTS = ("order", "whole", "spoilt", "give_up", "power_on", "healthy", "unhealthy")

UPDATE_TABLE = (
    # order    whole    spoilt   give_up  power_on healthy  unhealthy
    (LOADING, REFUSED, REFUSED, REFUSED, IDLE, REFUSED, REFUSED),  # idle
    (REFUSED, ARMED, IDLE, IDLE, LOADING, REFUSED, REFUSED),  # loading
    (REFUSED, REFUSED, REFUSED, REFUSED, TRIAL, REFUSED, REFUSED),  # armed
    (REFUSED, REFUSED, REFUSED, REFUSED, IDLE, IDLE, BACK),  # trial
    (REFUSED, REFUSED, REFUSED, REFUSED, IDLE, REFUSED, REFUSED),  # back
)
"""`UPDATE_TABLE[state][input]` = next state, or REFUSED. Only a start in `armed` runs the other
slot, once: whatever starts the device again before it was found healthy leads back.
"""
