"""Small logs of parcels: scenarios whose parameters are known, and the tables the twin writes."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from scenarios.schema import Scenario
from tests.small import scenario
from twin.engines.kernel.engine import run_group as kernel
from twin.studies.exporting import tables
from twin.studies.exporting.kept import run_kept

WAVE = [0, 0, 0, 0, 0, 0, 0, 1, 4, 15, 19, 21, 18, 6, 4, 4, 3, 3, 2, 0, 0, 0, 0, 0]
MIX = {"S": 0.6, "L": 0.4}
WEEK = [1.3, 1.1, 1.0, 1.0, 1.1, 0.9, 0.6]
"""Mean 1."""
PER_DAY = 40.0
MEAN_H, SHAPE = 16.0, 0.763


def often_full(**parts: Any) -> Scenario:
    """One bank of 17 compartments for 40 parcels a day that lie 16 h: a third find no room."""
    return scenario(
        **{
            "run": {"days": 120, "warmup_days": 0, "replications": 1, "seed": 1},
            "banks": [{"id": "b", "site": "c", "compartments": {"S": 10, "L": 7}}],
            "parcels": {"per_day": PER_DAY, "size_mix": MIX, "weekday_factor": WEEK},
            "couriers": {
                "mode": "single",
                "companies": [{"id": "a", "share": 1.0}],
                "hour_weights": WAVE,
            },
            "dwell": {"law": {"kind": "weibull", "mean_h": MEAN_H, "shape": SHAPE}},
            "rejected": {"then": ["lobby"]},
        }
        | parts
    )


def write_csv(path: Path, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> Path:
    """A table as CSV."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        writer.writerows(rows)
    return path


def write_parcels(path: Path, built: Scenario, seed: int = 1, days: int | None = None) -> Path:
    """What the bank of a scenario would have logged."""
    run = run_kept(built, kernel, tables.STAYS, seed=seed, days=days)
    return write_csv(path, tables.PARCEL_COLUMNS, tables.parcel_rows(run))
