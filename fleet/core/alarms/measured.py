"""What a measurement says: levels, steps that no reading makes, how a bin fills, batteries.

Lives here: conditions out of telemetry. Not here: the arithmetic (`fleet.policy.alarming`), what
follows from a condition (`conditions`).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
from msgspec.structs import replace

from devices.wire.telemetry import (
    BankTelemetry,
    BinTelemetry,
    ColdCellTelemetry,
    DoorTelemetry,
)
from fleet.core.alarms.conditions import is_so, turn
from fleet.core.alarms.departures import blindness_of_bin, leak_of_cell
from fleet.core.alarms.rules import HOUR_MS, MINUTE_MS, rule_of
from fleet.core.decisions import Decision
from fleet.core.facts.alarms import Rule, Trend, Trended
from fleet.core.state import Device, PartitionState
from fleet.policy.alarming import (
    EMPTIED_PERMILLE,
    RISES,
    TREND_MEMORY_MS,
    WAS_EMPTIED,
    full_in_ms,
    holds,
    is_believed,
    rate_after,
    step_believed,
    trend_step,
)

NOTHING_PERMILLE, NOTICED_PERMILLE = 50, 30
"""A bin that falls to nearly nothing was emptied, too, where it falls by more than an echo wavers
(5 ‰ s.d. over a box of 0.9 m); assumed."""

SURGE = 4
"""The busiest hour of a day brings up to four times the mean of the day; assumed."""


class _Echo(msgspec.Struct):
    fill_permille: int = -1
    distance_mm: int | None = None


_ECHO = frozenset(_Echo.__struct_fields__)
_BEFORE = msgspec.json.Decoder(_Echo)
_NOTHING = _Echo()


def alarms_of_measurement(
    state: PartitionState, device: Device, message: Any, measured_ms: int, now_ms: int
) -> list[Decision]:
    """What follows from the newest telemetry; `measured_ms` is the device's time, corrected."""
    found: list[Decision] = []
    look = _LOOKS.get(type(message))
    if look is not None:
        found += look(state, device, message, measured_ms, now_ms)
    if message.battery_permille is not None:
        found += _level(state, device, "battery", message.battery_permille, now_ms)
    return found


def alarms_of_refusal(
    state: PartitionState, device: Device, field: str, now_ms: int
) -> list[Decision]:
    """A reading of a bin's sensor that nobody can believe counts like an outlier."""
    if device.kind != "bin_sensor" or field not in _ECHO:
        return []
    return turn(state, device, "implausible", True, -1, now_ms, counts=True)


def _level(
    state: PartitionState, device: Device, alarm: str, value: int, now_ms: int, previous: int = -1,
    rule: Rule | None = None,
) -> list[Decision]:  # fmt: skip
    """A level is passed, and the reading is one that can follow the one before it."""
    rule = rule_of(state, device, alarm) if rule is None else rule
    is_up = int(is_so(device, alarm))
    active = holds(value, is_up, rule.raise_at, rule.clear_at)
    if active == is_up:
        return []
    if not is_believed(value, previous, rule.step) and active != holds(
        previous, is_up, rule.raise_at, rule.clear_at
    ):
        return []
    return turn(state, device, alarm, bool(active), value, now_ms)


def _of_bin(
    state: PartitionState, device: Device, message: BinTelemetry, measured_ms: int, now_ms: int
) -> list[Decision]:
    fill = message.fill_permille
    before = _BEFORE.decode(device.measured) if device.measured else _NOTHING
    trend = device.trend or Trend(measured_ms, fill)
    rule = _with_step(rule_of(state, device, "overflow"), device, trend, fill, before, now_ms)
    found = _level(state, device, "overflow", fill, now_ms, before.fill_permille, rule)
    is_jump = not is_believed(fill, before.fill_permille, rule.step)
    is_stray = trend.doubted >= 0 and is_jump
    if is_stray or is_so(device, "implausible"):
        found += turn(state, device, "implausible", is_stray, fill, now_ms, counts=True)
    if message.distance_mm is not None:
        is_same = (fill, message.distance_mm) == (before.fill_permille, before.distance_mm)
        found += turn(state, device, "stuck", is_same, fill, now_ms)
    is_back = is_stray and is_believed(fill, trend.doubted, rule.step)
    if is_jump and not is_back:
        doubted = trend.doubted if is_stray else before.fill_permille
        words = (trend.from_ms, trend.from_permille, trend.rate_per_day, trend.emptied_ms)
        return [*found, Trended(*words, doubted)]
    is_confirmed = trend.doubted >= 0 and not is_jump
    highest = max(
        trend.from_permille,
        -1 if is_back else before.fill_permille,
        trend.doubted if is_confirmed else -1,
    )
    levels = (fill, highest, before.fill_permille)
    return found + _filling(state, device, levels, measured_ms, now_ms)


def _with_step(
    rule: Rule, device: Device, trend: Trend, fill: int, before: _Echo, now_ms: int
) -> Rule:
    """The rule with the step that this reading may have made since the one before it."""
    if fill <= before.fill_permille or trend.rate_per_day <= 0:
        return rule
    step = step_believed(rule.step, trend.rate_per_day, now_ms - device.heard_ms, SURGE)
    return replace(rule, step=step)


def _filling(
    state: PartitionState, device: Device, levels: tuple[int, int, int], measured_ms: int,
    now_ms: int,
) -> list[Decision]:  # fmt: skip
    """How fast it fills, when it will be full, how old what is in it may be.

    `levels`: now, the highest of what was believed lately, and the reading before.
    """
    fill, highest, previous = levels
    trend = device.trend
    found: list[Decision] = []
    if trend is None:
        return [Trended(measured_ms, fill, -1, -1)]
    rate, emptied_ms = trend.rate_per_day, trend.emptied_ms
    step = trend_step(fill, trend.from_permille, measured_ms - trend.from_ms)
    if step == WAS_EMPTIED or _is_emptied(highest, fill):
        emptied_ms = measured_ms
        found.append(Trended(measured_ms, fill, rate, emptied_ms))
        found += blindness_of_bin(state, device, trend, previous, measured_ms, now_ms)
    elif step == RISES:
        rise = max(fill - trend.from_permille, 0)
        rate = rate_after(rate, rise, measured_ms - trend.from_ms, TREND_MEMORY_MS)
        found.append(Trended(measured_ms, fill, rate, emptied_ms))
        found += blindness_of_bin(state, device, trend, fill, measured_ms, now_ms)
    elif trend.doubted >= 0:
        found.append(Trended(trend.from_ms, trend.from_permille, rate, emptied_ms))
    full_ms = full_in_ms(fill, rate)
    if full_ms >= 0:
        found += _level(state, device, "filling", full_ms // MINUTE_MS, now_ms)
    if emptied_ms >= 0 and "age_limit_h" in device.settings:
        found += _level(state, device, "aged", (measured_ms - emptied_ms) // HOUR_MS, now_ms)
    return found


def _is_emptied(before: int, fill: int) -> bool:
    """It fell as no settling makes it fall, or fell to nearly nothing."""
    fell = before - fill
    return fell > EMPTIED_PERMILLE or (fill <= NOTHING_PERMILLE and fell >= NOTICED_PERMILLE)


def _of_cell(
    state: PartitionState, device: Device, message: ColdCellTelemetry, measured_ms: int, now_ms: int
) -> list[Decision]:
    found = leak_of_cell(state, device, message, measured_ms, now_ms)
    if message.product_mc is None:
        return found
    return found + _level(state, device, "excursion", message.product_mc, now_ms)


def _of_bank(
    state: PartitionState, device: Device, message: BankTelemetry, measured_ms: int, now_ms: int
) -> list[Decision]:
    if not message.compartments:
        return []
    taken = message.occupied * 1_000 // message.compartments
    return _level(state, device, "bank_full", taken, now_ms)


def _of_door(
    state: PartitionState, device: Device, message: DoorTelemetry, measured_ms: int, now_ms: int
) -> list[Decision]:
    return turn(state, device, "door_open:1", message.door == "open", 1, now_ms)


_Look = Callable[[PartitionState, Device, Any, int, int], list[Decision]]

_LOOKS: dict[type, _Look] = {
    BinTelemetry: _of_bin,
    ColdCellTelemetry: _of_cell,
    BankTelemetry: _of_bank,
    DoorTelemetry: _of_door,
}
