"""Cold cells as an oracle: the settings, and the scenarios for which a closed form holds.

Lives here: plain data of one bank of cells that are not cooled, the conditions under which it is
known how many parcels get too warm. Not here: the closed forms (`twin.oracles.cold`), the runs.
"""

from __future__ import annotations

import math
from typing import Any

from scenarios.days import Days
from scenarios.demand.volumes import mean_parcels_per_day
from scenarios.expand import SitePlace
from scenarios.schema import Scenario
from scenarios.schema.cold import ColdKind
from scenarios.schema.demand import OVERSIZE
from scenarios.schema.rules import Exponential
from twin.studies.verify.cases import OracleCase
from twin.studies.verify.settings import START_DATE
from twin.world.cold.plan import wall_uw_k

Data = dict[str, Any]

DAYS = 125
WARMUP_DAYS = 2
PARCELS_PER_DAY = 40.0
CELLS = 40
"""Cells for a day of parcels: each has a day between two of them."""

HELD_WALL_W_K = 1e6
"""Walls through which the air takes the ambient temperature at once."""

HELD = 1e5
"""Walls so many times better than the product's exchange hold the air at ambient temperature."""

RECOVERIES = 20.0
"""Time constants of an empty cell after which the last parcel is forgotten."""

DWELLS = 10.0
"""Mean dwells within which a parcel is gone, for all purposes."""


def newton_setting(
    start_c: float, ambient_c: float, limit_c: float, tau_h: float, dwell_h: float
) -> Data:
    """A parcel warms by Newton's law with time constant `tau_h`, in air at `ambient_c`."""
    return _setting(
        f"Newton, {start_c:g} °C in {ambient_c:g} °C, limit {limit_c:g} °C, tau {tau_h:g} h",
        dwell_h,
        ambient_c,
        {
            "product_start_c": start_c,
            "limit_c": limit_c,
            "air_j_k": 10.0,
            "wall_w_k": HELD_WALL_W_K,
            "product_j_k": tau_h * 3_600,
        },
    )


def two_node_setting(
    start_c: float, ambient_c: float, limit_c: float, wall_w_k: float, dwell_h: float
) -> Data:
    """A parcel of 2,000 J/K cools the air of its cell, and both warm through the walls."""
    return _setting(
        f"Two nodes, {start_c:g} °C in {ambient_c:g} °C, limit {limit_c:g} °C, {wall_w_k:g} W/K",
        dwell_h,
        ambient_c,
        {
            "product_start_c": start_c,
            "limit_c": limit_c,
            "air_j_k": 1_500.0,
            "wall_w_k": wall_w_k,
            "product_j_k": 2_000.0,
        },
    )


def _setting(title: str, dwell_h: float, ambient_c: float, kind: Data) -> Data:
    limit_c = float(kind["limit_c"])
    return {
        "title": title,
        "question": "Does the engine agree with the closed form?",
        "start_date": START_DATE,
        "time_zone": "UTC",
        "run": {"days": DAYS, "warmup_days": WARMUP_DAYS, "replications": 30, "seed": 1},
        "sites": [{"id": "c", "households": 1, "latitude": 0.0, "longitude": 0.0}],
        "sizes": [{"id": "A", "width_cm": 38, "height_cm": 8, "depth_cm": 64}],
        "banks": [
            {"id": "b", "site": "c", "compartments": {"A": 0}, "cold": {"chilled": {"A": CELLS}}}
        ],
        "parcels": {
            "per_day": PARCELS_PER_DAY,
            "size_mix": {"A": 1.0},
            "temperature_mix": {"chilled": 1.0},
        },
        "couriers": {"mode": "single", "companies": [{"id": "a", "share": 1.0}]},
        "dwell": {"law": {"kind": "exponential", "mean_h": dwell_h}},
        "allocation": {"size_rule": "own", "pick_rule": "spread_wear"},
        "cold": {
            "chilled": {
                "setpoint_c": min(limit_c - 1.0, 20.0),
                "cooling_w": 0.0,
                "product_air_w_k": 1.0,
                "door_open_s": 0.0,
                **kind,
            }
        },
        "weather": {"mean_c": ambient_c},
    }


def recognise_cold(scenario: Scenario, days: Days, site: SitePlace) -> list[OracleCase]:
    """Oracle cases of a bank with cells of one kind that are not cooled, every day alike.

    Each cell rests so long between two parcels that its air is at the ambient temperature when the
    next one comes; the door lets nothing in.
    """
    kind, weather, law = _uncooled(scenario), scenario.weather, scenario.dwell.law
    if kind is None or weather is None or not isinstance(law, Exponential):
        return []
    per_day = mean_parcels_per_day(scenario, site) * float(days.multiplier[0])
    per_day *= scenario.parcels.share_to_lockers
    if weather.daily_swing_c > 0 or weather.waves or kind.door_open_s > 0:
        return []
    mean_h = law.mean_h * site.dwell_factor
    (bank,) = site.banks
    wall_w_k = wall_uw_k(kind, bank.age_years) / 1e6
    forgotten_h = RECOVERIES * kind.air_j_k / wall_w_k / 3_600 + DWELLS * mean_h
    rotates = scenario.allocation.pick_rule == "spread_wear" and _rotates(scenario)
    if not rotates or sum(bank.cold) * 24 < per_day * forgotten_h or per_day == 0:
        return []
    if not kind.product_start_c < kind.limit_c < weather.mean_c:
        return []
    return _warming(kind, wall_w_k, weather.mean_c, mean_h)


def _uncooled(scenario: Scenario) -> ColdKind | None:
    """How the cells are built, where all parcels are of one cold temperature and none is cooled."""
    mix = {t: part for t, part in (scenario.parcels.temperature_mix or {}).items() if part > 0}
    if len(mix) != 1 or scenario.cold is None or "ambient" in mix:
        return None
    (temperature,) = mix
    kind: ColdKind | None = getattr(scenario.cold, temperature)
    return None if kind is None or kind.cooling_w > 0 else kind


def _rotates(scenario: Scenario) -> bool:
    """All parcels and all cells are of one size and temperature, so that wear goes round."""
    sizes = {size for size, part in scenario.parcels.size_mix.items() if part > 0} - {OVERSIZE}
    built = [
        (temperature, size)
        for bank in scenario.banks
        if bank.cold is not None
        for temperature, doors in bank.cold.by_temperature().items()
        for size, count in doors.items()
        if count
    ]
    mix = scenario.parcels.temperature_mix or {}
    return len(sizes) == 1 and built == [(*(t for t, part in mix.items() if part > 0), *sizes)]


def _warming(kind: ColdKind, wall_w_k: float, ambient_c: float, mean_h: float) -> list[OracleCase]:
    from twin.oracles.cold.warming import TwoNodes, exponential_dwell, newton_h

    if wall_w_k >= HELD * kind.product_air_w_k:
        name = "newton"
        tau_h = kind.product_j_k / kind.product_air_w_k / 3_600
        limit_h = newton_h(kind.product_start_c, ambient_c, kind.limit_c, tau_h)
    else:
        name = "two-node"
        cell = TwoNodes(kind.air_j_k, kind.product_j_k, kind.product_air_w_k, wall_w_k, ambient_c)
        limit_h = cell.limit_h(ambient_c, kind.product_start_c, kind.limit_c)
    share, hours = exponential_dwell(limit_h, mean_h)
    if not math.isfinite(limit_h):
        return []
    return [
        OracleCase(name, "excursion_share", share),
        OracleCase(f"{name}-minutes", "excursion_minutes_per_parcel", hours * 60),
    ]
