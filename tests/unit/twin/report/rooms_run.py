"""Small runs of every room that the report has: cold cells, faults, the parcel service, watching.

Only the making lives here.
"""

from __future__ import annotations

from typing import Any

from scenarios.schema import Scenario
from tests.small_waste import threshold
from tests.unit.twin.report.waste_run import two_compounds
from tests.unit.twin.studies.small_runs import small_scenario

CUT: dict[str, Any] = {
    "id": "o", "kind": "mains", "first_day": "2026-05-01", "from_hour": 12, "hours": 20,
}  # fmt: skip


def cold_scenario(**parts: Any) -> Scenario:
    """One bank of three with cold cells, in which the mains fails for an afternoon and a night."""
    banks = [{"id": f"b{site}", "site": site, "compartments": {"S": 3, "L": 2}} for site in "abc"]
    banks[1]["cold"] = {"chilled": {"S": 3, "L": 1}, "frozen": {"L": 2}}
    given: dict[str, Any] = {
        "banks": banks,
        "cold": {
            "chilled": {"setpoint_c": 4, "limit_c": 6, "product_start_c": 4},
            "frozen": {"setpoint_c": -18, "limit_c": -15, "product_start_c": -17},
        },
        "weather": {"mean_c": 26, "daily_swing_c": 10},
        "parcels": {
            "per_household_day": 0.8,
            "size_mix": {"S": 0.6, "L": 0.4},
            "temperature_mix": {"ambient": 0.5, "chilled": 0.3, "frozen": 0.2},
        },
        "outages": [CUT],
    }
    return small_scenario(**given | parts)


def faulty_scenario(**parts: Any) -> Scenario:
    """The mains of all fails for twenty hours, terminals fail at random; staff open by a plan."""
    given: dict[str, Any] = {
        "outages": [CUT],
        "faults": [
            {
                "id": "terminal",
                "mtbf_h": 30,
                "repair": {"work": {"law": "fixed", "mean_h": 2}},
            }
        ],
        "emergency": {
            "offline_codes": True,
            "opening": {"delay_min": 45, "from_hour": 7, "to_hour": 20},
        },
    }
    return small_scenario(**given | parts)


def watched_scenario(**parts: Any) -> Scenario:
    """Two compounds with supervisors, cameras, lids that lock, sensors and trucks they call."""
    given = two_compounds().model_dump(mode="json")
    beside = {
        "sensor": {"report_every_min": 30},
        "supervision": {"shifts": [{"from_hour": 7, "to_hour": 11}], "absence_share": 0.4},
        "camera": {"false_per_day": 3},
        "linkage": {"by": "contact", "lock_at": 0.9},
    }
    points = [{**point, **beside} for point in given["waste_points"]]
    called = [threshold(streams=["food", "residual"])]
    return two_compounds(**{"waste_points": points, "collection": called} | parts)
