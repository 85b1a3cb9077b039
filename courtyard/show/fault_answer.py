"""What faults do, in a sentence.

Lives here: which figures of faults are shown to a person beside the table. Not here: figures.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from courtyard.show.numbers import plain, with_interval

Row = Mapping[str, Any]


def fault_answer(of: Mapping[str, Row]) -> str:
    """How many pick-ups are blocked and for how long. `of` the whole, by figure."""
    blocked, wait = of["blocked_pickups"], of["recovery_minutes"]
    if not blocked["mean"]:
        return "No pick-up was blocked by a fault."
    text = f"Faults block {with_interval(blocked)} pick-ups a day"
    if wait["mean"] is None:
        return f"{text}; nobody blocked got his parcel."
    openings = of["emergency_openings"]["mean"]
    staff = f", {plain(openings, '1/day')} a day through staff" if openings else ""
    return f"{text}; it takes {with_interval(wait)} minutes until people have their parcels{staff}."
