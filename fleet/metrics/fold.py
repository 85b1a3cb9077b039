"""What is kept between records to make points of the next: devices as they stand, and the ledger.

Lives here: state as structs, saved and read back whole, and how it begins where a journal has
forgotten its first records. Not here: what a record changes (`fleet.metrics.points`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from msgspec import Struct, field

from fleet.core.state import HERE as CONNECTED
from fleet.core.state import PartitionState

STAYS_KEPT = 1_000
"""Deposits of a bank that wait for their collection; more are not timed. Banks have some 80."""

COMMANDS_KEPT = 100
"""Commands under way of a device, as many as the manager allows."""


class Known(Struct):
    """A device. `last`: the numbers of its newest telemetry; `stays`: deposits by compartment.

    `since_ms`: when its presence changed; times in ms since 1970 UTC.
    """

    site: str
    device: str
    kind: str
    groups: list[str] = []
    presence: str = "unheard"
    since_ms: int = -1
    model: str = ""
    firmware: str = ""
    alarms: dict[str, int] = {}
    last: dict[str, int] = {}
    stays: dict[int, int] = {}
    commands: dict[str, tuple[int, int]] = {}

    @property
    def is_here(self) -> bool:
        """Connected, or asleep on purpose."""
        return self.presence in CONNECTED or self.presence == "sleeping"

    @property
    def tags(self) -> str:
        """Its tags as they stand in a line; ids need no escaping (`devices.wire.fields`)."""
        return f",device={self.device},site={self.site}"


class OpenOrder(Struct):
    """A work order without its end. `level`: how often it was escalated."""

    site: str
    owner: str
    kind: str
    opened_ms: int
    state: str = "open"
    level: int = 0


class Ledger(Struct):
    """Counts since the oldest record read; as of `PartitionState`, all partitions together."""

    messages: int = 0
    stored: int = 0
    repeated: int = 0
    quarantined: int = 0
    lost: int = 0
    dropped: int = 0
    missed: int = 0


class Fold(Struct):
    """All of it. `position`: of the last record read; `minute`, `day`: the last that were written.

    `sequences`: the last record of each partition. `values`: of each tag with a limit of its own.

    `orders`: by SITE and name; `owners`: who was ever asked, by site, so that none is told as 0.
    `foretold_ms`: when the last forecast that was read was made.
    """

    position: int = 0
    now_ms: int = 0
    minute: int = -1
    day: int = -1
    sequences: dict[int, int] = {}
    devices: dict[str, Known] = {}
    ledger: Ledger = field(default_factory=Ledger)
    values: dict[str, set[str]] = {}
    orders: dict[str, OpenOrder] = {}
    owners: dict[str, set[str]] = {}
    produced: int = 0
    foretold_ms: int = -1


def fold_of(states: Iterable[PartitionState], before: Mapping[int, int]) -> Fold:
    """The fold to begin with where a journal has forgotten its first records.

    `states`: of what is kept the oldest, for who is registered; `before`: of each partition the
    sequence before its oldest record. Its ledger counts from there.
    """
    fold = Fold(sequences=dict(before))
    for state in states:
        fold.sequences.setdefault(state.partition, state.sequence)
        for key, device in state.devices.items():
            fold.devices[key] = Known(
                device.site, device.device, device.kind, list(device.groups), device.presence,
                device.since_ms, device.model, device.firmware,
                {alarm: up.since_ms for alarm, up in device.alarms.items()},
            )  # fmt: skip
    return fold
