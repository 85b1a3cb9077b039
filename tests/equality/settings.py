"""Small settings that together have every feature of the world: named parts of scenarios.

Lives here: what is replaced in the base scenario of `tests.small`. Not here: how they are run.
"""

from __future__ import annotations

from typing import Any

from scenarios.schema import Scenario
from tests.equality.cold.settings import COLD_SETTINGS
from tests.equality.counters.settings import COUNTER_SETTINGS
from tests.equality.faults.settings import FAULT_SETTINGS
from tests.equality.waste.settings import WASTE_SETTINGS
from tests.small import scenario

WAVE = [0.0] * 7 + [1.0, 3, 8, 15, 25, 20, 12, 8, 5, 3, 2, 1, 0, 0, 0, 0, 0]

COMPANIES: list[dict[str, Any]] = [
    {"id": "a", "share": 0.5},
    {"id": "t", "share": 0.2, "timetable_h": [9.0, 15.5]},
    {"id": "one", "share": 0.3, "parcels_per_visit": 1.0},
]

BUSY: dict[str, Any] = {
    "couriers": {
        "companies": COMPANIES,
        "parcels_per_visit": 7.0,
        "hour_weights": WAVE,
        "handling": {"law": "lognormal", "mean_s": 40.0},
        "setup_s": 45.0,
        "park_s": 60.0,
    },
    "parcels": {
        "per_household_day": 16.0,
        "size_mix": {"S": 0.55, "M": 0.25, "L": 0.15, "oversize": 0.05},
    },
    "dwell": {
        "law": {"kind": "weibull", "mean_h": 20.0, "shape": 0.8},
        "evening": {"share": 0.4},
        "weekend_factor": 1.3,
    },
}

SIZES = [
    {"id": "S", "width_cm": 38, "height_cm": 8, "depth_cm": 64},
    {"id": "M", "width_cm": 38, "height_cm": 19, "depth_cm": 64},
    {"id": "L", "width_cm": 38, "height_cm": 41, "depth_cm": 64},
]

REMINDED = {"after_h": [0.0, 4.0, 20.0], "answer_share": 0.5, "answer_mean_h": 3.0}
OVERDUE = {
    "free_h": 18.0,
    "step_h": 6.0,
    "fee_per_step": 0.5,
    "fee_cap": 3.0,
    "averse_share": 0.4,
    "take_back_after_h": 40.0,
    "take_back_hour": 8.5,
}
HOLIDAYS = {"holidays": ["2026-03-03", "2026-03-07"]}


def banks(*terminals: int, site: str = "c", first: str = "b") -> list[dict[str, Any]]:
    """Banks of 24 S, 12 M and 6 L compartments with so many terminals each."""
    return [
        {
            "id": f"{first}{number}",
            "site": site,
            "compartments": {"S": 24, "M": 12, "L": 6},
            "terminals": count,
            "share": float(number + 1),
        }
        for number, count in enumerate(terminals)
    ]


def sites(*names: str, apart_deg: float = 0.004) -> list[dict[str, Any]]:
    """Sites of ten households in a row, some 400 m apart."""
    return [
        {"id": name, "households": 10, "latitude": 36.0 + apart_deg * i, "longitude": 118.0}
        for i, name in enumerate(names)
    ]


TWO_SITES: dict[str, Any] = {
    "sites": sites("c", "d", "far", apart_deg=0.01),
    "banks": [
        *banks(1, 1),
        *banks(2, site="d", first="e"),
        *banks(1, site="far", first="f"),
    ],
}

SETTINGS: dict[str, dict[str, Any]] = {
    "plain": {},
    "reminded": {"reminders": REMINDED},
    "overdue": {"overdue": OVERDUE, "calendar": HOLIDAYS},
    "overdue and reminded": {"overdue": OVERDUE, "reminders": REMINDED, "calendar": HOLIDAYS},
    "next bank, then home": {
        "banks": banks(1, 1, 2),
        "rejected": {"then": ["next_bank", "home"], "home_share": 0.4, "max_legs": 3},
    },
    "counter": {"rejected": {"then": ["home", "counter"]}},
    "lobby": {"rejected": {"then": ["lobby"], "lobby_mean_h": 5.0}},
    "depot": {
        "banks": banks(1, 1),
        "rejected": {"then": ["next_bank", "depot"], "delivery_days": 3},
    },
    "one delivery day": {"rejected": {"then": ["depot"], "delivery_days": 1}},
    "other sites": {
        **TWO_SITES,
        "rejected": {"then": ["next_bank", "other_site", "depot"], "max_legs": 5},
    },
    "everything": {
        **TWO_SITES,
        "overdue": OVERDUE,
        "reminders": REMINDED,
        "calendar": HOLIDAYS,
        "rejected": {"then": ["next_bank", "other_site", "home", "lobby"], "max_legs": 6},
    },
    "no time at the terminal": {
        "couriers": {"companies": COMPANIES, "parcels_per_visit": 7.0, "setup_s": 0.0, "park_s": 0},
        "rejected": {"then": ["next_bank", "depot"]},
        "banks": banks(1, 1),
    },
    "everybody at six": {
        "dwell": {"law": {"kind": "days", "probabilities": [0.5, 0.2, 0.3], "hour": 18.0}},
        "reminders": REMINDED,
    },
    "single": {
        "couriers": {"mode": "single", "companies": COMPANIES},
        "reminders": REMINDED,
        "overdue": OVERDUE,
        "rejected": {"then": ["home", "lobby"]},
    },
    "a bank without large compartments": {
        "banks": [
            *banks(1),
            {"id": "small", "site": "c", "compartments": {"S": 4, "L": 0}},
            {"id": "none", "site": "c", "compartments": {"S": 0}},
        ],
        "rejected": {"then": ["next_bank", "home", "depot"]},
    },
    **COLD_SETTINGS,
    "cold: several sites": {**TWO_SITES, **COLD_SETTINGS["cold: several sites"]},
    **WASTE_SETTINGS,
    "waste: several sites": {
        **TWO_SITES,
        **WASTE_SETTINGS["waste: several sites"],
        "rejected": {"then": ["next_bank", "other_site", "lobby"], "max_legs": 4},
    },
    "waste: several sites, planned rounds": {
        **TWO_SITES,
        **WASTE_SETTINGS["waste: several sites, planned rounds"],
    },
    **COUNTER_SETTINGS,
    "counters: several sites": {**TWO_SITES, **COUNTER_SETTINGS["counters: several sites"]},
    **FAULT_SETTINGS,
    "faults: several sites, with sensors": {
        **TWO_SITES,
        **WASTE_SETTINGS["waste: several sites"],
        **FAULT_SETTINGS["faults: everything"],
        "couriers": BUSY["couriers"] | {"companies": [COMPANIES[0] | {"share": 1.0}]},
        "overdue": OVERDUE,
        "reminders": REMINDED,
        "emergency": {"opening": {"delay_min": 90.0}},
        "rejected": {"then": ["next_bank", "other_site", "home", "depot"], "max_legs": 6},
    },
}
"""Setting → parts that differ from the busy bank."""


def setting(name: str, **parts: Any) -> Scenario:
    """A setting as a scenario; `parts` replaces whole parts."""
    base: dict[str, Any] = {
        **BUSY,
        "sizes": SIZES,
        "banks": banks(2),
        "run": {"days": 5, "warmup_days": 0, "replications": 1, "seed": 1},
    }
    return scenario(**(base | SETTINGS[name] | parts))
