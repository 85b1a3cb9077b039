"""What was decided on compartments and parcels.

Lives here: one struct a decision, as it is journaled. Not here: how they come about
(`fleet.core.deciding.parcels`), what they change (`fleet.core.applying.parcels`). Structs are
stored as arrays: fields are only ever added at the end, with a default.
"""

from __future__ import annotations

from msgspec import Struct

from fleet.core.parcels.state import Waiting


class Furnished(Struct, frozen=True, array_like=True, tag="Lf"):
    """The bank of the input has these compartments and rules now, numbers from fleet.policy.

    `sizes`: classes of one temperature, 0: all are.
    """

    class_first: list[int]
    size_rule: int
    pick_rule: int
    reserve: int
    sizes: int = 0


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
    """The compartment is free again: collected, rejected, expired, jammed, refused, withdrawn …

    `at_ms`: when it became so, −1 for now.
    """

    lease: str
    how: str
    fee_cents: int = 0
    at_ms: int = -1


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
    """A compartment is out of service, or back in it; `bank`: not of the bank of the input."""

    position: int
    out: bool
    reason: str
    bank: str = ""


class Redrawn(Struct, frozen=True, array_like=True, tag="Lr"):
    """The code of a lease is another one; its bank is told so by a command."""

    lease: str
    draw: int
    retry_ms: int = -1
    expires_ms: int = -1


class Lent(Struct, frozen=True, array_like=True, tag="La"):
    """The bank is told that this version of loans holds: `fresh` ones (position, lease, fence) are
    new, those in `dropped` are asked back, all others run until `until_ms`, −1: as before.

    `wish`: what waits for the only one in `dropped`. `next_ms`: when it is looked at again.
    """

    version: int
    until_ms: int
    fresh: list[tuple[int, str, int]]
    dropped: list[str]
    next_ms: int
    wish: Waiting | None = None


class LoansEnded(Struct, frozen=True, array_like=True, tag="Lb"):
    """These are the bank's no more: it has given them back, or somebody has looked. In `kept` lies
    a parcel already, they go on. `waiting` wishes of all of them are over.
    """

    leases: list[str]
    kept: list[str] = []


class LaidAlone(Struct, frozen=True, array_like=True, tag="Lc", gc=False):
    """The bank laid a parcel into a compartment that was lent to it, at `at_ms`; the loan is a
    lease from then on. `due_ms` as of `Laid`.
    """

    lease: str
    request: str
    company: str
    courier: str
    parcel: str
    size: int
    recipient: str
    at_ms: int
    due_ms: int


class TakenOver(Struct, frozen=True, array_like=True, tag="Lv", gc=False):
    """A parcel that lay there before we were asked has a lease now. What is past of its reminders
    and times is not made up for; `due_ms` as of `Laid`.
    """

    lease: str
    position: int
    company: str
    parcel: str
    size: int
    recipient: str
    deposited_ms: int
    reminders: int
    overdue_ms: int
    wanted_back: bool
    due_ms: int


class Unmatched(Struct, frozen=True, array_like=True, tag="Lu", gc=False):
    """A bank speaks of a lease that it does not hold; nothing changes, and it is counted."""

    lease: str
    what: str


ParcelDecision = (
    Furnished | Leased | DoorOrdered | DoorOpened | DoorKept | Laid | LeaseEnded | Declined
    | WrongCode | OutOfService | Redrawn | Unmatched | Aged | Troubled | NoticesDone | Lent
    | LoansEnded | LaidAlone | TakenOver
)  # fmt: skip
