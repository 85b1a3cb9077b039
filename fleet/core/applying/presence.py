"""What births, farewells and silence change.

Lives here: decisions on presence. Not here: which of them are believed.
"""

from __future__ import annotations

from typing import Any

from fleet.core.applying.timers import lend_anew, set_timer
from fleet.core.decisions import Born, Left, Presumed, StaleWill
from fleet.core.inputs import SILENCE
from fleet.core.limits import SILENCE_INTERVALS
from fleet.core.outgoing import publish_desired
from fleet.core.state import HERE, Device, PartitionState


def born(state: PartitionState, device: Device, decision: Born, given: Any) -> None:
    """Here, and known by what it says of itself; a desired state it may have missed goes out.

    What a device without an outbox said before it was first met is not missed.
    """
    if not decision.outbox and len(device.boots) == 1:
        device.boots[decision.boot].give_up(decision.sequence - 1)
    _begin(device, decision.boot)
    _set(state, device, decision.presence, decision.sequence)
    device.births += 1
    device.birth_sequence = decision.sequence
    device.connection = decision.connection
    state.count_version(device, -1)
    device.model = decision.model
    if (device.firmware, device.slot) != (decision.firmware, decision.slot):
        device.firmware_ms = state.now_ms
    device.firmware = decision.firmware
    state.count_version(device, 1)
    device.slot = decision.slot
    device.updated_ms = decision.updated_ms
    device.interval_ms = decision.interval_ms
    device.outbox = decision.outbox
    device.gateway = decision.gateway
    device.loans = decision.loans
    device.locks, device.shows = decision.locks, decision.shows
    _watch(state, device)
    lend_anew(state, device)
    if device.desired_version > device.reported_version:
        publish_desired(state, device)


def presumed(state: PartitionState, device: Device, decision: Presumed, given: Any) -> None:
    """Ready, though nothing else is known of this connection."""
    if decision.boot != device.boot:
        _begin(device, decision.boot)
        device.connection = 0
        device.birth_sequence = 0
    _set(state, device, "ready", decision.sequence)
    _watch(state, device)
    lend_anew(state, device)


def left(state: PartitionState, device: Device, decision: Left, given: Any) -> None:
    """Away."""
    _set(state, device, decision.presence, decision.sequence)


def stale_will(state: PartitionState, device: Device, decision: StaleWill, given: Any) -> None:
    """Count it."""
    device.stale_wills += 1


def _begin(device: Device, boot: str) -> None:
    """A new boot counts from 1 again."""
    if boot != device.boot:
        device.boot = boot
        device.presence_sequence = 0
        device.measured_sequence = 0
        device.reported_sequence = 0


def _set(state: PartitionState, device: Device, presence: str, sequence: int) -> None:
    if presence != device.presence:
        device.since_ms = state.now_ms
        device.presence = presence
    device.presence_sequence = max(device.presence_sequence, sequence)


def _watch(state: PartitionState, device: Device) -> None:
    if device.interval_ms and not device.silence_armed and device.presence in HERE:
        device.silence_armed = True
        set_timer(state, state.now_ms + SILENCE_INTERVALS * device.interval_ms, SILENCE, device)
