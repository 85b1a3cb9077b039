"""From a condition to an alarm: delays up and down, flapping, the timer between.

Lives here: the one way by which an alarm goes up or down. Not here: what the conditions are
(`measured`, `happened`, `presence` beside this), what an incident holds (`incidents`).
"""

from __future__ import annotations

from fleet.core.alarms import rules
from fleet.core.alarms.incidents import HOLDABLE, free, hold
from fleet.core.alarms.rules import kind_of, rule_of
from fleet.core.decisions import Decision, Rearmed
from fleet.core.facts.alarms import Cleared, Graded, Raised, Rule, Watch, Watched
from fleet.core.inputs import Fired
from fleet.core.state import HERE, Device, PartitionState
from fleet.policy.alarming import (
    away_long_ms,
    flaps_after,
    follows_at_ms,
    window_from_ms,
)

CUT, SILENT = 1, 2
"""Values of an offline alarm: its connection was cut (its will came); it said nothing for three
intervals."""


def is_so(device: Device, alarm: str) -> bool:
    """Whether the condition of an alarm is known to hold."""
    watch = device.watches.get(alarm)
    return watch.is_active if watch is not None else alarm in device.alarms


def turn(
    state: PartitionState, device: Device, alarm: str, active: bool, value: int, now_ms: int,
    *, counts: bool = False,
) -> list[Decision]:  # fmt: skip
    """What follows where a condition comes or goes; nothing where it was so already.

    `counts`: each time that it is seen counts, also where it has not gone meanwhile.
    """
    if active == is_so(device, alarm) and not (counts and active):
        return []
    rule = rule_of(state, device, kind_of(alarm))
    if active and not rule.is_on:
        return []
    watch = device.watches.get(alarm) or Watch(not active, now_ms, value)
    flaps, from_ms = watch.flaps, watch.flaps_from_ms
    if active:
        flaps = flaps_after(watch.flaps, watch.flaps_from_ms, now_ms, rule.flap_window_ms)
        from_ms = window_from_ms(watch.flaps, from_ms, now_ms, rule.flap_window_ms)
    seen = Watch(active, now_ms, value, flaps, from_ms, watch.armed_ms, watch.incident)
    due_ms = _follows_at_ms(device, alarm, seen, rule)
    words = (alarm, active, now_ms, value, flaps, from_ms)
    if due_ms < 0:
        return [Watched(*words)]
    if due_ms <= now_ms:
        return [Watched(*words), *_follow(state, device, alarm, seen, rule, now_ms)]
    is_armed = 0 <= watch.armed_ms <= due_ms
    return [Watched(*words, -1 if is_armed else due_ms)]


def decide_alarm_timer(
    state: PartitionState, device: Device, fired: Fired, now_ms: int
) -> list[Decision]:
    """A condition has been so for long, or not; the timer is set again where it is too early."""
    alarm = fired.name
    watch = device.watches.get(alarm)
    if watch is None or watch.armed_ms != fired.due_ms:
        return []
    rule = rule_of(state, device, kind_of(alarm))
    due_ms = _follows_at_ms(device, alarm, watch, rule)
    if due_ms < 0 and watch.seen:
        return _lapse(device, alarm, watch, rule, now_ms)
    if due_ms < 0:
        return _grade(device, alarm, now_ms)
    if due_ms > now_ms:
        return [Rearmed(due_ms)]
    return _follow(state, device, alarm, watch, rule, now_ms)


def _follows_at_ms(device: Device, alarm: str, watch: Watch, rule: Rule) -> int:
    is_up = alarm in device.alarms or bool(watch.incident)
    after_ms = rule.raise_after_ms
    if alarm == "offline" and watch.value == CUT:
        after_ms = away_long_ms(min(device.interval_ms, rules.OFFLINE_MOST_MS), 1, after_ms)
    return follows_at_ms(
        int(watch.is_active), int(is_up), watch.since_ms, after_ms, rule.clear_after_ms,
        watch.flaps, rule.flaps_most, rule.quiet_ms,
    )  # fmt: skip


def _follow(
    state: PartitionState, device: Device, alarm: str, watch: Watch, rule: Rule, now_ms: int
) -> list[Decision]:
    if not watch.is_active:
        if watch.incident:
            return free(state, device, alarm, watch, now_ms)
        return [Cleared(alarm, watch.value)]
    is_flapping = watch.flaps >= rule.flaps_most
    if alarm in HOLDABLE and not is_flapping and (held := hold(state, device, alarm, now_ms)):
        return held
    if len(device.alarms) >= rules.ALARMS_KEPT or not rule.is_on:
        return []
    due_ms = -1
    if alarm == "offline" and rule.severity != "critical":
        due_ms = max(_critical_ms(device), now_ms + 1)
    elif rule.lasts_ms:
        due_ms = max(watch.seen.values(), default=now_ms) + rule.lasts_ms
    return [Raised(alarm, watch.value, rule.severity, is_flapping, due_ms)]


def _lapse(device: Device, alarm: str, watch: Watch, rule: Rule, now_ms: int) -> list[Decision]:
    """What is sighted is over where nobody has said for long that it is so."""
    last_ms = max(watch.seen.values())
    if last_ms + rule.lasts_ms > now_ms:
        return [Rearmed(last_ms + rule.lasts_ms)]
    over = Watch(False, now_ms, rules.LAPSED, watch.flaps, watch.flaps_from_ms)
    due_ms = max(_follows_at_ms(device, alarm, over, rule), now_ms + 1)
    words = (alarm, False, now_ms, rules.LAPSED, watch.flaps, watch.flaps_from_ms)
    return [Watched(*words, due_ms, seen={})]


def _critical_ms(device: Device) -> int:
    long_ms = away_long_ms(device.interval_ms, rules.CRITICAL_INTERVALS, rules.CRITICAL_AT_LEAST_MS)
    return device.heard_ms + long_ms


def _grade(device: Device, alarm: str, now_ms: int) -> list[Decision]:
    up = device.alarms.get(alarm)
    if alarm != "offline" or up is None or up.severity == "critical" or device.presence in HERE:
        return []
    due_ms = _critical_ms(device)
    return [Rearmed(due_ms)] if due_ms > now_ms else [Graded(alarm, "critical")]
