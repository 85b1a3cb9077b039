"""A timer is due: silence, holes in the numbers, commands without an answer; what rooms have.

Lives here: what follows when nothing came. Not here: when timers are set (`fleet.core.applying`).
"""

from __future__ import annotations

from collections.abc import Callable

from fleet.core.alarms.asking import decide_shelf_timer
from fleet.core.alarms.conditions import decide_alarm_timer
from fleet.core.alarms.incidents import decide_incident_timer
from fleet.core.deciding.parcels.lending import decide_lend_due
from fleet.core.deciding.parcels.overdue import decide_lease_due
from fleet.core.decisions import Closed, Decision, GapDeclared, Issued, Left, Rearmed
from fleet.core.inputs import (
    ALARM,
    COMMAND,
    GAP,
    INCIDENT,
    LEASE,
    LEND,
    LINK,
    ORDER,
    PART,
    PLAN,
    SHELF,
    SILENCE,
    WAVE,
    Fired,
)
from fleet.core.limits import (
    ATTEMPTS_TOLD,
    COMMAND_ATTEMPTS,
    COMMAND_RETRY_MS,
    SILENCE_INTERVALS,
)
from fleet.core.linkage.following import decide_link_timer
from fleet.core.orders.timers import decide_order_timer, decide_plan_timer
from fleet.core.parcels.limits import ASK_AGAIN_MS
from fleet.core.rollouts.judging import decide_rollout_timer
from fleet.core.rollouts.taking_part import decide_look
from fleet.core.state import HERE, Command, Device, PartitionState

_OF_SITE: dict[str, Callable[[PartitionState, Fired, int], list[Decision]]] = {
    INCIDENT: decide_incident_timer,
    ORDER: decide_order_timer,
    PLAN: decide_plan_timer,
    WAVE: decide_rollout_timer,
    PART: decide_look,
}


def decide_timer(state: PartitionState, fired: Fired, now_ms: int) -> list[Decision]:
    """What follows from a timer; nothing where what it waited for has come meanwhile."""
    if of_site := _OF_SITE.get(fired.kind):
        return of_site(state, fired, now_ms)
    device = state.devices.get(fired.device)
    return [] if device is None else _OF_DEVICE[fired.kind](state, device, fired, now_ms)


def _silence(state: PartitionState, device: Device, fired: Fired, now_ms: int) -> list[Decision]:
    if device.presence not in HERE:
        return []
    due_ms = device.heard_ms + SILENCE_INTERVALS * device.interval_ms
    if due_ms > now_ms:
        return [Rearmed(due_ms)]
    window = device.boots.get(device.boot)
    return [Left("silent", window.highest if window else 0)]


def _gap(state: PartitionState, device: Device, fired: Fired, now_ms: int) -> list[Decision]:
    if device.outbox and device.presence not in HERE:
        return []
    return [
        GapDeclared(boot, up_to, window.missing(up_to))
        for boot, up_to in device.gap_marks.items()
        if (window := device.boots.get(boot)) is not None and window.missing(up_to)
    ]


def _lease(state: PartitionState, device: Device, fired: Fired, now_ms: int) -> list[Decision]:
    return decide_lease_due(state, fired, now_ms)


def _command(state: PartitionState, device: Device, fired: Fired, now_ms: int) -> list[Decision]:
    command = device.commands.get(fired.name)
    if command is None or command.outcome or fired.due_ms < command.retry_ms:
        return []
    return _unanswered(command, now_ms)


def _unanswered(command: Command, now_ms: int) -> list[Decision]:
    if now_ms >= command.expires_ms and command.is_for_lease:
        attempt = min(command.attempt + 1, ATTEMPTS_TOLD)
        return [Issued(command.name, attempt, now_ms + ASK_AGAIN_MS)]
    if now_ms >= command.expires_ms:
        return [Closed(command.name, "expired" if command.attempt == 0 else "unanswered")]
    if command.attempt >= COMMAND_ATTEMPTS:
        return [Rearmed(command.expires_ms)]
    retry_ms = min(now_ms + (COMMAND_RETRY_MS << command.attempt), command.expires_ms)
    return [Issued(command.name, command.attempt + 1, retry_ms)]


_OF_DEVICE: dict[str, Callable[[PartitionState, Device, Fired, int], list[Decision]]] = {
    SILENCE: _silence,
    GAP: _gap,
    COMMAND: _command,
    LEASE: _lease,
    LEND: decide_lend_due,
    ALARM: decide_alarm_timer,
    SHELF: decide_shelf_timer,
    LINK: decide_link_timer,
}
