"""Small named instances of counters, doors and lobbies: one site, traces written by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from scenarios.parts.counters import TO_COUNTER, CounterTrace
from scenarios.schema import Scenario
from scenarios.trace import SiteTrace
from tests.small import MINUTE, H, column, scenario, trace

Call = tuple[float, int, int]
"""Hour, way, number of parcels."""


def counter(**parts: Any) -> dict[str, Any]:
    """A counter of two shelf places, open from 8 to 20 h, one desk."""
    given: dict[str, Any] = {
        "id": "k",
        "site": "c",
        "shelf_places": 2,
        "windows": [{"from_hour": 8, "to_hour": 20}],
        "service": {"law": "fixed", "mean_s": 60},
    }
    return given | parts


def counter_scenario(**parts: Any) -> Scenario:
    """One site `c` of ten households without lockers: half to the counter, the rest to doors.

    Three days; a door takes 90 s, the lobby 20 s. `parts` replaces whole top-level parts.
    """
    given: dict[str, Any] = {
        "banks": [],
        "counters": [counter()],
        "doorstep": {"door_s": 90, "lobby_s": 20},
        "parcels": {
            "per_household_day": 1.0,
            "size_mix": {"S": 0.7, "L": 0.3},
            "share_to_lockers": 0.0,
            "share_to_counter": 0.5,
            "share_to_home": 0.5,
        },
        "rejected": {"then": ["lobby"]},
    }
    return scenario(**(given | parts))


def counter_trace(
    calls: list[Call],
    *,
    dwell_h: list[float] | float = 3.0,
    service_min: float = 1.0,
    at_home: list[int] | None = None,
    temperature: int = 0,
    lobby_h: float = 2.0,
    base: SiteTrace | None = None,
) -> SiteTrace:
    """A trace of these calls, whose parcels are of size 0 and go to counter 0."""
    numbers = [parcels for _, _, parcels in calls]
    total = sum(numbers)
    lockers = trace([]) if base is None else base
    dwells = dwell_h if isinstance(dwell_h, list) else [dwell_h] * total
    part = CounterTrace(
        call_ms=column(*(round(hour * H) for hour, _, _ in calls)),
        call_company=column(*(0 for _ in calls)),
        call_way=np.array([way for _, way, _ in calls], dtype=np.int8),
        call_counter=column(*(0 for _ in calls)),
        call_first_parcel=column(0, *np.cumsum(numbers).tolist()),
        size=np.zeros(total, dtype=np.int8),
        temperature=np.full(total, temperature, dtype=np.int8),
        dwell_ms=column(*(round(hours * H) for hours in dwells)),
        clock_ms=np.full(total, -1, dtype=np.int64),
        service_ms=np.full(total, round(service_min * MINUTE), dtype=np.int64),
        at_home=np.array(at_home or [0] * total, dtype=np.int8),
        lobby_ms=np.full(total, round(lobby_h * H), dtype=np.int64),
        locker_service_ms=np.full(lockers.parcels, round(service_min * MINUTE), dtype=np.int64),
    )
    return replace(lockers, counter=part)


ONE_CALL: list[Call] = [(9.0, TO_COUNTER, 3)]
