"""Who is there: births, wills, sleepers, and devices that speak without a birth.

Lives here: which news of presence is believed. Not here: silence (`fleet.core.deciding.timers`).

A message of presence is newer than another of its boot if its number is; a boot never heard is
newer than all others. A will has no number: it is believed only for the connection that the newest
birth opened, so one that comes after a newer birth says nothing. Wills and births may be lost by a
broker; any new message of a device is proof that it is there.
"""

from __future__ import annotations

from typing import Any

from devices.wire.presence import Init, Lost
from fleet.core.decisions import Born, Decision, Heard, Issued, Left, Presumed, StaleWill
from fleet.core.limits import ATTEMPTS_TOLD, COMMAND_RETRY_MS
from fleet.core.state import HERE, Device

SLEEPING, DISCONNECTED = "sleeping", "disconnected"


def decide_birth(device: Device, message: Any, heard: Heard, now_ms: int) -> list[Decision]:
    """A birth: the device is here, and what waits for it is sent again."""
    if not _is_news(device, heard):
        return [heard]
    firmware = message.firmware
    born = Born(
        "init" if type(message) is Init else "ready",
        heard.boot,
        heard.sequence,
        message.connection,
        message.model,
        firmware.version,
        firmware.slot,
        -1 if firmware.updated_ms is None else firmware.updated_ms,
        message.interval_s * 1_000,
        message.outbox,
        message.gateway or "",
        message.loans,
        message.locks,
        message.shows,
    )
    again = [
        Issued(command.name, min(command.attempt + 1, ATTEMPTS_TOLD), now_ms + COMMAND_RETRY_MS)
        for command in device.commands.values()
        if not command.outcome
    ]
    return [heard, born, *again]


def decide_leaving(device: Device, message: Any, heard: Heard, now_ms: int) -> list[Decision]:
    """A farewell, with or without a time to come back."""
    if not _is_news(device, heard):
        return [heard]
    return [heard, Left(str(message.__struct_config__.tag), heard.sequence)]


def decide_will(device: Device, will: Lost) -> list[Decision]:
    """A will: believed for the newest connection of the newest boot; the same again is no news."""
    if device.boot and (
        will.boot != device.boot
        or will.connection < device.connection
        or device.presence in {SLEEPING, DISCONNECTED}
    ):
        return [StaleWill()]
    if device.presence == "lost":
        return []
    window = device.boots.get(device.boot)
    return [Left("lost", window.highest if window else 0)]


def presume(device: Device, heard: Heard) -> Presumed | None:
    """A device that was taken to be away, or whose boot is new, speaks: it is here."""
    if heard.boot == device.boot:
        if device.presence in HERE or heard.sequence <= device.presence_sequence:
            return None
        return Presumed(heard.boot, heard.sequence)
    return Presumed(heard.boot, heard.sequence) if heard.boot not in device.boots else None


def _is_news(device: Device, heard: Heard) -> bool:
    if heard.boot == device.boot:
        return heard.sequence > device.presence_sequence
    return heard.boot not in device.boots
