"""What a partition knows: its devices, what is under way, what waits to go out.

Lives here: state as structs, saved and read back whole. Not here: what changes it
(`fleet.core.applying`). Snapshots store structs by field name: a field may be added with a default,
none may change its meaning.
"""

from __future__ import annotations

from typing import Any

import msgspec
from msgspec import Struct

from fleet.core.facts.alarms import Alarm, Habit, Trend, Watch
from fleet.core.facts.links import Linkage
from fleet.core.facts.orders import Site
from fleet.core.facts.rollouts import Rollouts
from fleet.core.parcels.state import Parcels
from fleet.core.window import Window

BOOTS_KEPT = 4
"""Boots of a device whose numbers are remembered: its outbox may still hold messages of those."""

QUARANTINE_KEPT = 200
"""Quarantined inputs that a partition shows; all are counted, and the journal has them whole."""

STRANGERS_KEPT = 500
"""Unknown devices that a partition shows for claiming; more are counted only."""

CLOSED_KEPT = 50
"""Commands with an end that a device remembers, to answer the same order twice alike."""


HERE = frozenset({"init", "ready"})
"""Presences of a device that is connected; the others: unheard, sleeping, disconnected, lost,
silent."""


class Command(Struct):
    """A command and how far it is: `outcome` is "" while it is under way."""

    name: str
    command: str
    arguments: dict[str, Any]
    by: str
    ordered_ms: int
    expires_ms: int
    attempt: int = 0
    retry_ms: int = 0
    outcome: str = ""
    closed_ms: int = 0
    detail: str = ""

    @property
    def is_for_lease(self) -> bool:
        """Whether it opens the door of a lease: then it is asked about until it is answered."""
        return self.command == "open_door" and "lease" in self.arguments


class Device(Struct):
    """A device of the registry. `boot` "" and `presence` unheard until it has spoken.

    `measured` is the payload of its newest telemetry. Times are the manager's, but `time_ms`, the
    device's own, and `updated_ms`; `offset_ms` is to be added to those. −1: not known. `gap_marks`:
    the highest number of each boot with a hole when the timer for holes was set; empty: not set.
    `behind` is the gateway it is registered behind, `gateway` the one it names. `loans`: a bank
    that takes deposits alone; `locks`: its lid can be locked, `shows`: it has a display.
    """

    site: str
    device: str
    kind: str
    groups: list[str] = []
    settings: dict[str, int] = {}
    model: str = ""
    firmware: str = ""
    slot: str = ""
    updated_ms: int = -1
    presence: str = "unheard"
    since_ms: int = -1
    interval_ms: int = 0
    outbox: bool = False
    gateway: str = ""
    boot: str = ""
    connection: int = 0
    birth_sequence: int = 0
    presence_sequence: int = 0
    boots: dict[str, Window] = {}
    heard_ms: int = -1
    time_ms: int = -1
    offset_ms: int = 0
    measured: bytes = b""
    measured_sequence: int = 0
    reported: dict[str, Any] = {}
    reported_version: int = 0
    reported_sequence: int = 0
    desired: dict[str, Any] = {}
    desired_version: int = 0
    alarms: dict[str, Alarm] = {}
    commands: dict[str, Command] = {}
    silence_armed: bool = False
    gap_marks: dict[str, int] = {}
    messages: int = 0
    repeated: int = 0
    lost: int = 0
    dropped: int = 0
    quarantined: int = 0
    stale_wills: int = 0
    births: int = 0
    firmware_ms: int = -1
    event: str = ""
    event_ms: int = -1
    behind: str = ""
    watches: dict[str, Watch] = {}
    shelved: dict[str, int] = {}
    trend: Trend | None = None
    habits: dict[str, Habit] = {}
    loans: bool = False
    locks: bool = False
    shows: bool = False
    linkage: Linkage | None = None

    @property
    def key(self) -> str:
        """SITE/DEVICE, how the partition finds it."""
        return f"{self.site}/{self.device}"


class Stranger(Struct):
    """A device that speaks and that nobody has registered."""

    first_ms: int
    last_ms: int
    messages: int


class QuarantinedInput(Struct):
    """What `fleet quarantine` shows: the record in the journal has the rest."""

    sequence: int
    now_ms: int
    topic: str
    field: str
    reason: str
    size: int


class Publish(Struct):
    """An effect: a message for a device, until the broker has it."""

    topic: str
    payload: bytes
    retain: bool = False


class PartitionState(Struct):
    """All that a partition knows. `sequence`: of the last record; `timers`: a heap.

    `versions` counts devices by "SITE MODEL" and firmware: what a birth is compared with.
    """

    partition: int
    sequence: int = 0
    now_ms: int = 0
    devices: dict[str, Device] = {}
    timers: list[tuple[int, str, str, str]] = []
    outbox: dict[int, Publish] = {}
    next_effect: int = 1
    strangers: dict[str, Stranger] = {}
    sites: dict[str, Site] = {}
    quarantine: list[QuarantinedInput] = []
    messages: int = 0
    stored: int = 0
    repeated: int = 0
    quarantined: int = 0
    lost: int = 0
    dropped: int = 0
    parcels: Parcels = msgspec.field(default_factory=Parcels)
    versions: dict[str, dict[str, int]] = {}
    rollouts: Rollouts = msgspec.field(default_factory=Rollouts)

    def count_version(self, device: Device, step: int) -> None:
        """One more, or one fewer, of the firmware that a device says it runs; "" counts nowhere."""
        if not device.firmware:
            return
        counts = self.versions.setdefault(f"{device.site} {device.model}", {})
        left = counts[device.firmware] = counts.get(device.firmware, 0) + step
        if not left:
            del counts[device.firmware]
