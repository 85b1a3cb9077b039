"""The banks that are timed.

Lives here: scenarios of one bank of three sizes, plain and with everything on, as plain data.
Not here: engines, clocks.
"""

from __future__ import annotations

import math
from typing import Any

from scenarios.schema import Scenario

COMPARTMENTS = (32, 29, 18)
"""A public routing benchmark's bank of 79 doors (Rudy 2025)."""

LOAD = 0.9
"""Offered load against compartments."""

PER_HOUSEHOLD_DAY = 1000.0
MAX_DAYS = 3000


def plain_bank(parcels: int, banks: int = 1) -> Scenario:
    """About `parcels` parcels in all, each by itself, at `banks` sites with one bank each."""
    return Scenario.model_validate(_data(parcels, banks))


def busy_bank(parcels: int) -> Scenario:
    """The same bank with couriers at its terminal, reminders and the overdue rule.

    The rule's times are on the scale of the dwell, 1.7 h, so that each part of it happens often.
    """
    data = _data(parcels, 1)
    data["couriers"] = {
        "companies": [{"id": "a", "share": 1.0}],
        "parcels_per_visit": 20,
        "setup_s": 15,
        "handling": {"law": "exponential", "mean_s": 30},
    }
    data["reminders"] = {"after_h": [1, 2], "answer_share": 0.3, "answer_mean_h": 0.5}
    data["overdue"] = {
        "free_h": 2.5,
        "step_h": 1,
        "fee_per_step": 0.5,
        "fee_cap": 3,
        "averse_share": 0.3,
        "take_back_after_h": 5,
    }
    return Scenario.model_validate(data)


def _data(parcels: int, banks: int) -> dict[str, Any]:
    doors = sum(COMPARTMENTS)
    households = math.ceil(parcels / banks / (PER_HOUSEHOLD_DAY * MAX_DAYS))
    per_day = PER_HOUSEHOLD_DAY * households
    days = max(1, round(parcels / banks / per_day))
    sizes = ("S", "M", "L")
    counts = dict(zip(sizes, COMPARTMENTS, strict=True))
    site: dict[str, Any] = {"id": "c", "households": households, "latitude": 0.0, "longitude": 0.0}
    return {
        "title": "benchmark",
        "start_date": "2026-01-05",
        "time_zone": "UTC",
        "run": {"days": days, "warmup_days": 0, "replications": 1, "seed": 1},
        "sites": [site if banks == 1 else site | {"count": banks}],
        "sizes": [
            {"id": size, "width_cm": 38, "height_cm": 8.0 * (i + 1), "depth_cm": 64}
            for i, size in enumerate(sizes)
        ],
        "banks": [{"id": "b", "site": "c", "compartments": counts}],
        "parcels": {
            "per_household_day": PER_HOUSEHOLD_DAY,
            "share_to_lockers": 1.0,
            "size_mix": {"S": 0.41, "M": 0.36, "L": 0.23},
        },
        "couriers": {"mode": "single", "companies": [{"id": "a", "share": 1.0}]},
        "dwell": {"law": {"kind": "exponential", "mean_h": LOAD * doors * 24 / per_day}},
    }
