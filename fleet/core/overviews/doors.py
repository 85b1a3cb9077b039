"""A bank as its doors: one word for each compartment.

Lives here: which of the things that are known of a compartment is said of its door. Not here: whose
parcel lies there: a row names nobody.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

from fleet.core.alarms.conditions import is_so
from fleet.core.deciding.parcels.doors import OCCUPIED
from fleet.core.parcels.state import (
    COLLECTING,
    HANDING,
    LYING,
    OPEN,
    OPENING,
    OUT,
    RESERVED,
    Bank,
    Lease,
)
from fleet.core.state import Device

STATES = (
    "free", "reserved", "moving", "open", "lying", "overdue", "stray", "trouble", "out", "jammed",
)  # fmt: skip
"""What a door may be. Moving: it was asked to open. Overdue: the parcel lies too long, or is to be
taken back. Stray: something lies there of which nobody knows. Trouble: somebody said that something
is wrong with the parcel. Out: of service."""

_STAGES = {
    RESERVED: "reserved",
    OPENING: "moving",
    COLLECTING: "moving",
    OPEN: "open",
    HANDING: "open",
    LYING: "lying",
}


def door_row(device: Device, bank: Bank, leases: Mapping[str, Lease]) -> dict[str, Any]:
    """A bank as columns, every compartment in the order of positions: `numbers`, `sizes` (the
    class, the smallest 0), `states` of STATES, `since_ms`: since when the parcel is at its stage
    (the manager's Unix ms), −1 where none is.
    """
    held = [leases.get(holder) for holder in bank.holders]
    sizes = [size for size, (a, b) in enumerate(pairwise(bank.class_first)) for _ in range(a, b)]
    return {
        "bank": device.device,
        "numbers": bank.numbers,
        "sizes": sizes,
        "states": [_state(device, bank, at, lease) for at, lease in enumerate(held)],
        "since_ms": [-1 if lease is None else lease.since_ms for lease in held],
    }


def _state(device: Device, bank: Bank, position: int, lease: Lease | None) -> str:
    """The gravest of what is so."""
    number = bank.numbers[position]
    if is_so(device, f"jammed:{number}"):
        return "jammed"
    if bank.occupied[position] & OUT:
        return "stray" if bank.blocked.get(position) == OCCUPIED else "out"
    if lease is not None and lease.trouble is not None:
        return "trouble"
    if is_so(device, f"door_open:{number}"):
        return "open"
    if lease is None:
        return "free"
    if lease.stage == LYING and (lease.wanted_back or lease.overdue_ms >= 0):
        return "overdue"
    return _STAGES[lease.stage]
