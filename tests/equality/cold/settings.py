"""Small settings of cold cells: named parts of scenarios.

Lives here: cells, weather and mixes of temperatures in every combination that the world tells
apart. Not here: ambient lockers (`tests.equality.settings`), how they are run.
"""

from __future__ import annotations

from typing import Any

MIX = {"ambient": 0.5, "chilled": 0.3, "frozen": 0.2}

CHILLED: dict[str, Any] = {"setpoint_c": 4, "limit_c": 6, "product_start_c": 4}
FROZEN: dict[str, Any] = {
    "setpoint_c": -18,
    "limit_c": -15,
    "product_start_c": -17,
    "power_w": 50,
    "ageing_per_year": 0.1,
}
WARM: dict[str, Any] = CHILLED | {"product_start_c": 9, "min_run_min": 0, "min_rest_min": 0}
WEAK: dict[str, Any] = FROZEN | {"cooling_w": 18, "door_w_k": 20, "door_open_s": 90}
UNIT_OFF: dict[str, Any] = CHILLED | {"cooling_w": 0, "door_open_s": 0}

SUMMER: dict[str, Any] = {
    "mean_c": 26,
    "daily_swing_c": 12,
    "waves": [
        {"id": "w", "first_day": "2026-03-04", "length_days": 2, "plus_k": 9},
        {"id": "cool", "first_day": "2026-03-05", "length_days": 90, "plus_k": -3},
    ],
}


def cold_bank(name: str, site: str = "c", **parts: Any) -> dict[str, Any]:
    """A bank with cells of both temperatures."""
    given: dict[str, Any] = {
        "id": name,
        "site": site,
        "compartments": {"S": 12, "M": 6},
        "cold": {"chilled": {"S": 4, "M": 3, "L": 1}, "frozen": {"M": 3}},
    }
    return given | parts


def mixed(
    *banks: dict[str, Any], chilled: dict[str, Any], frozen: dict[str, Any], a_day: float = 6.0
) -> dict[str, Any]:
    """The parts of a scenario that speak of banks with cold cells and what they are offered."""
    return {
        "banks": list(banks),
        "cold": {"chilled": chilled, "frozen": frozen},
        "weather": SUMMER,
        "parcels": {
            "per_household_day": a_day,
            "size_mix": {"S": 0.55, "M": 0.3, "L": 0.1, "oversize": 0.05},
            "temperature_mix": MIX,
        },
    }


COLD_SETTINGS: dict[str, dict[str, Any]] = {
    "cold: both temperatures": {
        **mixed(
            cold_bank("b", age_years=6),
            cold_bank("d", cold={"frozen": {"S": 2}}, share=0.4),
            chilled=CHILLED,
            frozen=FROZEN,
        ),
        "rejected": {"then": ["next_bank", "counter"]},
        "overdue": {"free_h": 12, "take_back_after_h": 20, "take_back_hour": 8.5},
    },
    "cold: brought warm, cooled weakly": {
        **mixed(cold_bank("b"), chilled=WARM, frozen=WEAK),
        "rejected": {"then": ["depot"]},
    },
    "cold: power that fails": {
        **mixed(
            cold_bank("b", age_years=6),
            cold_bank("d", cold={"chilled": {"S": 3}}),
            chilled=CHILLED,
            frozen=FROZEN,
        ),
        "faults": [
            {"id": "cold_unit", "mtbf_h": 30, "repair": {"work": {"mean_h": 5}}},
            {"id": "mains", "mtbf_h": 40, "repair": {"work": {"law": "fixed", "mean_h": 1}}},
            {"id": "door", "mtbf_h": 200, "repair": {"response_h": 3, "work": {"mean_h": 1}}},
        ],
        "outages": [
            {"id": "cut", "kind": "mains", "first_day": "2026-03-03", "from_hour": 14, "hours": 2}
        ],
        "rejected": {"then": ["next_bank", "counter"]},
    },
    "cold: units off": {
        **mixed(cold_bank("b", compartments={"S": 0}), chilled=UNIT_OFF, frozen=UNIT_OFF),
        "couriers": {"mode": "single", "companies": [{"id": "a", "share": 1.0}]},
        "rejected": {"then": ["lobby"]},
    },
    "cold: parcels for cells that are not there": {
        "parcels": {
            "per_household_day": 6.0,
            "size_mix": {"S": 1.0},
            "temperature_mix": {"ambient": 0.2, "chilled": 0.8},
        },
    },
    "cold: several sites": {
        **mixed(
            cold_bank("b"),
            cold_bank("e", "d"),
            cold_bank("f", "far", cold={"chilled": {"S": 2, "L": 2}}),
            chilled=CHILLED,
            frozen=FROZEN,
            a_day=14.0,
        ),
        "rejected": {"then": ["next_bank", "other_site", "lobby"], "max_legs": 4},
    },
}
"""Setting → parts that differ from the busy bank; the last one is for sites c, d and far."""
