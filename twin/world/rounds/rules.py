"""Rules of planned rounds, out of a scenario's words.

Lives here: the translation, once a run. Not here: state, the planner.
"""

from __future__ import annotations

from dataclasses import dataclass

from fleet.rounds.problem import Spot, Trucks
from scenarios.days import HOUR_MS, MINUTE_MS
from scenarios.schema.waste.collection import DynamicRounds

NONE = -1

WEIGHT_STEPS = 1_000
"""Weights of hours are whole numbers to the planner: thousandths of the largest."""


@dataclass(frozen=True, slots=True)
class RoundRules:
    """One service with planned rounds; what the fields mean says `fleet.rounds.wanting.Outlook`."""

    depot: Spot
    tip: Spot
    trucks: Trucks
    hour_weights: tuple[int, ...]
    spread_permille: int
    holds_permille: int
    overflow_m: int
    least_risk_permille: int
    age_limit_ms: int
    iterations: int


def round_rules_of(service: DynamicRounds, latitude: float, longitude: float) -> RoundRules:
    """Rules of a service whose depot stands there."""
    truck, tip = service.truck, service.tip
    depot = Spot(latitude, longitude)
    largest = max(service.hour_weights)
    return RoundRules(
        depot=depot,
        tip=depot if tip is None else Spot(tip.latitude, tip.longitude),
        trucks=Trucks(
            count=service.trucks,
            volume_ml=round(truck.volume_l * 1_000),
            compaction_permille=round(truck.compaction * 1_000),
            speed_kmh=truck.speed_kmh,
            detour_factor=truck.detour_factor,
            stop_ms=round(truck.stop_min * MINUTE_MS),
            tip_ms=0 if tip is None else round(tip.stay_min * MINUTE_MS),
            shift_ms=round(service.shift_h * HOUR_MS),
        ),
        hour_weights=tuple(round(w / largest * WEIGHT_STEPS) for w in service.hour_weights),
        spread_permille=round(service.spread * 1_000),
        holds_permille=round(service.holds * 1_000),
        overflow_m=round(service.overflow_km * 1_000),
        least_risk_permille=max(1, round(service.least_risk * 1_000)),
        age_limit_ms=NONE if service.age_limit_h is None else round(service.age_limit_h * HOUR_MS),
        iterations=service.iterations,
    )
