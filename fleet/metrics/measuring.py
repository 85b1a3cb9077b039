"""Telemetry as points: what each kind of device measures.

Lives here: one function a kind. Not here: events and decisions (`fleet.metrics.making`).
"""

from __future__ import annotations

from typing import Any

from devices.wire.telemetry import (
    BankTelemetry,
    BinTelemetry,
    CameraTelemetry,
    ColdCellTelemetry,
    DoorTelemetry,
    GatewayTelemetry,
)
from fleet.metrics import catalogue
from fleet.metrics.fold import Known
from fleet.metrics.measurement import Measurement
from fleet.metrics.points import Fields, Points

EMPTIED_PERMILLE = 300
"""A fall of the level that is an emptying: more than noise, stray echoes and settling make, less
than a truck takes from bins 55 % full (containers in Twente were 55 to 57 % full when emptied);
assumed."""


def measure(
    points: Points, known: Known, message: Any, heard: Any, now_ms: int, *, is_newest: bool
) -> None:
    """Points of a telemetry message; only the newest changes what is known of its device."""
    time_ms = max(0, min(message.time_ms + heard.offset_ms, now_ms))
    of, fields = _READ[type(message)](message)
    if is_newest:
        if of is catalogue.BIN:
            _emptied(points, known, message, time_ms)
        known.last = {name: int(v) for name, v in fields.items() if isinstance(v, int)}
    points.put(of, known, {}, fields, time_ms)
    vitals: Fields = {
        "battery_permille": message.battery_permille,
        "signal_dbm": message.signal_dbm,
        "mains": message.mains,
        "offset_ms": heard.offset_ms,
        "delay_ms": now_ms - time_ms,
    }
    points.put(catalogue.VITALS, known, {"kind": known.kind}, vitals, time_ms)


def _emptied(points: Points, known: Known, message: BinTelemetry, time_ms: int) -> None:
    before = known.last.get("fill_permille")
    if before is not None and before - message.fill_permille >= EMPTIED_PERMILLE:
        fields = {
            "emptyings": 1, "before_permille": before, "after_permille": message.fill_permille,
        }  # fmt: skip
        points.put(catalogue.EMPTYING, known, {}, fields, time_ms)


def _bank(said: BankTelemetry) -> tuple[Measurement, Fields]:
    return catalogue.BANK, {
        "compartments": said.compartments,
        "occupied": said.occupied,
        "free": max(0, said.compartments - said.occupied - said.out_of_service),
        "doors_open": said.doors_open,
        "out_of_service": said.out_of_service,
        "temperature_mc": said.temperature_mc,
    }


def _cell(said: ColdCellTelemetry) -> tuple[Measurement, Fields]:
    return catalogue.CELL, {
        "air_mc": said.air_mc,
        "product_mc": said.product_mc,
        "setpoint_mc": said.setpoint_mc,
        "door_open": None if said.door == "unknown" else said.door == "open",
        "compressor": said.compressor,
        "ambient_mc": said.ambient_mc,
        "ran_ms": None if said.ran_s is None else said.ran_s * 1_000,
    }


def _contact(said: DoorTelemetry) -> tuple[Measurement, Fields]:
    return catalogue.CONTACT, {
        "door_open": None if said.door == "unknown" else said.door == "open",
        "openings": said.openings,
        "open_ms": None if said.open_s is None else said.open_s * 1_000,
    }


def _bin(said: BinTelemetry) -> tuple[Measurement, Fields]:
    return catalogue.BIN, {
        "fill_permille": said.fill_permille,
        "distance_mm": said.distance_mm,
        "temperature_mc": said.temperature_mc,
        "lid_locked": said.lid_locked,
        "tilted": said.tilted,
    }


def _camera(said: CameraTelemetry) -> tuple[Measurement, Fields]:
    return catalogue.CAMERA, {
        "bags_on_floor": said.bags_on_floor,
        "supervisor": said.supervisor,
        "view_blocked": said.view_blocked,
    }


def _gateway(said: GatewayTelemetry) -> tuple[Measurement, Fields]:
    return catalogue.GATEWAY, {"devices": said.devices, "waiting": said.waiting}


_READ: dict[type, Any] = {
    BankTelemetry: _bank,
    ColdCellTelemetry: _cell,
    BinTelemetry: _bin,
    DoorTelemetry: _contact,
    CameraTelemetry: _camera,
    GatewayTelemetry: _gateway,
}
"""Message → its measurement and fields."""
