"""What a sensor would have said if it spoke our wire: birth, report, telemetry.

Lives here: readings to messages of `devices.wire`. Not here: numbers of messages
(`fleet.adapters.sensors.translating`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from devices.profiles.mounting import fill_permille
from devices.profiles.reading import Readings
from devices.wire.codec import encode
from devices.wire.fields import WIRE_VERSION
from devices.wire.messages import Upward
from devices.wire.presence import Firmware, Ready
from devices.wire.steering import Reported, Result
from devices.wire.telemetry import BinTelemetry, ColdCellTelemetry, DoorTelemetry
from devices.wire.topics import topic_of
from fleet.adapters.sensors.plan import Owned
from fleet.adapters.sensors.uplink import Uplink
from fleet.ports.bus import Message

FIRMWARE = Firmware(version="unknown")
"""What a sensor runs it does not say in an uplink."""

RAW_DIGITS = 256
"""Hexadecimal digits of a payload that a report repeats: what a text of the wire holds."""

SIGNAL_DBM = (-150, 0)


class Envelope(NamedTuple):
    """Whose message, and its number and time."""

    owned: Owned
    boot: str
    sequence: int
    time_ms: int

    def words(self) -> dict[str, Any]:
        """The fields that every message has."""
        return {
            "v": WIRE_VERSION,
            "device": self.owned.device,
            "boot": self.boot,
            "seq": self.sequence,
            "time_ms": self.time_ms,
        }

    def message(self, channel: str, said: Upward) -> Message:
        """As it would have come from a broker."""
        return Message(topic_of(self.owned.site, self.owned.device, channel), encode(said), False)


def birth(envelope: Envelope, interval_s: int) -> Message:
    """Who it is: kind and model by its profile, how often it reports."""
    owned = envelope.owned
    ready = Ready(
        **envelope.words(),
        connection=1,
        kind=owned.profile.kind,
        model=owned.model,
        firmware=FIRMWARE,
        interval_s=interval_s,
    )
    return envelope.message("state", ready)


def report(
    envelope: Envelope, uplink: Uplink, version: int, values: Mapping[str, Any], refused: str = ""
) -> Message:
    """The settings it has confirmed, and how its last frame was received: for people."""
    link: dict[str, Any] = {
        "profile": envelope.owned.profile.profile,
        "raw": uplink.payload.hex()[:RAW_DIGITS],
        "port": uplink.port,
        **({"counter": uplink.counter} if uplink.counter >= 0 else {}),
        **uplink.link,
        **({"refused": refused[:RAW_DIGITS]} if refused else {}),
    }
    said = Reported(**envelope.words(), version=version, values={**values, **link})
    return envelope.message("reported", said)


def refusal_of_command(envelope: Envelope, command: str, detail: str) -> Message:
    """A command that its device cannot be told."""
    result = Result(**envelope.words(), command=command, outcome="refused", detail=detail)
    return envelope.message("result", result)


def telemetry(envelope: Envelope, readings: Readings, signal_dbm: int | None) -> Message | None:
    """What it measures, None where the frame measured nothing of its kind.

    Raises ReadingRefused for a distance that its mounting forbids.
    """
    values, owned = readings.values, envelope.owned
    low, high = SIGNAL_DBM
    vitals = {
        "battery_permille": values.get("battery_permille"),
        "signal_dbm": None if signal_dbm is None else max(low, min(high, signal_dbm)),
    }
    words = {**envelope.words(), **vitals}
    said = _SAYS[owned.profile.kind](owned, values, words)
    return None if said is None else envelope.message("telemetry", said)


def _bin(owned: Owned, values: Mapping[str, int], words: dict[str, Any]) -> BinTelemetry | None:
    distance_mm, mounting = values.get("distance_mm"), owned.sensor.mounting
    if mounting is not None and distance_mm is not None:
        fill = fill_permille(mounting, distance_mm)
    elif "fill_permille" in values:
        fill = values["fill_permille"]
    else:
        return None
    tilted = values.get("tilted")
    return BinTelemetry(
        **words,
        fill_permille=fill,
        distance_mm=distance_mm,
        temperature_mc=values.get("temperature_mc"),
        tilted=None if tilted is None else bool(tilted),
    )


def _cell(
    owned: Owned, values: Mapping[str, int], words: dict[str, Any]
) -> ColdCellTelemetry | None:
    air, probe = values.get("temperature_mc"), values.get("probe_mc")
    if owned.sensor.probe == "air" and probe is not None:
        air, probe = probe, None
    if air is None:
        air = probe
    if air is None:
        return None
    setpoint = owned.sensor.setpoint_mc
    assert setpoint is not None, "asked for when the sensors file is read"
    return ColdCellTelemetry(**words, air_mc=air, setpoint_mc=setpoint, product_mc=probe)


def _door(owned: Owned, values: Mapping[str, int], words: dict[str, Any]) -> DoorTelemetry | None:
    if "open" not in values:
        return None
    return DoorTelemetry(
        **words,
        door="open" if values["open"] else "closed",
        openings=values.get("openings"),
        open_s=values.get("open_s"),
    )


_SAYS = {"bin_sensor": _bin, "cold_cell": _cell, "door_sensor": _door}
