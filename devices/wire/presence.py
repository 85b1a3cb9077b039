"""Channel `up/state`, retained: birth, sleep, farewell and last will.

Lives here: the five states a device may be in (the names are those of the Homie convention 5,
except that a device which raises an alarm says so by an event). Not here: who believes them.
"""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, Struct

from devices.wire.envelope import Message
from devices.wire.fields import Boot, DeviceKind, Identifier, IntervalS, TimeMs, Version, Word

Connection = Annotated[
    int,
    Meta(ge=1, le=2**31 - 1, description="1, 2, 3 … within a boot: which connection this is."),
]


class Firmware(Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """What the device runs: a version, the slot it lies in, and when it was put there."""

    version: Word
    slot: Literal["a", "b"] = "a"
    updated_ms: TimeMs | None = None


class Birth(Message, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """First message of every connection: who the device is.

    `interval_s`: it promises telemetry at least so often. `outbox`: it keeps what it has sent
    until a receipt covers it. `gateway`: the device in whose connection it speaks, if not in its
    own; the will of that gateway speaks for it. `loans`: a bank that takes deposits alone, in
    compartments that are lent to it, while it cannot ask. `locks`: its lid can be locked
    (`lock_lid`); `shows`: it has a display (`point_to`).
    """

    connection: Connection
    kind: DeviceKind
    model: Word
    firmware: Firmware
    interval_s: IntervalS
    outbox: bool = False
    gateway: Identifier | None = None
    loans: bool = False
    locks: bool = False
    shows: bool = False


class Init(Birth, frozen=True, kw_only=True, tag_field="state", tag="init"):
    """Connected, not yet ready to work (self-test, calibration)."""


class Ready(Birth, frozen=True, kw_only=True, tag_field="state", tag="ready"):
    """Connected and at work."""


class Sleeping(Message, frozen=True, kw_only=True, tag_field="state", tag="sleeping"):
    """Leaves the network on purpose until `wake_ms` (its own clock), to save its battery."""

    connection: Connection
    wake_ms: TimeMs


class Disconnected(Message, frozen=True, kw_only=True, tag_field="state", tag="disconnected"):
    """Leaves on purpose, without saying when it comes back."""

    connection: Connection


class Lost(Struct, frozen=True, kw_only=True, gc=False, tag_field="state", tag="lost"):
    """The last will, given to the broker when connecting: the connection was cut.

    It has no sequence number, for the broker sends it. It is stale unless `(boot, connection)`
    is that of the newest birth. `time_ms` is when the device connected.
    """

    v: Version
    device: Identifier
    boot: Boot
    connection: Connection
    time_ms: TimeMs


Presence = Init | Ready | Sleeping | Disconnected | Lost
