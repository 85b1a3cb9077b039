"""What happened at a moment: doors, faults, mains, what a camera saw.

Lives here: conditions out of events. Not here: what follows from a condition (`conditions`).
"""

from __future__ import annotations

from typing import Any

from devices.wire.happenings import (
    AbnormalDropOff,
    DoorMoved,
    FaultChanged,
    Handled,
    LandedBag,
    MainsChanged,
    Sighting,
    SupervisorAbsent,
)
from fleet.core.alarms.conditions import turn
from fleet.core.alarms.departures import contact_of_door
from fleet.core.alarms.sightings import decide_sighting
from fleet.core.decisions import Decision
from fleet.core.state import Device, PartitionState

_SIGHTINGS = {
    LandedBag: "landed_bag",
    SupervisorAbsent: "supervisor_absent",
    AbnormalDropOff: "abnormal_drop_off",
}

FORCED = "door_forced"
"""The fault that a device reports where a door opened that nobody had unlocked."""


def alarms_of_event(
    state: PartitionState, device: Device, message: Any, now_ms: int
) -> list[Decision]:
    """What follows from an event; a door's has two conditions."""
    if isinstance(message, Sighting):
        return decide_sighting(state, device, _SIGHTINGS[type(message)], message, now_ms)
    if isinstance(message, FaultChanged):
        alarm = FORCED if message.fault == FORCED else f"fault:{message.fault}"
        return turn(state, device, alarm, message.active, 1, now_ms)
    if isinstance(message, MainsChanged):
        return turn(state, device, "mains_lost", not message.mains, 1, now_ms)
    if isinstance(message, Handled):
        return contact_of_door(state, device, message, now_ms)
    if isinstance(message, DoorMoved):
        door, number = message.door, message.compartment
        return [
            *turn(state, device, f"jammed:{number}", door == "jammed", number, now_ms),
            *turn(state, device, f"door_open:{number}", door == "open", number, now_ms),
        ]
    return []
