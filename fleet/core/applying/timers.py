"""Setting timers.

Lives here: pushing on the heap of a partition. Not here: what happens when they are due.
"""

from __future__ import annotations

from heapq import heappop, heappush
from typing import Any

from fleet.core.decisions import Rearmed
from fleet.core.facts.alarms import Incident, Watch
from fleet.core.facts.links import Linkage
from fleet.core.inputs import ALARM, GAP, INCIDENT, LEND, LINK, SILENCE, Fired
from fleet.core.limits import GAP_WAIT_MS, GAP_WAIT_OUTBOX_MS
from fleet.core.state import Device, PartitionState


def set_timer(
    state: PartitionState, due_ms: int, kind: str, device: Device, name: str = ""
) -> None:
    """Wake the partition for a device at a time; timers are never cancelled, only found idle."""
    heappush(state.timers, (due_ms, kind, device.key, name))


def set_site_timer(state: PartitionState, due_ms: int, kind: str, site: str, name: str) -> None:
    """The same for what is of a site and of no device."""
    heappush(state.timers, (due_ms, kind, site, name))


def lend_anew(state: PartitionState, device: Device, due_ms: int = -1) -> None:
    """What is lent to a bank that has a rule for it is looked at, now or at a time."""
    bank = state.parcels.banks.get(device.key)
    if bank is not None and (bank.lend or bank.loans):
        bank.lend_due_ms = state.now_ms if due_ms < 0 else due_ms
        set_timer(state, bank.lend_due_ms, LEND, device)


def begin_timer(state: PartitionState, fired: Fired) -> None:
    """The timer on top of the heap is used up."""
    heappop(state.timers)
    device = state.devices.get(fired.device)
    if device is not None and fired.kind == SILENCE:
        device.silence_armed = False
    elif device is not None and fired.kind == ALARM:
        _disarm(device.watches.get(fired.name), fired.due_ms)
    elif device is not None and fired.kind == LINK:
        _disarm(device.linkage, fired.due_ms)
    elif fired.kind == INCIDENT and (site := state.sites.get(fired.device)):
        _disarm(site.incidents.get(fired.name), fired.due_ms)


def _disarm(armed: Watch | Incident | Linkage | None, due_ms: int) -> None:
    if armed is not None and armed.armed_ms == due_ms:
        armed.armed_ms = -1


def end_timer(state: PartitionState, fired: Fired) -> None:
    """Holes that came up meanwhile, or whose device is away, are waited for anew."""
    device = state.devices.get(fired.device)
    if device is None or fired.kind != GAP:
        return
    device.gap_marks = {
        boot: window.highest for boot, window in device.boots.items() if window.ahead
    }
    if device.gap_marks:
        set_timer(state, state.now_ms + gap_wait_ms(device), GAP, device)


def gap_wait_ms(device: Device) -> int:
    """How long a hole is waited for."""
    return GAP_WAIT_OUTBOX_MS if device.outbox else GAP_WAIT_MS


def rearmed(state: PartitionState, device: Any, decision: Rearmed, given: Any) -> None:
    """The same timer at another time."""
    if given.kind == INCIDENT:
        set_site_timer(state, decision.due_ms, INCIDENT, given.device, given.name)
        state.sites[given.device].incidents[given.name].armed_ms = decision.due_ms
        return
    set_timer(state, decision.due_ms, given.kind, device, given.name)
    if given.kind == SILENCE:
        device.silence_armed = True
    elif given.kind == ALARM:
        device.watches[given.name].armed_ms = decision.due_ms
