"""What terminals saw, and whether it can be true: no compartment twice, no door twice.

Lives here: the history's records, a register per compartment, the verdict. Not here: the search
(`fleet.loadtest.allocation.linear`), how the history came about.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise

from msgspec import Struct

from fleet.loadtest.allocation.linear import NEVER, Operation, is_linearizable

FREE = ""
"""The register of a compartment that no lease holds."""


class Held(Struct, array_like=True, gc=False):
    """A lease as its terminal saw it. Times in s of one clock, −1: never.

    Wanted at `asked`, known at `told`; `fence`: of the order to the door. Given up at `left`: the
    terminal says that the compartment is shut and empty, and nobody tells it when that was heard.
    """

    bank: str
    compartment: int
    lease: str
    fence: int
    asked: float
    told: float
    left: float


class Opening(Struct, array_like=True, gc=False):
    """A door that opened on an order, when it did."""

    bank: str
    compartment: int
    command: str
    fence: int
    at: float


class Verdict(Struct):
    """What is wrong with a history; all of it must be 0.

    `double_leases`: compartments whose register no order of events explains. `doubled_openings`:
    doors that opened more than once for one order. `fences_back`: doors that opened under a fence
    that was not higher than the one before.
    """

    compartments: int = 0
    double_leases: int = 0
    doubled_openings: int = 0
    fences_back: int = 0


Act = tuple[bool, str]
"""Taken (True) or given up by a lease."""


def take_or_leave(holder: str, act: Act) -> str | None:
    """The register: a free compartment is taken; its own holder gives it up."""
    is_taken, lease = act
    if is_taken:
        return lease if holder == FREE else None
    return FREE if holder == lease else None


def judge(held: Iterable[Held], openings: Iterable[Opening]) -> Verdict:
    """Look at every compartment's history."""
    by_door: dict[tuple[str, int], list[Held]] = {}
    for one in held:
        by_door.setdefault((one.bank, one.compartment), []).append(one)
    opened: dict[tuple[str, int], list[Opening]] = {}
    for each in openings:
        opened.setdefault((each.bank, each.compartment), []).append(each)
    return Verdict(
        compartments=len(by_door),
        double_leases=sum(not is_explained(holders) for holders in by_door.values()),
        doubled_openings=sum(map(_doubled, opened.values())),
        fences_back=sum(map(_backwards, opened.values())),
    )


def is_explained(holders: Sequence[Held]) -> bool:
    """Whether the leases of one compartment can have held it one after the other."""
    operations: list[Operation[Act]] = []
    for one in holders:
        operations.append(Operation(one.asked, one.told, (True, one.lease)))
        if one.left >= 0:
            operations.append(Operation(one.left, NEVER, (False, one.lease)))
    return is_linearizable(operations, FREE, take_or_leave)


def _doubled(openings: list[Opening]) -> int:
    return sum(count - 1 for count in Counter(one.command for one in openings).values())


def _backwards(openings: list[Opening]) -> int:
    fences = [one.fence for one in sorted(openings, key=lambda one: one.at)]
    return sum(later <= earlier for earlier, later in pairwise(fences))
