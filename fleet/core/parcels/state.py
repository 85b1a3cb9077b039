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

IN_HAND = frozenset({COLLECTING, HANDING})
"""The parcel is about to leave, or has."""


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


class Handling(Struct, array_like=True, gc=False):
    """Somebody had a door opened, or shut it: custody changes hands. `by`: opaque, or a device."""

    at_ms: int
    what: str
    by: str
    fence: int


class Lease(Struct, array_like=True):
    """A compartment promised to one parcel. `fence`: of the newest command to its door.

    `ended` is "" while it holds its compartment, else how it ended. `due_ms`: when its stage is
    over time; −1: never. `draw`: how often its code was drawn again. Stored as an array, for there
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


class Parcels(Struct):
    """Of one partition. `next_lease`, `next_fence` never fall: no name and no fence comes twice."""

    banks: dict[str, Bank] = {}
    leases: dict[str, Lease] = {}
    next_lease: int = 1
    next_fence: int = 1
