"""Small settings of waste points: named parts of scenarios, with and without lockers.

Lives here: points, streams and services in every combination that the world tells apart. Not here:
lockers (`tests.equality.settings`), how they are run.
"""

from __future__ import annotations

from typing import Any

DEPOT = {"latitude": 36.02, "longitude": 118.05}

STREAMS: list[dict[str, Any]] = [
    {
        "id": "food",
        "kg_per_household_day": 6.0,
        "density_kg_l": 0.425,
        "bag": {"law": "normal", "mean_kg": 0.6, "cv": 0.3},
        "mixed_share": 0.2,
    },
    {
        "id": "rest",
        "kg_per_household_day": 9.0,
        "density_kg_l": 0.147,
        "compaction": 1.3,
        "bag": {"law": "lognormal", "mean_kg": 1.0, "cv": 0.6},
        "mixed_share": 0.3,
    },
    {
        "id": "paper",
        "kg_per_household_day": 2.0,
        "density_kg_l": 0.08,
        "compaction": 2.0,
        "bag": {"law": "exponential", "mean_kg": 0.4},
    },
]

WASTE: dict[str, Any] = {
    "streams": STREAMS,
    "off_hours_share": 0.2,
    "pile_share": 0.4,
    "careless_share": 0.1,
    "landed_mean_h": 4.0,
}

SENSOR: dict[str, Any] = {"report_every_min": 60}


def bins(*kinds: tuple[str, float, int], **parts: Any) -> list[dict[str, Any]]:
    """Bins of (stream, litres, how many)."""
    return [
        {"id": f"{stream}{i}", "stream": stream, "volume_l": volume_l, "count": count} | parts
        for i, (stream, volume_l, count) in enumerate(kinds)
    ]


def point(name: str, site: str = "c", **parts: Any) -> dict[str, Any]:
    """A point with all three streams."""
    all_three = bins(("food", 60, 1), ("rest", 120, 2), ("paper", 120, 1))
    return {"id": name, "site": site, "bins": all_three} | parts


def fixed(name: str, *streams: str, **parts: Any) -> dict[str, Any]:
    """Rounds at 6 and 18 h every day."""
    return {"id": name, "kind": "fixed", "streams": list(streams), "hours": [6, 18]} | parts


def called(name: str, *streams: str, **parts: Any) -> dict[str, Any]:
    """A truck called at 60 %, three hours away."""
    given = {"id": name, "kind": "threshold", "streams": list(streams), "level": 0.6, "lead_h": 3}
    return given | parts


def planned(name: str, *streams: str, **parts: Any) -> dict[str, Any]:
    """Rounds planned twice a day."""
    given = {"id": name, "kind": "dynamic", "streams": list(streams), "hours": [6, 18]}
    return given | {"iterations": 20} | parts


def waste(points: list[dict[str, Any]], *services: dict[str, Any], **parts: Any) -> dict[str, Any]:
    """The parts of a scenario that speak of waste."""
    return {
        "depot": DEPOT,
        "waste_points": points,
        "waste": WASTE | parts,
        "collection": list(services),
    }


WINDOWS = [{"from_hour": 6.5, "to_hour": 9}, {"from_hour": 17.5, "to_hour": 20.5}]
SMALL_TRUCK = {"volume_l": 100, "compaction": 1.2}

SUPERVISION: dict[str, Any] = {
    "shifts": [
        {"from_hour": 6, "to_hour": 9},
        {"weekdays": ["mon", "wed", "sun"], "from_hour": 17.5, "to_hour": 20.5},
    ],
    "absence_share": 0.4,
}
CAMERA: dict[str, Any] = {"absent_after_min": 20, "false_per_day": 3}
LINKAGE: dict[str, Any] = {"lock_at": 0.7, "deodorise": True}

WORN: dict[str, Any] = SENSOR | {
    "dead_band": 0.02,
    "silent_at_most": 3,
    "battery_mah": 6.0,
    "least_charge": 0.3,
    "replace_days": 1.0,
    "outlier_share": 0.05,
    "drift_mm_per_day": -20.0,
    "bridge_share": 0.05,
    "dropout_share": 0.3,
    "backfill_reports": 2,
}

WASTE_SETTINGS: dict[str, dict[str, Any]] = {
    "waste: rounds": waste(
        [
            point("p", windows=WINDOWS),
            point(
                "q",
                bins=[
                    *bins(("food", 40, 2), heap_share=1.0),
                    *bins(("rest", 120, 1), always_open=True),
                ],
                windows=WINDOWS,
            ),
            point("r", bins=bins(("paper", 30, 2), heap_share=0)),
        ],
        fixed("t", "food", "rest", truck=SMALL_TRUCK),
        fixed("u", "paper", weekdays=["tue", "thu"], hours=[0, 7.5, 13]),
    ),
    "waste: sensors": waste(
        [
            point("p", sensor=SENSOR | {"noise_mm": 40, "resolution_mm": 7.5}),
            point("q", sensor=SENSOR | {"report_every_min": 7, "noise_mm": 0, "clearance_mm": 0}),
        ],
        called("t", "food", "paper", age_limit_h=20),
        called("u", "rest", level=0.9, lead_h=0),
    ),
    "waste: sensors beside rounds, no lockers": {
        "banks": [],
        **waste(
            [
                point("p", count=2, sensor=SENSOR | {"report_every_min": 10}),
                point("o", bins=bins(("rest", 240, 3))),
            ],
            called("t", "food", lead_h=12, level=0.3),
            fixed("u", "rest", hours=[5.25]),
            fixed("v", "paper", weekdays=["wed"]),
            careless_share=0.4,
            pile_share=0.6,
        ),
    },
    "waste: worn sensors": waste(
        [
            point("p", count=2, sensor=WORN | {"noise_mm": 30}),
            point("q", sensor=SENSOR | {"report_every_min": 25}),
            point("r", sensor=WORN | {"report_every_min": 10, "backfill_reports": 12}),
        ],
        called("t", "food", lead_h=2),
        called("u", "rest", "paper", level=0.8, age_limit_h=30),
    ),
    "waste: watched": waste(
        [
            point(
                "p",
                count=2,
                sensor=SENSOR,
                supervision=SUPERVISION,
                camera=CAMERA,
                linkage=LINKAGE,
                windows=WINDOWS,
            ),
            point(
                "q",
                sensor=SENSOR,
                camera=CAMERA | {"report_from": 0.9},
                linkage=LINKAGE | {"by": "contact"},
            ),
        ],
        called("t", "food", lead_h=5),
        fixed("u", "rest", "paper"),
        abnormal_share=0.2,
    ),
    "waste: planned rounds": waste(
        [
            point("p", count=3, sensor=SENSOR | {"noise_mm": 25}),
            point("q", sensor=WORN | {"report_every_min": 30}, windows=WINDOWS, linkage=LINKAGE),
            point("r", bins=bins(("paper", 30, 2), heap_share=0), sensor=SENSOR),
        ],
        planned("t", "food", "rest", trucks=2, truck=SMALL_TRUCK, shift_h=1.5, age_limit_h=24),
        planned("u", "paper", weekdays=["tue", "thu"], hours=[0, 7.5, 8], shift_h=20),
    ),
    "waste: several sites, planned rounds": waste(
        [
            point("p", sensor=SENSOR | {"noise_mm": 25}, supervision=SUPERVISION),
            point("q", "d", count=2, sensor=SENSOR, windows=WINDOWS, camera=CAMERA),
            point("r", "d", bins=bins(("rest", 60, 4)), sensor=WORN | {"report_every_min": 30}),
        ],
        planned("t", "food", truck=SMALL_TRUCK, shift_h=3, tip={**DEPOT, "latitude": 36.05}),
        called("u", "paper", lead_h=0.5),
        planned("v", "rest", hours=[8, 20], trucks=2, spread=1.0, overflow_km=60),
    ),
    "waste: several sites": waste(
        [
            point("p", sensor=SENSOR | {"noise_mm": 25}, supervision=SUPERVISION),
            point(
                "q", "d", count=2, sensor=SENSOR, windows=WINDOWS, camera=CAMERA, linkage=LINKAGE
            ),
            point("r", "d", bins=bins(("rest", 60, 4)), sensor=WORN | {"report_every_min": 30}),
        ],
        called("t", "food", age_limit_h=12, truck=SMALL_TRUCK),
        called("u", "paper", lead_h=0.5),
        fixed("v", "rest", hours=[8, 20]),
    ),
}
"""Setting → parts that differ from the busy bank; the last two are for sites c and d."""
