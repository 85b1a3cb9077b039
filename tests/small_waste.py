"""Small named instances of waste: one point, few bins, traces written by hand."""

from __future__ import annotations

from typing import Any

import numpy as np

from scenarios.parts.waste import WasteTrace
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
    empty = trace([], site=site)
    return SiteTrace(
        **{name: getattr(empty, name) for name in SiteTrace.__slots__ if name != "waste"},
        waste=waste,
    )
