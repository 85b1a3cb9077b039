"""Is a history linearizable: could the operations have happened one after the other?

Lives here: the search of Wing and Gong (1993, "Testing and verifying concurrent objects", section
4) with the memory of Lowe (2017, "Testing for linearizability", section 3): a set of operations
with the state they lead to is tried once. Not here: what the operations are on.

Each operation takes effect at one moment between its call and its return. One that never returned
may have taken effect at any moment after its call, or never.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

S = TypeVar("S", bound=Hashable)
A = TypeVar("A")

NEVER = float("inf")
"""When an operation returned whose caller heard nothing."""


@dataclass(frozen=True)
class Operation(Generic[A]):
    """`act` was called at one time and had returned at another; what it gave is part of it."""

    called: float
    returned: float
    act: A


def is_linearizable(
    operations: Sequence[Operation[A]], initial: S, step: Callable[[S, A], S | None]
) -> bool:
    """Whether an order exists that respects time and in which every act is possible.

    `step(state, act)` is the state after it, None where it cannot have given what it gave.
    """
    known = sorted(operations, key=lambda operation: (operation.called, operation.returned))
    everyone = (1 << len(known)) - 1
    optional = sum(1 << n for n, operation in enumerate(known) if operation.returned == NEVER)
    tried: set[tuple[int, S]] = set()
    stack: list[tuple[int, S]] = [(0, initial)]
    while stack:
        done, state = stack.pop()
        if done | optional == everyone:
            return True
        if (done, state) in tried:
            continue
        tried.add((done, state))
        for number in _next(known, done):
            after = step(state, known[number].act)
            if after is not None:
                stack.append((done | 1 << number, after))
    return False


def _next(known: Sequence[Operation[A]], done: int) -> list[int]:
    """Operations that may be the next to take effect: called before any other returned."""
    found: list[int] = []
    earliest = NEVER
    number = (~done & (done + 1)).bit_length() - 1
    while number < len(known) and known[number].called <= earliest:
        if not done >> number & 1:
            found.append(number)
            earliest = min(earliest, known[number].returned)
        number += 1
    return found
