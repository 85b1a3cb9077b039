"""Settings of waste with a closed form, written as ordinary scenarios.

Lives here: plain data of one waste point with one bin. Not here: the closed forms, the runs,
settings of lockers (`twin.studies.verify.settings`).
"""

from __future__ import annotations

import math
from typing import Any

Data = dict[str, Any]

BAGS_PER_REPLICATION = 5_000
"""Aim of a replication: long against its warm-up, short enough that thirty come quickly."""
WARMUP_DAYS = 14
START_DATE = "2026-01-05"
BAG_KG = 0.5
DENSITY_KG_L = 0.5
"""So that a bag takes a litre."""
AT = {"latitude": 0.0, "longitude": 0.0}

BAG_LAWS: dict[str, Data] = {
    "fixed": {"law": "fixed", "mean_kg": BAG_KG},
    "exponential": {"law": "exponential", "mean_kg": BAG_KG},
    "normal": {"law": "normal", "mean_kg": BAG_KG, "cv": 0.25},
}


def rounds_setting(bags_per_day: float, volume_l: float, law: str) -> Data:
    """A bin of `volume_l` emptied every day at 06:00, bags of one litre in the mean."""
    data = _setting(
        f"Bin of {volume_l:g} L between daily rounds, {bags_per_day:g} bags a day, {law}",
        bags_per_day,
        volume_l,
        law,
    )
    data["collection"] = [
        {"id": "truck", "kind": "fixed", "streams": ["food"], "hours": [6.0], "truck": _NEAR}
    ]
    return data


def alarm_setting(level: int, fit: int, per_hour: float, lead_h: float, interval_min: int) -> Data:
    """A bin of `fit` bags, a truck `lead_h` after a report of at least `level` of them."""
    data = _setting(
        f"Alarm at {level} of {fit} bags, {per_hour:g} an hour, report every {interval_min} min, "
        f"truck after {lead_h:g} h",
        per_hour * 24,
        float(fit),
        "fixed",
    )
    data["waste_points"][0]["sensor"] = {
        "report_every_min": interval_min,
        "noise_mm": 0.0,
        "resolution_mm": 0.001,
    }
    data["collection"] = [
        {
            "id": "truck",
            "kind": "threshold",
            "streams": ["food"],
            "level": math.floor(1000 * level / fit) / 1000,
            "lead_h": lead_h,
            "truck": _NEAR,
        }
    ]
    return data


_NEAR = {"volume_l": 1e6}


def _setting(title: str, bags_per_day: float, volume_l: float, law: str) -> Data:
    days = min(3000, max(28, math.ceil(BAGS_PER_REPLICATION / bags_per_day)))
    return {
        "title": title,
        "question": "Does the engine agree with the closed form?",
        "start_date": START_DATE,
        "time_zone": "UTC",
        "run": {"days": days, "warmup_days": WARMUP_DAYS, "replications": 30, "seed": 1},
        "depot": AT,
        "sites": [{"id": "c", "households": 1, **AT}],
        "waste_points": [
            {
                "id": "p",
                "site": "c",
                "bins": [
                    {
                        "id": "f",
                        "stream": "food",
                        "volume_l": volume_l,
                        "depth_mm": 1000,
                        "heap_share": 100.0,
                    }
                ],
            }
        ],
        "waste": {
            "streams": [
                {
                    "id": "food",
                    "kg_per_household_day": bags_per_day * BAG_KG,
                    "density_kg_l": DENSITY_KG_L,
                    "bag": BAG_LAWS[law],
                }
            ],
            "pile_share": 1.0,
        },
    }
