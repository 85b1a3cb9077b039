"""Channel `up/telemetry`: what a device measures, at its interval.

Lives here: one message for each kind of device. Not here: things that happen at a moment
(`devices.wire.happenings`).
"""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from devices.wire.envelope import Message
from devices.wire.fields import (
    Count,
    DistanceMm,
    DoorState,
    FillPermille,
    Permille,
    SignalDbm,
    TemperatureMc,
)


class Vitals(Message, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """What any device may say of itself; what it cannot measure it leaves out."""

    battery_permille: Permille | None = None
    signal_dbm: SignalDbm | None = None
    mains: bool | None = None


class BankTelemetry(
    Vitals, frozen=True, kw_only=True, omit_defaults=True, gc=False, tag_field="kind", tag="bank"
):
    """A locker bank: compartments occupied, doors not closed, doors out of service."""

    compartments: Count
    occupied: Count
    doors_open: Count = 0
    out_of_service: Count = 0
    temperature_mc: TemperatureMc | None = None


class ColdCellTelemetry(
    Vitals,
    frozen=True,
    kw_only=True,
    omit_defaults=True,
    gc=False,
    tag_field="kind",
    tag="cold_cell",
):
    """A refrigerated compartment: air, product (a probe in a dummy), what it should be.

    `ambient_mc`: of the air around its condenser; `ran_s`: how long the compressor has run in all.
    """

    air_mc: TemperatureMc
    setpoint_mc: TemperatureMc
    product_mc: TemperatureMc | None = None
    door: DoorState = "unknown"
    compressor: bool | None = None
    ambient_mc: TemperatureMc | None = None
    ran_s: Annotated[int, Meta(ge=0, le=2**32)] | None = None


class BinTelemetry(
    Vitals,
    frozen=True,
    kw_only=True,
    omit_defaults=True,
    gc=False,
    tag_field="kind",
    tag="bin_sensor",
):
    """The sensor of a bin: fill level as it computes it, and the echo it computes it from."""

    fill_permille: FillPermille
    distance_mm: DistanceMm | None = None
    temperature_mc: TemperatureMc | None = None
    lid_locked: bool | None = None
    tilted: bool | None = None


class DoorTelemetry(
    Vitals,
    frozen=True,
    kw_only=True,
    omit_defaults=True,
    gc=False,
    tag_field="kind",
    tag="door_sensor",
):
    """The contact of a door: how it stands, how often it was opened, how long it was open last."""

    door: DoorState
    openings: Annotated[int, Meta(ge=0, le=2**32)] | None = None
    open_s: Annotated[int, Meta(ge=0, le=2**32)] | None = None


class CameraTelemetry(
    Vitals, frozen=True, kw_only=True, omit_defaults=True, gc=False, tag_field="kind", tag="camera"
):
    """The camera of a waste point: what it counts now."""

    bags_on_floor: Annotated[int, Meta(ge=0, le=10_000)] = 0
    supervisor: bool | None = None
    view_blocked: bool = False


class GatewayTelemetry(
    Vitals,
    frozen=True,
    kw_only=True,
    omit_defaults=True,
    gc=False,
    tag_field="kind",
    tag="gateway",
):
    """A gateway: how many devices speak through it, how many messages wait in its outbox."""

    devices: Count
    waiting: Count = 0


Telemetry = (
    BankTelemetry
    | ColdCellTelemetry
    | BinTelemetry
    | DoorTelemetry
    | CameraTelemetry
    | GatewayTelemetry
)
