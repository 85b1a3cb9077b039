"""Waste points drawn by hypothesis: streams, points, sensors and services that fit each other.

Lives here: strategies for the waste parts of scenarios. Not here: lockers, how they are run.
"""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from tests.equality.waste.settings import DEPOT, WINDOWS

IDS = ("food", "rest", "paper")
BAGS: list[dict[str, Any]] = [
    {"law": "fixed", "mean_kg": 1.0},
    {"law": "normal", "mean_kg": 0.5, "cv": 0.3},
    {"law": "exponential", "mean_kg": 2.0},
    {"law": "lognormal", "mean_kg": 0.8, "cv": 1.0},
]
DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]

shares = st.sampled_from([0.0, 0.3, 1.0])


@st.composite
def _stream(draw: st.DrawFn, name: str) -> dict[str, Any]:
    return {
        "id": name,
        "kg_per_household_day": draw(st.sampled_from([0.0, 0.5, 4.0, 20.0])),
        "density_kg_l": draw(st.sampled_from([0.001, 0.08, 0.425, 1.0])),
        "compaction": draw(st.sampled_from([1.0, 1.3, 10.0])),
        "bag": draw(st.sampled_from(BAGS)),
        "mixed_share": draw(shares),
    }


@st.composite
def _wear(draw: st.DrawFn) -> dict[str, Any]:
    return {
        "dead_band": draw(st.sampled_from([0.0, 0.01, 0.5])),
        "silent_at_most": draw(st.sampled_from([1, 24])),
        "battery_mah": draw(st.sampled_from([None, 0.2, 5.0])),
        "report_mah": draw(st.sampled_from([0.0, 0.1])),
        "least_charge": draw(shares),
        "replace_days": draw(st.sampled_from([0.0, 0.5, 30.0])),
        "outlier_share": draw(shares),
        "drift_mm_per_day": draw(st.sampled_from([0.0, -40.0, 13.0])),
        "bridge_share": draw(shares),
        "dropout_share": draw(shares),
        "backfill_reports": draw(st.sampled_from([0, 1, 48])),
    }


@st.composite
def _sensor(draw: st.DrawFn) -> dict[str, Any]:
    wear: dict[str, Any] = draw(st.one_of(st.just({}), _wear()))
    return wear | {
        "report_every_min": draw(st.sampled_from([7, 10, 60, 1440])),
        "noise_mm": draw(st.sampled_from([0.0, 3.0, 400.0])),
        "resolution_mm": draw(st.sampled_from([0.001, 1.0, 50.0])),
        "clearance_mm": draw(st.sampled_from([0, 100, 700])),
    }


HOURS = st.sampled_from([(0.0, 24.0), (6.5, 9.0), (17.0, 17.25)])


@st.composite
def _supervision(draw: st.DrawFn) -> dict[str, Any]:
    first = draw(HOURS)
    shifts: list[dict[str, Any]] = [{"from_hour": first[0], "to_hour": first[1]}]
    if first[1] < 24 and draw(st.booleans()):
        days = draw(st.lists(st.sampled_from(DAYS), min_size=1, max_size=7, unique=True))
        shifts.insert(0, {"weekdays": days, "from_hour": 20.0, "to_hour": 24.0})
    return {
        "shifts": shifts,
        "absence_share": draw(shares),
        "careless_factor": draw(shares),
        "mixed_factor": draw(shares),
        "abnormal_factor": draw(shares),
    }


@st.composite
def _watched(draw: st.DrawFn, has_sensor: bool) -> dict[str, Any]:
    """Supervisors, a camera and linkage, each or none of them."""
    parts: dict[str, Any] = {}
    if draw(st.booleans()):
        parts["supervision"] = draw(_supervision())
    if draw(st.booleans()):
        parts["camera"] = {
            "landed_share": draw(shares),
            "absent_after_min": draw(st.sampled_from([0.0, 15.0, 240.0])),
            "false_per_day": draw(st.sampled_from([0.0, 4.0])),
            "report_from": draw(st.sampled_from([0.0, 0.7, 1.0])),
        }
    if draw(st.booleans()):
        parts["linkage"] = {
            "by": draw(st.sampled_from(["report", "contact"])) if has_sensor else "contact",
            "lock_at": draw(st.sampled_from([0.0, 0.6, 1.1])),
            "comply_share": draw(shares),
            "walk_min": draw(st.sampled_from([0.0, 3.0, 90.0])),
            "deodorise": draw(st.booleans()),
        }
    return parts


@st.composite
def _point(draw: st.DrawFn, name: str, site: str, streams: list[str]) -> dict[str, Any]:
    groups = [
        {
            "id": f"{stream}{i}",
            "stream": stream,
            "volume_l": draw(st.sampled_from([1.0, 30.0, 240.0, 5000.0])),
            "count": draw(st.integers(1, 3)),
            "depth_mm": draw(st.sampled_from([50, 900])),
            "heap_share": draw(st.sampled_from([0.0, 0.25, 3.0])),
            "always_open": draw(st.booleans()),
        }
        for i, stream in enumerate(draw(st.lists(st.sampled_from(streams), min_size=1, max_size=4)))
    ]
    return {
        "id": name,
        "site": site,
        "count": draw(st.sampled_from([None, 1, 2])),
        "bins": groups,
        "windows": draw(st.sampled_from([[], WINDOWS, [{"from_hour": 0.0, "to_hour": 24.0}]])),
    }


@st.composite
def _service(draw: st.DrawFn, name: str, streams: list[str]) -> dict[str, Any]:
    truck = {
        "volume_l": draw(st.sampled_from([100.0, 8000.0])),
        "compaction": draw(st.sampled_from([1.0, 2.5])),
        "stop_min": draw(st.sampled_from([0.0, 8.0])),
    }
    service: dict[str, Any] = {"id": name, "streams": streams, "truck": truck}
    if draw(st.booleans()):
        weekdays = st.lists(st.sampled_from(DAYS), min_size=1, max_size=7, unique=True)
        hours = st.sampled_from([[0.0], [6.0], [6.0, 18.0], [0.01, 8.25, 23.99]])
        return service | {"kind": "fixed", "weekdays": draw(weekdays), "hours": draw(hours)}
    return service | {
        "kind": "threshold",
        "level": draw(st.sampled_from([0.0, 0.3, 0.8, 1.0])),
        "lead_h": draw(st.sampled_from([0.0, 2.0, 50.0])),
        "age_limit_h": draw(st.sampled_from([None, 0.5, 24.0])),
    }


@st.composite
def waste_parts(draw: st.DrawFn, names: list[str]) -> dict[str, Any]:
    """The waste parts of a scenario with these sites, of which some have no point."""
    streams = list(IDS[: draw(st.integers(1, len(IDS)))])
    cut = draw(st.integers(0, len(streams)))
    services = [
        draw(_service(f"t{number}", part))
        for number, part in enumerate((streams[:cut], streams[cut:]))
        if part
    ]
    called = any(service["kind"] == "threshold" for service in services)
    points: list[dict[str, Any]] = []
    for name in names:
        for number in range(draw(st.integers(0 if points else 1, 2))):
            point = draw(_point(f"w{name}{number}", name, streams))
            sensor = draw(_sensor() if called else st.one_of(st.none(), _sensor()))
            watched = draw(st.one_of(st.just({}), _watched(sensor is not None)))
            points.append(point | {"sensor": sensor} | watched)
    return {
        "depot": DEPOT,
        "waste_points": points,
        "collection": services,
        "waste": {
            "streams": [draw(_stream(name)) for name in streams],
            "hour_weights": draw(st.sampled_from([[1.0] * 24, [0.0] * 7 + [1.0] + [0.0] * 16])),
            "off_hours_share": draw(shares),
            "pile_share": draw(st.sampled_from([0.0, 0.5])),
            "careless_share": draw(st.sampled_from([0.0, 0.2, 0.5])),
            "landed_mean_h": draw(st.sampled_from([0.01, 6.0, 100.0])),
            "nearly_empty_below": draw(shares),
            "abnormal_share": draw(st.sampled_from([0.0, 0.0, 0.4])),
            "bulky_share": draw(shares),
        },
    }
