"""Alarms: what a measurement or an event raises or clears.

Lives here: which policy is asked with which of a device's settings. Not here: the arithmetic
(`fleet.policy`).
"""

from __future__ import annotations

from typing import Any

from devices.wire.happenings import (
    AbnormalDropOff,
    DoorMoved,
    FaultChanged,
    LandedBag,
    MainsChanged,
    Sighting,
    SupervisorAbsent,
)
from devices.wire.telemetry import BinTelemetry, ColdCellTelemetry
from fleet.core import limits
from fleet.core.decisions import Cleared, Decision, Raised
from fleet.core.state import Device
from fleet.policy.collection import is_alarm

_SIGHTINGS = {
    LandedBag: "landed_bag",
    SupervisorAbsent: "supervisor_absent",
    AbnormalDropOff: "abnormal_drop_off",
}


def alarm_of_measurement(device: Device, message: Any) -> Decision | None:
    """Overflow of a bin, excursion of a product: raised at one level, cleared at a lower one."""
    if type(message) is BinTelemetry:
        return _levelled(
            device,
            "overflow",
            message.fill_permille,
            device.settings.get("overflow_permille", limits.OVERFLOW_PERMILLE),
            device.settings.get("overflow_clear_permille", limits.OVERFLOW_CLEAR_PERMILLE),
        )
    if type(message) is ColdCellTelemetry and message.product_mc is not None:
        return _levelled(
            device,
            "excursion",
            message.product_mc,
            device.settings.get("excursion_mc", limits.EXCURSION_MC),
            device.settings.get("excursion_clear_mc", limits.EXCURSION_CLEAR_MC),
        )
    return None


def _levelled(
    device: Device, alarm: str, value: int, raise_level: int, clear_level: int
) -> Decision | None:
    """The policy is the same up and down; only the level differs (hysteresis)."""
    if alarm in device.alarms:
        return None if is_alarm(value, clear_level) else Cleared(alarm, value)
    return Raised(alarm, value) if is_alarm(value, raise_level) else None


def alarm_of_event(device: Device, message: Any) -> Decision | None:
    """A fault, a jammed door, mains lost, something a camera is sure enough of; and their ends."""
    found = _state_of_event(device, message)
    if found is None:
        return None
    alarm, active, value = found
    if active and alarm not in device.alarms and len(device.alarms) < limits.ALARMS_KEPT:
        return Raised(alarm, value)
    if not active and alarm in device.alarms:
        return Cleared(alarm, value)
    return None


def _state_of_event(device: Device, message: Any) -> tuple[str, bool, int] | None:
    if isinstance(message, Sighting):
        sure = device.settings.get("sighting_permille", limits.SIGHTING_PERMILLE)
        if not message.ended and message.confidence_permille < sure:
            return None
        return _SIGHTINGS[type(message)], not message.ended, message.confidence_permille
    if isinstance(message, FaultChanged):
        return f"fault:{message.fault}", message.active, 1
    if isinstance(message, MainsChanged):
        return "mains_lost", not message.mains, 1
    if isinstance(message, DoorMoved):
        return f"jammed:{message.compartment}", message.door == "jammed", message.compartment
    return None
