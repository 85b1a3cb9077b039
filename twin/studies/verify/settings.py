"""Settings with a closed form, written as ordinary scenarios.

Lives here: plain data of a scenario for each kind of setting, so that `courtyard run` reproduces
every row of `courtyard verify`. Not here: the closed forms, the runs.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

Data = dict[str, Any]

MEAN_DWELL_H = 6.0
"""Time unit of the Erlang settings: short against a day, so that days are many dwell times."""

PARCELS_PER_REPLICATION = 5_000
"""Aim of a replication: long against its warm-up, short enough that thirty come quickly."""

WARMUP_DAYS = 14
"""56 mean dwell times: a lognormal dwell (cv 1.5) has 4e-4 of its residual mean left by then."""

START_DATE = "2026-01-05"

LAWS: dict[str, Data] = {
    "exponential": {"kind": "exponential"},
    "weibull": {"kind": "weibull", "shape": 0.763},
    "lognormal": {"kind": "lognormal", "cv": 1.5},
    "fixed": {"kind": "fixed"},
}


def erlang_setting(load_erlang: float, servers: int, law: str) -> Data:
    """One bank of `servers` equal compartments offered `load_erlang`: Erlang B under any dwell law.

    Holds for every law because the M/G/c/c loss share depends on the mean only.
    """
    per_day = load_erlang * 24 / MEAN_DWELL_H
    return _setting(
        f"Erlang B({servers}, {load_erlang:g}), {law} dwell",
        per_day,
        sizes=["A"],
        compartments={"A": servers},
        size_mix={"A": 1.0},
        dwell={**LAWS[law], "mean_h": MEAN_DWELL_H},
    )


def nested_setting(capacities: Sequence[int], loads: Sequence[float], policy: str) -> Data:
    """Size classes A, B, … with larger compartments open to smaller parcels; exponential."""
    sizes = [chr(ord("A") + i) for i in range(len(capacities))]
    total = sum(loads)
    data = _setting(
        f"Nested sizes, compartments {list(capacities)}, loads {list(loads)}, {policy}",
        total * 24 / MEAN_DWELL_H,
        sizes=sizes,
        compartments=dict(zip(sizes, capacities, strict=True)),
        size_mix={s: load / total for s, load in zip(sizes, loads, strict=True)},
        dwell={"kind": "exponential", "mean_h": MEAN_DWELL_H},
    )
    data["allocation"] = {"size_rule": policy, "pick_rule": "lowest_number"}
    return data


def batch_setting(capacity: int, parcels_per_day: float, law: Data) -> Data:
    """One delivery a day at 09:00; parcels leave at 18:00 (Raviv 2023, section 3.3)."""
    data = _setting(
        f"Daily batches, {capacity} compartments, {parcels_per_day:g} parcels a day, {law['kind']}",
        parcels_per_day,
        sizes=["A"],
        compartments={"A": capacity},
        size_mix={"A": 1.0},
        dwell={**law, "hour": 18.0},
    )
    data["couriers"]["companies"] = [{"id": "a", "share": 1.0, "timetable_h": [9.0]}]
    return data


def wave_setting(parcels_per_day: float, hour_weights: Sequence[float]) -> Data:
    """Arrivals that vary over the day, a bank that never fills: M_t/M/∞."""
    mean_load = parcels_per_day * MEAN_DWELL_H / 24
    doors = math.ceil(4 * mean_load + 10 * math.sqrt(4 * mean_load) + 20)
    data = _setting(
        f"M_t/M/infinity, {parcels_per_day:g} parcels a day by the hour",
        parcels_per_day,
        sizes=["A"],
        compartments={"A": doors},
        size_mix={"A": 1.0},
        dwell={"kind": "exponential", "mean_h": MEAN_DWELL_H},
    )
    data["couriers"]["hour_weights"] = list(hour_weights)
    return data


def terminal_setting(load_erlang: float, terminals: int, service_s: float = 300.0) -> Data:
    """Couriers with one parcel each at `terminals` terminals, exponential service: M/M/s."""
    per_day = load_erlang * 86_400 / service_s
    doors = min(5000, math.ceil(4 * per_day * 1.0 / 24 + 50))
    data = _setting(
        f"M/M/{terminals} terminal, load {load_erlang:g}",
        per_day,
        sizes=["A"],
        compartments={"A": doors},
        size_mix={"A": 1.0},
        dwell={"kind": "exponential", "mean_h": 1.0},
    )
    data["banks"][0]["terminals"] = terminals
    data["couriers"] |= {
        "mode": "visits",
        "parcels_per_visit": 1,
        "handling": {"law": "exponential", "mean_s": service_s},
    }
    data["run"]["warmup_days"] = 2
    return data


def counter_setting(load_erlang: float, desks: int, service_s: float = 600.0) -> Data:
    """A counter that never closes, parcels handed in one by one, exponential service: M/M/s."""
    per_day = load_erlang * 86_400 / service_s
    data = _setting(
        f"M/M/{desks} counter, load {load_erlang:g}",
        per_day,
        sizes=["A"],
        compartments={"A": 1},
        size_mix={"A": 1.0},
        dwell={"kind": "exponential", "mean_h": MEAN_DWELL_H},
    )
    del data["banks"]
    data["parcels"] |= {"share_to_lockers": 0.0, "share_to_counter": 1.0}
    data["counters"] = [
        {
            "id": "k",
            "site": "c",
            "staff": desks,
            "shelf_places": 100_000,
            "service": {"law": "exponential", "mean_s": service_s},
        }
    ]
    return data


def _setting(
    title: str,
    per_day: float,
    *,
    sizes: list[str],
    compartments: dict[str, int],
    size_mix: dict[str, float],
    dwell: Data,
) -> Data:
    days = min(3000, max(28, math.ceil(PARCELS_PER_REPLICATION / per_day)))
    return {
        "title": title,
        "question": "Does the engine agree with the closed form?",
        "start_date": START_DATE,
        "time_zone": "UTC",
        "run": {"days": days, "warmup_days": WARMUP_DAYS, "replications": 30, "seed": 1},
        "sites": [{"id": "c", "households": 1, "latitude": 0.0, "longitude": 0.0}],
        "sizes": [
            {"id": size, "width_cm": 38, "height_cm": 8.0 * (i + 1), "depth_cm": 64}
            for i, size in enumerate(sizes)
        ],
        "banks": [{"id": "b", "site": "c", "compartments": compartments}],
        "parcels": {"per_day": per_day, "size_mix": size_mix},
        "couriers": {"mode": "single", "companies": [{"id": "a", "share": 1.0}]},
        "dwell": {"law": dwell},
    }
