"""What a partition knows of compartments and parcels.

Lives here: the books of banks, leases. Not here: how positions are taken and freed
(`fleet.core.parcels.books`). Snapshots store structs by field name: a field may be added with a
default, none may change its meaning.
"""

from __future__ import annotations

from msgspec import Struct

TAKEN, OUT = 1, 2
"""Bits of `occupied`: leased, with a parcel or before it comes; out of service. Only 0 is free."""

RESERVED, OPENING, OPEN, LYING, COLLECTING, HANDING = (
    "reserved", "opening", "open", "lying", "collecting", "handing",
)  # fmt: skip
"""Stages of a lease. Reserved: no door was asked for. Opening, collecting: the door was asked for;
it may open. Open, handing: it opened. Lying: the door is shut upon the parcel."""

COLLECTED, TAKEN_BACK, REMOVED = "collected", "taken_back", "removed"
"""How a parcel leaves: by its recipient, its courier, or staff."""

CODE, REMINDER, OVERDUE, TAKE_BACK = "code", "reminder", "overdue", "take_back"
"""Kinds of notices to a recipient."""

IN_HAND = frozenset({COLLECTING, HANDING})
"""The parcel is about to leave, or has."""


class Retention(Struct, frozen=True, array_like=True):
    """How long a parcel may lie (`fleet.policy.retention`); −1: never.

    Reminders at `remind_after_ms`, each after the deposit; overdue after `free_ms`; from then a fee
    of `fee_cents` for each `fee_step_ms` begun, up to `fee_cap_cents`; taken back by the first
    round, at `round_ms` after midnight UTC, that comes after `take_back_ms`. A step of the fee that
    begins within a day from one of `holidays_ms` (local midnights, Unix ms, ascending) is free.
    """

    remind_after_ms: list[int] = []
    free_ms: int = -1
    fee_step_ms: int = 0
    fee_cents: int = 0
    fee_cap_cents: int = 0
    take_back_ms: int = -1
    round_ms: int = 0
    holidays_ms: list[int] = []


class Bank(Struct):
    """A bank's books. Positions are in the order of the pick rule, class by class, ascending in
    size: `class_first[c]` … `class_first[c + 1]` are of class c; `numbers` stand on the doors.

    `size_rule`, `pick_rule`: as in `fleet.policy.allocation`. `quotas`: most compartments that a
    company may hold; `held`: how many it does. `holders`: the lease of a taken position; `blocked`:
    why one is out of service. `wrong_ms`: when wrong codes were entered of late.
    """

    class_first: list[int]
    numbers: list[int]
    size_rule: int
    pick_rule: int
    reserve: int
    quotas: dict[str, int]
    occupied: list[int]
    openings: list[int]
    free: list[int]
    holders: list[str]
    requests: dict[str, str] = {}
    held: dict[str, int] = {}
    ended: list[str] = []
    wrong_ms: list[int] = []
    blocked: dict[int, str] = {}
    unmatched: int = 0
    retention: Retention = Retention()
    notify: bool = False


class Handling(Struct, array_like=True, gc=False):
    """Somebody had a door opened, or shut it: custody changes hands. `by`: opaque, or a device."""

    at_ms: int
    what: str
    by: str
    fence: int


class Trouble(Struct, array_like=True):
    """Something is wrong with a parcel; who must see to it, and until when."""

    what: str
    responsible: str
    since_ms: int
    deadline_ms: int
    reported_by: str


class Notice(Struct, array_like=True):
    """A notice that waits to be sent to the recipient of a lease. `attempt`: how often it failed;
    not before `due_ms`.
    """

    lease: str
    bank: str
    recipient: str
    kind: str
    due_ms: int
    attempt: int = 0


class Lease(Struct, array_like=True):
    """A compartment promised to one parcel. `fence`: of the newest command to its door.

    `ended` is "" while it holds its compartment, else how it ended. `due_ms`: when its stage is
    over time; −1: never. `draw`: how often its code was drawn again. `leaving`: how it leaves if it
    does now. Stored as an array, for there
    are many: fields are only ever added at the end, with a default.
    """

    lease: str
    bank: str
    position: int
    fence: int
    request: str
    company: str
    courier: str
    parcel: str
    size: int
    recipient: str
    stage: str
    since_ms: int
    due_ms: int
    command: str = ""
    deposited_ms: int = -1
    draw: int = 0
    ended: str = ""
    custody: list[Handling] = []
    reminders: int = 0
    overdue_ms: int = -1
    wanted_back: bool = False
    leaving: str = ""
    fee_cents: int = 0
    trouble: Trouble | None = None


class Parcels(Struct):
    """Of one partition. `next_lease`, `next_fence` never fall: no name and no fence comes twice."""

    banks: dict[str, Bank] = {}
    leases: dict[str, Lease] = {}
    next_lease: int = 1
    next_fence: int = 1
    notices: dict[int, Notice] = {}
    next_notice: int = 1
    notices_sent: int = 0
    notices_failed: int = 0
