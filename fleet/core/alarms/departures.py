"""A device that no longer behaves like itself: a blind sensor, a leaking cell, a door that lies.

Lives here: what is counted of which device, day by day or use by use, and the condition that
follows. Not here: the arithmetic (`fleet.policy.departing`), what a condition becomes
(`conditions`).
"""

from __future__ import annotations

from devices.wire.happenings import Collected, Handled
from devices.wire.telemetry import ColdCellTelemetry
from fleet.core.alarms.conditions import is_so, turn
from fleet.core.alarms.rules import DAY_MS, HOUR_MS, rule_of
from fleet.core.decisions import Decision
from fleet.core.facts.alarms import Habit, Habituated, Trend
from fleet.core.state import Device, PartitionState
from fleet.policy.alarming import holds
from fleet.policy.departing import (
    evidence_mnat,
    gathered_mnat,
    mean_after,
    spread_of,
    variance_after,
)

LEARN_DAYS = 14
"""Days that are only learned from: two of each weekday. Assumed."""

MEMORY_DAYS = 60
"""Habits older than so many days fade: seasons and neighbours change. Assumed."""

SPREAD_LEAST_PERMILLE = 100
"""A habit that looks more even than a tenth is not believed to be. Assumed."""

DAY_MOST_MNAT = 5_000
"""What one day can say at most: with a level of 10 nats, two odd days are too few for an alarm
where they were not preceded by others."""

BLIND_PERMILLE = -1_000
"""A sensor that is blind sees nothing of what comes."""

LEAKING_PERMILLE = 500
"""A cell that leaks takes half as much cooling again, for the same difference of temperatures; a
door's gasket that is off takes more. Assumed."""

FULL_PERMILLE, FULL_MOST_MS = 950, 3 * DAY_MS
"""A bin that is full takes nothing more: such hours say nothing of its sensor. One that is full for
so long was forgotten, or its sensor is blind: somebody has to look. Assumed."""

GAP_MS = 36 * HOUR_MS
"""Where nothing was heard for so long, nobody knows what came and went meanwhile."""

KELVIN_LEAST_MK = 5_000
"""With a smaller difference to the air around, a compressor hardly runs."""

SEEN_MNAT, MISSED_MNAT = -683, 3_912
"""A door that was used, and its contact saw it or did not: ln (0.5 / 0.99) and ln (0.5 / 0.01), for
a contact that misses one use in two against one that misses one in a hundred. Assumed."""

SUM_MOST_PERMILLE = 1_500
"""Evidence ends at so much of the alarm's level."""


def blindness_of_bin(
    state: PartitionState, device: Device, trend: Trend, level: int, measured_ms: int, now_ms: int
) -> list[Decision]:
    """A stretch of a bin's course ends: it rose to `level` ‰, or would have."""
    elapsed_ms = measured_ms - trend.from_ms
    if not 0 < elapsed_ms <= GAP_MS:
        return []
    habit = device.habits.get("blind") or Habit()
    full_ms = -1
    if trend.from_permille >= FULL_PERMILLE:
        full_ms = habit.mark_ms if habit.mark_ms >= 0 else trend.from_ms
        if measured_ms - full_ms <= FULL_MOST_MS:
            elapsed_ms = 0
    rise = max(level - trend.from_permille, 0) if elapsed_ms else 0
    day = (habit.time_ms + elapsed_ms, habit.exposure + elapsed_ms, habit.amount + rise)
    scale = (DAY_MS, BLIND_PERMILLE)
    return _follow(state, device, "blind", habit, (full_ms, 0), day, scale, now_ms)


PER_KELVIN = 1_000_000_000
"""From ms of cooling in mK · ms to millionths a kelvin."""


def leak_of_cell(
    state: PartitionState, device: Device, message: ColdCellTelemetry, at_ms: int, now_ms: int
) -> list[Decision]:
    """How long the compressor ran for how much of a difference, hour by hour."""
    if message.ran_s is None or message.ambient_mc is None:
        return []
    habit = device.habits.get("leaking") or Habit()
    elapsed_ms, ran_s = at_ms - habit.mark_ms, message.ran_s - habit.mark
    if 0 < elapsed_ms < HOUR_MS and habit.mark_ms >= 0:
        return []
    mark = (at_ms, message.ran_s)
    is_known = habit.mark_ms >= 0 and 0 < elapsed_ms <= GAP_MS
    is_possible = 0 <= ran_s * 1_000 <= elapsed_ms + 1_000
    difference_mk = message.ambient_mc - message.setpoint_mc
    day = (habit.time_ms, habit.exposure, habit.amount)
    if is_known and is_possible and difference_mk >= KELVIN_LEAST_MK:
        more = difference_mk * elapsed_ms
        day = (day[0] + elapsed_ms, day[1] + more, day[2] + ran_s * 1_000)
    scale = (PER_KELVIN, LEAKING_PERMILLE)
    return _follow(state, device, "leaking", habit, mark, day, scale, now_ms)


def _follow(
    state: PartitionState, device: Device, alarm: str, habit: Habit, mark: tuple[int, int],
    day: tuple[int, int, int], scale: tuple[int, int], now_ms: int,
) -> list[Decision]:  # fmt: skip
    """Another stretch of a day, (time, exposure, amount) with those before it; a day may end."""
    time_ms, exposure, amount = day
    per, change_permille = scale
    if time_ms < DAY_MS:
        kept = (habit.days, habit.mean, habit.variance, habit.evidence_mnat)
        return [Habituated(alarm, Habit(*mark, time_ms, exposure, amount, *kept))]
    found = amount * per // exposure
    rule = rule_of(state, device, alarm)
    evidence, days = habit.evidence_mnat, habit.days
    if days >= LEARN_DAYS and habit.mean > 0:
        spread = spread_of(habit.variance, habit.mean, SPREAD_LEAST_PERMILLE)
        change = habit.mean * change_permille // 1_000
        said = evidence_mnat(found, habit.mean, spread, change, DAY_MOST_MNAT)
        evidence = gathered_mnat(evidence, said, rule.raise_at * SUM_MOST_PERMILLE // 1_000)
    mean = mean_after(habit.mean, found, days, MEMORY_DAYS)
    variance = variance_after(habit.variance, found, habit.mean, mean, days, MEMORY_DAYS)
    now = Habit(*mark, 0, 0, 0, days + 1, mean, variance, evidence)
    return [Habituated(alarm, now), *_turn(state, device, alarm, evidence, now_ms)]


def contact_of_door(
    state: PartitionState, device: Device, message: Handled, now_ms: int
) -> list[Decision]:
    """A compartment was used: did the contact of its door say so?

    A bank that says nothing of doors has no contacts; what it did alone is not known in time.
    """
    lease = state.parcels.leases.get(message.lease)
    if lease is None or (isinstance(message, Collected) and message.alone):
        return []
    command = device.commands.get(lease.command)
    door = f"door_open:{message.compartment}"
    watch = device.watches.get(door)
    if command is None or (watch is None and not _has_contacts(device)):
        return []
    alarm = f"contact:{message.compartment}"
    habit = device.habits.get(alarm)
    has_seen = watch is not None and watch.since_ms >= command.ordered_ms
    if habit is None and has_seen:
        return []
    rule = rule_of(state, device, "contact")
    before = 0 if habit is None else habit.evidence_mnat
    said = SEEN_MNAT if has_seen else MISSED_MNAT
    evidence = gathered_mnat(before, said, rule.raise_at * SUM_MOST_PERMILLE // 1_000)
    kept = Habituated(alarm, Habit(evidence_mnat=evidence))
    return [kept, *_turn(state, device, alarm, evidence, now_ms)]


def _has_contacts(device: Device) -> bool:
    return any(name.startswith("door_open:") for name in device.watches)


def _turn(
    state: PartitionState, device: Device, alarm: str, evidence: int, now_ms: int
) -> list[Decision]:
    rule = rule_of(state, device, alarm.partition(":")[0])
    active = bool(holds(evidence, int(is_so(device, alarm)), rule.raise_at, rule.clear_at))
    return turn(state, device, alarm, active, evidence, now_ms)
