"""What a partition knows of compartments and parcels.

Lives here: the books of banks, leases. Not here: how positions are taken and freed
(`fleet.core.parcels.books`). Snapshots store structs by field name: a field may be added with a
default, none may change its meaning.
"""

from __future__ import annotations

from msgspec import Struct

TAKEN, OUT, LENT = 1, 2, 4
"""Bits of `occupied`: leased, with a parcel or before it comes; out of service; lent to the bank
for the time it cannot ask. Only 0 is free."""

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


class Loan(Struct, array_like=True, gc=False):
    """A compartment that is lent to its bank: the bank, and nobody else, may begin a deposit in it
    alone before `until_ms`. `recalled`: the version of loans that names it no more; 0: none.
    """

    lease: str
    position: int
    fence: int
    until_ms: int
    recalled: int = 0


class Waiting(Struct, array_like=True, gc=False):
    """A wish that waits until the bank has given a compartment back, since `at_ms`."""

    request: str
    company: str
    courier: str
    parcel: str
    size: int
    recipient: str
    at_ms: int


class Bank(Struct):
    """A bank's books. Positions are in the order of the pick rule, class by class, ascending in
    size: `class_first[c]` … `class_first[c + 1]` are of class c; `numbers` stand on the doors.

    `sizes`: so many classes are of one temperature, 0: all; those of the next follow. `size_rule`,
    `pick_rule`: as in `fleet.policy.allocation`. `quotas`: most compartments that a
    company may hold; `held`: how many it does. `holders`: the lease of a taken position; `blocked`:
    why one is out of service. `wrong_ms`: when wrong codes were entered of late.

    `lend[c]`: compartments of class c that are lent to the bank, each for `lend_ms`; `loans`: those
    that are, by lease, told in `loans_version`; `waiting`: wishes by the position that is asked
    back for them. `lend_due_ms`: when the next look at it is due; −1: none is set. `alone`:
    parcels that the bank laid alone so far.
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
    lend: list[int] = []
    lend_ms: int = 0
    loans: dict[str, Loan] = {}
    loans_version: int = 0
    waiting: dict[int, Waiting] = {}
    lend_due_ms: int = -1
    alone: int = 0
    sizes: int = 0


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
    does now. `heard_ms`: when the manager heard of a parcel that the bank laid alone at
    `deposited_ms`; −1 for every other. Stored as an array, for there are many: fields are only ever
    added at the end, with a default.
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
    heard_ms: int = -1

    @property
    def counts_ms(self) -> int:
        """From when reminders, free time and take-back count: nobody could be told before."""
        return self.deposited_ms if self.heard_ms < 0 else self.heard_ms


def parcel_key(company: str, parcel: str) -> str:
    """What is the same for all records of a parcel."""
    return f"{company} {parcel}"


def draw_command(lease: str, draw: int) -> str:
    """Name of the command that tells a bank of a code that was drawn again."""
    return f"{lease}-d{draw}"


class Parcels(Struct):
    """Of one partition. `next_lease`, `next_fence` never fall: no name and no fence comes twice.

    `alone`: leases of parcels that banks laid alone and that have no end yet.
    """

    banks: dict[str, Bank] = {}
    leases: dict[str, Lease] = {}
    next_lease: int = 1
    next_fence: int = 1
    notices: dict[int, Notice] = {}
    next_notice: int = 1
    notices_sent: int = 0
    notices_failed: int = 0
    alone: dict[str, str] = {}
