"""What a partition decided: the facts that its state is made of.

Lives here: one struct a decision, as it is journaled; those of alarms, work orders, linkage and
rollouts in `fleet.core.facts`. Not here: how they come about (`fleet.core.deciding`), what they
change (`fleet.core.applying`). A decision is about the device
of its input, and may leave out what the input says. Structs are stored as arrays: fields are only
ever added at the end, with a default.
"""

from __future__ import annotations

from typing import Any

from msgspec import Struct

from fleet.core.facts.alarms import AlarmDecision
from fleet.core.facts.links import LinkDecision
from fleet.core.facts.orders import OrderDecision
from fleet.core.facts.rollouts import RolloutDecision
from fleet.core.parcels.decisions import ParcelDecision


class Heard(Struct, frozen=True, array_like=True, tag="h", gc=False):
    """A message not heard before. `offset_ms`: what its clock must be corrected by."""

    boot: str
    sequence: int
    time_ms: int
    offset_ms: int


class Repeated(Struct, frozen=True, array_like=True, tag="2", gc=False):
    """A message that was settled before."""


class Measured(Struct, frozen=True, array_like=True, tag="m", gc=False):
    """The telemetry in the input is the newest of its device."""

    boot: str
    sequence: int


class Born(Struct, frozen=True, array_like=True, tag="b"):
    """A device is connected, as `presence` init or ready, and says who it is."""

    presence: str
    boot: str
    sequence: int
    connection: int
    model: str
    firmware: str
    slot: str
    updated_ms: int
    interval_ms: int
    outbox: bool
    gateway: str
    loans: bool = False
    locks: bool = False
    shows: bool = False


class Presumed(Struct, frozen=True, array_like=True, tag="p"):
    """A device whose birth was not heard speaks: it is taken to be ready."""

    boot: str
    sequence: int


class Left(Struct, frozen=True, array_like=True, tag="l"):
    """A device is away: sleeping, disconnected, lost (its will) or silent (it said nothing)."""

    presence: str
    sequence: int = 0


class StaleWill(Struct, frozen=True, array_like=True, tag="s"):
    """A will of a connection that a newer birth has replaced."""


class TookUp(Struct, frozen=True, array_like=True, tag="v"):
    """The reported state in the input is the newest."""

    boot: str
    sequence: int
    version: int
    values: dict[str, Any]


class Happened(Struct, frozen=True, array_like=True, tag="e"):
    """Something happened at a moment, as the input says."""

    event: str


class GapDeclared(Struct, frozen=True, array_like=True, tag="g"):
    """Nothing up to `up_to` is waited for any longer: `lost` missing, `dropped` given up by it."""

    boot: str
    up_to: int
    lost: int
    dropped: int = 0


class Quarantined(Struct, frozen=True, array_like=True, tag="q"):
    """The input is put aside; `boot` and `sequence`, where they could be read, are settled."""

    field: str
    reason: str
    boot: str = ""
    sequence: int = 0
    stranger: bool = False


class Registered(Struct, frozen=True, array_like=True, tag="r"):
    """The device of the input is known now, as the input says."""


class Retired(Struct, frozen=True, array_like=True, tag="x"):
    """The device of the input is forgotten."""


class DesiredSet(Struct, frozen=True, array_like=True, tag="w"):
    """The desired state of the input has this version."""

    version: int
    time_ms: int


class Issued(Struct, frozen=True, array_like=True, tag="c"):
    """A command is sent to its device for the `attempt`-th time, again at `retry_ms`."""

    name: str
    attempt: int
    retry_ms: int


class Closed(Struct, frozen=True, array_like=True, tag="z"):
    """A command has its end: done, refused, failed, expired or unanswered."""

    name: str
    outcome: str
    detail: str = ""


class Rearmed(Struct, frozen=True, array_like=True, tag="t"):
    """The timer of the input is set anew."""

    due_ms: int


class Refused(Struct, frozen=True, array_like=True, tag="n"):
    """A request is not granted; `status` as in HTTP (404, 409, 422)."""

    status: int
    reason: str


class Released(Struct, frozen=True, array_like=True, tag="d", gc=False):
    """The effects of the input are done."""


Decision = (
    Heard | Repeated | Measured | Born | Presumed | Left | StaleWill | TookUp | Happened
    | GapDeclared | Quarantined | Registered | Retired | DesiredSet | Issued | Closed | Rearmed
    | Refused | Released | AlarmDecision | OrderDecision | LinkDecision | ParcelDecision
    | RolloutDecision
)  # fmt: skip
