"""Small settings of faults: named parts of scenarios, with lockers and with waste points.

Lives here: faults, outages and emergency plans in every combination that the world tells apart. Not
here: lockers (`tests.equality.settings`), how they are run.
"""

from __future__ import annotations

from typing import Any

WORKS: list[dict[str, Any]] = [
    {"law": "exponential", "mean_h": 3.0},
    {"law": "fixed", "mean_h": 2.0},
    {"law": "lognormal", "mean_h": 6.0, "cv": 1.2},
]


def fault(kind: str, mtbf_h: float, work: int = 0, **repair: Any) -> dict[str, Any]:
    """Components of a kind that fail, repaired by one of WORKS."""
    return {
        "id": kind,
        "mtbf_h": mtbf_h,
        "ageing_per_year": 0.2,
        "repair": {"response_h": 1.5, "work": WORKS[work]} | repair,
    }


EVERYTHING_FAILS: list[dict[str, Any]] = [
    fault("mains", 40.0, 1),
    fault("network", 25.0, 0, from_hour=8.0, to_hour=18.0),
    fault("terminal", 20.0, 2),
    fault("door", 300.0, 0, from_hour=7.0, to_hour=22.0),
    fault("sensor", 30.0, 1),
]

OUTAGES: list[dict[str, Any]] = [
    {"id": "cut", "kind": "mains", "first_day": "2026-03-03", "from_hour": 17.5, "hours": 4},
    {"id": "net", "kind": "network", "sites": ["c"], "first_day": "2026-03-04", "from_hour": 8,
     "hours": 30},
    {"id": "again", "kind": "network", "first_day": "2026-03-04", "from_hour": 20, "hours": 3},
    {"id": "over", "kind": "mains", "first_day": "2026-02-01", "from_hour": 0, "hours": 5},
]  # fmt: skip

OPENING = {"delay_min": 40, "from_hour": 8, "to_hour": 21}

FAULT_SETTINGS: dict[str, dict[str, Any]] = {
    "faults: everything": {"faults": EVERYTHING_FAILS, "outages": OUTAGES},
    "faults: offline codes": {
        "faults": EVERYTHING_FAILS,
        "outages": OUTAGES,
        "emergency": {"offline_codes": True},
        "blocked": {"return_mean_h": 0.2},
    },
    "faults: opening": {
        "faults": EVERYTHING_FAILS,
        "emergency": {"offline_codes": True, "opening": OPENING},
    },
    "faults: opening at once, against everything": {
        "outages": OUTAGES,
        "faults": [fault("door", 100.0)],
        "emergency": {
            "opening": {"delay_min": 0, "helps": ["mains", "network", "terminal", "door"]}
        },
    },
}
"""Setting → parts that differ from the busy bank."""
