"""Small named instances of waste: one point, few bins, traces written by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from scenarios.parts.sensors import SensorTrace
from scenarios.parts.waste import WasteTrace
from scenarios.parts.watch import DROP_OFF_ARRAYS, WatchTrace
from scenarios.schema import Scenario
from scenarios.trace import SiteTrace
from tests.small import H, trace

DEPOT = {"latitude": 30.0, "longitude": 120.0}


def stream(name: str = "food", **parts: Any) -> dict[str, Any]:
    """A stream of bags of 1 kg at 1 kg/L."""
    given: dict[str, Any] = {
        "id": name,
        "kg_per_household_day": 1.0,
        "density_kg_l": 1.0,
        "bag": {"law": "fixed", "mean_kg": 1.0},
    }
    return given | parts


def fixed(**parts: Any) -> dict[str, Any]:
    """A service of fixed rounds at 6 h every day, for food."""
    return {"id": "t", "kind": "fixed", "streams": ["food"], "hours": [6]} | parts


def threshold(**parts: Any) -> dict[str, Any]:
    """A service called at 80 %, two hours away, for food."""
    given = {"id": "t", "kind": "threshold", "streams": ["food"], "level": 0.8, "lead_h": 2}
    return given | parts


def point(**parts: Any) -> dict[str, Any]:
    """A point with one bin of 10 L for food."""
    return {"id": "p", "site": "c", "bins": [{"id": "f", "stream": "food", "volume_l": 10}]} | parts


def waste_scenario(**parts: Any) -> Scenario:
    """One site `c` of ten households at the depot with one point `p`; three days, no lockers.

    `parts` replaces whole top-level parts; `waste` is laid over.
    """
    data: dict[str, Any] = {
        "title": "small waste",
        "start_date": "2026-03-02",
        "run": {"days": 3, "warmup_days": 0, "replications": 1, "seed": 1},
        "depot": DEPOT,
        "sites": [{"id": "c", "households": 10, **DEPOT}],
        "waste_points": [point()],
        "collection": [fixed()],
    }
    waste = {"streams": [stream()]} | parts.pop("waste", {})
    return Scenario.model_validate(data | {"waste": waste} | parts)


Bag = tuple[float, int]
"""Hour and mass in grams."""


def waste_trace(
    bags: list[Bag],
    *,
    site: str = "c",
    points: list[int] | None = None,
    streams: list[int] | None = None,
    habit: int = 0,
    mixed: int = 0,
    landed_h: float = 2.0,
    noise_milli: list[list[int]] | None = None,
) -> SiteTrace:
    """A trace without parcels and with these bags; household i brings bag i."""
    count = len(bags)
    rows = np.arange(count)
    waste = WasteTrace(
        drop_ms=np.array([round(hour * H) for hour, _ in bags], dtype=np.int64),
        drop_household=rows.astype(np.int64),
        drop_point=np.array(points or [0] * count, dtype=np.int64),
        drop_stream=np.array(streams or [0] * count, dtype=np.int8),
        drop_mass_g=np.array([mass for _, mass in bags], dtype=np.int64),
        drop_mixed=np.full(count, mixed, dtype=np.int8),
        drop_habit=np.full(count, habit, dtype=np.int8),
        drop_landed_ms=np.full(count, round(landed_h * H), dtype=np.int64),
        noise_milli=np.array(noise_milli or [[0]], dtype=np.int16),
    )
    return replace(trace([], site=site), waste=waste)


def watched(trace: SiteTrace, *, shifts: list[list[int]] | None = None, **arrays: Any) -> SiteTrace:
    """A trace with a watch part: residents as without a supervisor, cameras that see nothing.

    `arrays` replaces columns of drop-offs by lists, and `false` gives false sightings as (hour,
    point, subject, confidence); `shifts` are 1 where missed, a row a point.
    """
    assert trace.waste is not None
    count = trace.waste.drop_offs
    columns: dict[str, Any] = {name: [0] * count for name in DROP_OFF_ARRAYS}
    columns["present_mixed"] = trace.waste.drop_mixed
    columns["present_habit"] = trace.waste.drop_habit
    columns["landed_seen"] = columns["abnormal_seen"] = [-1] * count
    false = arrays.pop("false", [])
    shift_missed = np.array(shifts or [[0] * 100], dtype=np.int8)
    shift_seen = np.full(shift_missed.shape, arrays.pop("shift_seen", -1), dtype=np.int16)
    columns |= arrays
    made: dict[str, Any] = {
        name: np.array(rows, dtype=np.int16 if name.endswith("_seen") else np.int8)
        for name, rows in columns.items()
    }
    watch = WatchTrace(
        **made,
        shift_missed=shift_missed,
        shift_seen=shift_seen,
        false_ms=np.array([round(hour * H) for hour, *_ in false], dtype=np.int64),
        false_point=np.array([each[1] for each in false], dtype=np.int64),
        false_subject=np.array([each[2] for each in false], dtype=np.int8),
        false_seen=np.array([each[3] for each in false], dtype=np.int16),
    )
    return replace(trace, watch=watch)


def worn(trace: SiteTrace, bins: int = 1, days: int = 3, **arrays: Any) -> SiteTrace:
    """A trace with a sensor part in which nothing happens to `bins` sensors in so many days.

    `arrays` replaces columns: `drop_bridges`, `charge_permille`, and by bin and slot `stray`
    (permille) and `lost` (1), as {(bin, slot): value}.
    """
    slots = 144 * days
    stray = np.full((bins, slots), -1, dtype=np.int16)
    lost = np.zeros((bins, slots), dtype=np.int8)
    for name, table in (("stray", stray), ("lost", lost)):
        for place, value in arrays.get(name, {}).items():
            table[place] = value
    bridges = arrays.get("drop_bridges", [0] * trace.drop_offs)
    charge = arrays.get("charge_permille", [1000] * bins)
    sensors = SensorTrace(
        np.array(bridges, dtype=np.int8), np.array(charge, dtype=np.int16), stray, lost
    )
    return replace(trace, sensors=sensors)
