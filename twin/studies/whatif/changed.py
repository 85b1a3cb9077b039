"""Scenarios that differ in one thing: more parcels, shorter dwell, another rule, a peak.

Lives here: the changes, each a new scenario that is checked like any other. Not here: which changes
are asked about (`twin.studies.whatif.cases`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any

from scenarios.days import Days
from scenarios.schema import Scenario
from scenarios.schema.demand import OVERSIZE

PEAK = "peak"
"""Id of a peak that is put into the calendar, and the label of its days."""

PEAK_DAYS = 11
"""Length of Double 11, 1 to 11 November."""

Data = dict[str, Any]


def changed(scenario: Scenario, change: Callable[[Data], None]) -> Scenario:
    """The scenario after `change` of its content."""
    content = scenario.model_dump(mode="json")
    change(content)
    return Scenario.model_validate(content)


def with_volume(scenario: Scenario, factor: float) -> Scenario:
    """`factor` times the parcels and the waste."""

    def change(data: Data) -> None:
        for key in ("per_household_day", "per_day"):
            if data.get("parcels") and data["parcels"].get(key) is not None:
                data["parcels"][key] *= factor
        for stream in (data.get("waste") or {}).get("streams", ()):
            stream["kg_per_household_day"] *= factor

    return changed(scenario, change)


def with_dwell(scenario: Scenario, factor: float) -> Scenario:
    """Mean dwell times `factor`, the shape of its law as it was."""

    def change(data: Data) -> None:
        data["dwell"]["law"]["mean_h"] *= factor

    return changed(scenario, change)


def with_share(scenario: Scenario, share: float) -> Scenario:
    """Another share of the parcels is presented at lockers."""

    def change(data: Data) -> None:
        data["parcels"]["share_to_lockers"] = share

    return changed(scenario, change)


def with_free_hours(scenario: Scenario, free_h: float | None) -> Scenario:
    """Overdue fees begin after `free_h`; None: there are none, parcels lie as long as they like."""

    def change(data: Data) -> None:
        if free_h is None:
            data["overdue"] = None
        else:
            data["overdue"]["free_h"] = free_h

    return changed(scenario, change)


def with_evening(scenario: Scenario, share: float) -> Scenario:
    """Another share of the recipients comes in the evening only."""

    def change(data: Data) -> None:
        data["dwell"]["evening"]["share"] = share

    return changed(scenario, change)


def with_hours(scenario: Scenario, power: float) -> Scenario:
    """Couriers' hours sharper (`power` above 1) or flatter (below), the daily number as it was."""

    def change(data: Data) -> None:
        data["couriers"]["hour_weights"] = _powered(data["couriers"]["hour_weights"], power)
        for company in data["couriers"]["companies"]:
            if company.get("hour_weights") is not None:
                company["hour_weights"] = _powered(company["hour_weights"], power)

    return changed(scenario, change)


def with_larger_parcels(scenario: Scenario, moved: float) -> Scenario:
    """So much of the mix moves from the smallest size to the largest; negative the other way."""

    def change(data: Data) -> None:
        mix = data["parcels"]["size_mix"]
        used = [s["id"] for s in data["sizes"] if mix.get(s["id"], 0) > 0 and s["id"] != OVERSIZE]
        small, large = used[0], used[-1]
        most = min(max(moved, -mix[large]), mix[small])
        mix[small] -= most
        mix[large] += most

    return changed(scenario, change)


def with_day_spread(scenario: Scenario, factor: float) -> Scenario:
    """The spread of a day's parcels beyond Poisson times `factor`."""

    def change(data: Data) -> None:
        data["parcels"]["day_spread_cv"] *= factor

    return changed(scenario, change)


def with_peak(scenario: Scenario, days: Days, multiplier: float) -> Scenario:
    """PEAK_DAYS of so many times the parcels amid the measured days (all of them if fewer)."""
    length = min(PEAK_DAYS, days.measured_days)
    first = days.warmup_days + (days.measured_days - length) // 2

    def change(data: Data) -> None:
        begins = days.first + dt.timedelta(days=first)
        data["calendar"]["peaks"] = [
            {
                "id": PEAK,
                "first_day": begins.isoformat(),
                "length_days": length,
                "multiplier": multiplier,
            }
        ]

    return changed(scenario, change)


def _powered(weights: Sequence[float], power: float) -> list[float]:
    return [weight**power if weight > 0 else 0.0 for weight in weights]
