"""Small named instances: scenarios of one or two banks and traces written by hand."""

from __future__ import annotations

from typing import Any

import numpy as np

from scenarios.schema import Scenario
from scenarios.trace import SiteTrace

H = 3_600_000
MINUTE = 60_000


def scenario(**parts: Any) -> Scenario:
    """One site `c` with one bank `b` of two S and one L compartment, couriers, no rules.

    `parts` replaces whole top-level parts.
    """
    data: dict[str, Any] = {
        "title": "small",
        "start_date": "2026-03-02",
        "run": {"days": 3, "warmup_days": 0, "replications": 1, "seed": 1},
        "sites": [{"id": "c", "households": 10, "latitude": 36.0, "longitude": 118.0}],
        "sizes": [
            {"id": "S", "width_cm": 38, "height_cm": 8, "depth_cm": 64},
            {"id": "L", "width_cm": 38, "height_cm": 41, "depth_cm": 64},
        ],
        "banks": [{"id": "b", "site": "c", "compartments": {"S": 2, "L": 1}}],
        "parcels": {"per_household_day": 1.0, "size_mix": {"S": 0.7, "L": 0.3}},
        "couriers": {
            "companies": [{"id": "a", "share": 1.0}],
            "setup_s": 60,
            "park_s": 120,
            "walk_s": 300,
        },
        "dwell": {"law": {"kind": "fixed", "mean_h": 10}},
    }
    return Scenario.model_validate(data | parts)


def column(*values: int) -> np.ndarray[Any, np.dtype[np.int64]]:
    """An int64 array."""
    return np.array(values, dtype=np.int64)


def trace(
    visits: list[tuple[int, list[int]]],
    *,
    site: str = "c",
    attended: bool = True,
    bank: int = 0,
    dwell_ms: int | list[int] = 10 * H,
    clock_ms: int = -1,
    handling_ms: int = MINUTE,
    answer_ms: list[int] | None = None,
    fee_lead_ms: int = -1,
    at_home: list[int] | None = None,
    lobby_ms: int = 2 * H,
    company: int = 0,
) -> SiteTrace:
    """A trace of visits `(arrival_ms, sizes of the parcels)`; −1 as a size is oversize."""
    sizes = [size for _, parcels in visits for size in parcels]
    first = np.concatenate([[0], np.cumsum([len(parcels) for _, parcels in visits])])
    dwells = dwell_ms if isinstance(dwell_ms, list) else [dwell_ms]
    return SiteTrace(
        site=site,
        attended=attended,
        visit_arrival_ms=column(*(arrival for arrival, _ in visits)),
        visit_company=column(*(company for _ in visits)),
        visit_bank=column(*(bank for _ in visits)),
        visit_first_parcel=first.astype(np.int64),
        parcel_size=np.array(sizes, dtype=np.int8),
        parcel_temperature=np.zeros(1, dtype=np.int8),
        dwell_ms=column(*dwells),
        clock_ms=column(clock_ms),
        handling_ms=np.array([[handling_ms]], dtype=np.int64),
        answer_ms=np.array([answer_ms or []], dtype=np.int64).reshape(1, -1),
        fee_lead_ms=column(fee_lead_ms),
        at_home=np.array([at_home or [0]], dtype=np.int8),
        lobby_ms=column(lobby_ms),
    )
