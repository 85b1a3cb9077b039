"""What was decided on compartments and parcels.

Lives here: one struct a decision, as it is journaled. Not here: how they come about
(`fleet.core.deciding.parcels`), what they change (`fleet.core.applying.parcels`). Structs are
stored as arrays: fields are only ever added at the end, with a default.
"""

from __future__ import annotations

from msgspec import Struct


class Furnished(Struct, frozen=True, array_like=True, tag="Lf"):
    """The bank of the input has these compartments and rules now, numbers from fleet.policy."""

    class_first: list[int]
    size_rule: int
    pick_rule: int
    reserve: int


class Leased(Struct, frozen=True, array_like=True, tag="Ll", gc=False):
    """A compartment is promised to a parcel until `due_ms`; nobody else gets it before its end."""

    lease: str
    position: int
    due_ms: int
    request: str
    company: str
    courier: str
    parcel: str
    size: int
    recipient: str


class DoorOrdered(Struct, frozen=True, array_like=True, tag="Lo", gc=False):
    """The door of a lease is asked to open; `stage`: what for. The fence is a new one.

    `request`: the wish that is answered by it; `leaving`: how the parcel leaves, if it does.
    """

    lease: str
    stage: str
    fence: int
    by: str
    request: str
    retry_ms: int
    expires_ms: int
    leaving: str = ""


class DoorOpened(Struct, frozen=True, array_like=True, tag="Lp", gc=False):
    """The bank says that it did."""

    lease: str
    stage: str
    due_ms: int


class DoorKept(Struct, frozen=True, array_like=True, tag="Lk", gc=False):
    """It did not, or is shut again, and the parcel lies there still; `due_ms` as of `Laid`."""

    lease: str
    why: str
    due_ms: int


class Laid(Struct, frozen=True, array_like=True, tag="Ld", gc=False):
    """The door is shut upon the parcel. `due_ms`: its next reminder or whatever comes first, −1:
    nothing.
    """

    lease: str
    due_ms: int


class LeaseEnded(Struct, frozen=True, array_like=True, tag="Le", gc=False):
    """The compartment is free again: collected, rejected, expired, jammed, refused, withdrawn …"""

    lease: str
    how: str
    fee_cents: int = 0


class Aged(Struct, frozen=True, array_like=True, tag="Lt", gc=False):
    """A parcel has lain so long that a notice is due (`step`: its kind); what comes next, when."""

    lease: str
    step: str
    due_ms: int


class Troubled(Struct, frozen=True, array_like=True, tag="Lx"):
    """Something is wrong with a parcel; `what` "": no longer."""

    lease: str
    what: str
    responsible: str
    deadline_ms: int
    by: str


class NoticesDone(Struct, frozen=True, array_like=True, tag="Ls"):
    """The notices of the input were sent, or put off, or given up."""


class Declined(Struct, frozen=True, array_like=True, tag="Ln", gc=False):
    """A wish at a terminal is not granted; the terminal is told so until `expires_ms`."""

    request: str
    reason: str
    retry_ms: int
    expires_ms: int


class WrongCode(Struct, frozen=True, array_like=True, tag="Lw", gc=False):
    """What was entered opens nothing here."""

    request: str


class OutOfService(Struct, frozen=True, array_like=True, tag="Lz"):
    """A compartment is out of service, or back in it."""

    position: int
    out: bool
    reason: str


class Redrawn(Struct, frozen=True, array_like=True, tag="Lr"):
    """The code of a lease is another one."""

    lease: str
    draw: int


class Unmatched(Struct, frozen=True, array_like=True, tag="Lu", gc=False):
    """A bank speaks of a lease that it does not hold; nothing changes, and it is counted."""

    lease: str
    what: str


ParcelDecision = (
    Furnished | Leased | DoorOrdered | DoorOpened | DoorKept | Laid | LeaseEnded | Declined
    | WrongCode | OutOfService | Redrawn | Unmatched | Aged | Troubled | NoticesDone
)  # fmt: skip
