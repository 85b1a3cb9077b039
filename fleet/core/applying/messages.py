"""What messages change: numbers, measurements, quarantine.

Lives here: decisions on arrivals. Not here: presence (`fleet.core.applying.presence`).
"""

from __future__ import annotations

from typing import Any

from fleet.core.applying.timers import gap_wait_ms, set_timer
from fleet.core.decisions import (
    GapDeclared,
    Happened,
    Heard,
    Measured,
    Quarantined,
    Repeated,
    TookUp,
)
from fleet.core.inputs import GAP
from fleet.core.state import (
    BOOTS_KEPT,
    QUARANTINE_KEPT,
    STRANGERS_KEPT,
    Device,
    PartitionState,
    QuarantinedInput,
    Stranger,
)
from fleet.core.window import Window


def heard(state: PartitionState, device: Device, decision: Heard, given: Any) -> None:
    """Settle its number; a hole sets a timer."""
    device.messages += 1
    state.stored += 1
    device.heard_ms = state.now_ms
    device.time_ms = decision.time_ms
    device.offset_ms = decision.offset_ms
    _settle(state, device, decision.boot, decision.sequence)


def _settle(state: PartitionState, device: Device, boot: str, sequence: int) -> None:
    window = device.boots.get(boot)
    if window is None:
        window = Window()
        device.boots[boot] = window
        while len(device.boots) > BOOTS_KEPT:
            oldest = next(iter(device.boots))
            del device.boots[oldest]
            device.gap_marks.pop(oldest, None)
    lost = window.settle(sequence)
    device.lost += lost
    state.lost += lost
    if window.ahead and boot not in device.gap_marks:
        if not device.gap_marks:
            set_timer(state, state.now_ms + gap_wait_ms(device), GAP, device)
        device.gap_marks[boot] = window.highest


def repeated(state: PartitionState, device: Device, decision: Repeated, given: Any) -> None:
    """Count it."""
    device.repeated += 1
    state.repeated += 1


def measured(state: PartitionState, device: Device, decision: Measured, given: Any) -> None:
    """Keep the payload as the newest telemetry."""
    device.measured = given.payload
    device.measured_sequence = decision.sequence


def took_up(state: PartitionState, device: Device, decision: TookUp, given: Any) -> None:
    """Keep the reported state."""
    device.reported = decision.values
    device.reported_version = decision.version
    device.reported_sequence = decision.sequence


def happened(state: PartitionState, device: Device, decision: Happened, given: Any) -> None:
    """Remember what was last."""
    device.event = decision.event
    device.event_ms = state.now_ms


def gap_declared(state: PartitionState, device: Device, decision: GapDeclared, given: Any) -> None:
    """Wait no longer, and count."""
    device.lost += decision.lost
    state.lost += decision.lost
    device.dropped += decision.dropped
    state.dropped += decision.dropped
    if window := device.boots.get(decision.boot):
        window.give_up(decision.up_to)


def quarantined(
    state: PartitionState, device: Device | None, decision: Quarantined, given: Any
) -> None:
    """Count and show; settle its number, so that the device need not send it for ever."""
    state.quarantined += 1
    topic = getattr(given, "topic", "") or getattr(given, "device", "")
    size = len(getattr(given, "payload", b"")) if getattr(given, "size", -1) < 0 else given.size
    state.quarantine.append(
        QuarantinedInput(state.sequence, state.now_ms, topic, decision.field, decision.reason, size)
    )
    del state.quarantine[:-QUARANTINE_KEPT]
    if decision.stranger:
        _stranger(state, "/".join(topic.split("/")[3:5]))
    if device is not None:
        device.quarantined += 1
        if decision.boot in device.boots and not device.boots[decision.boot].has(decision.sequence):
            _settle(state, device, decision.boot, decision.sequence)


def _stranger(state: PartitionState, key: str) -> None:
    known = state.strangers.get(key)
    if known is not None:
        known.last_ms = state.now_ms
        known.messages += 1
    elif len(state.strangers) < STRANGERS_KEPT:
        state.strangers[key] = Stranger(state.now_ms, state.now_ms, 1)
