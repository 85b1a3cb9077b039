"""The books of a bank: which position a parcel gets, taken, freed, lent, out of service.

Lives here: the one call of `fleet.policy.allocation` in the manager, and the sums that follow. Not
here: leases, doors. Nothing here raises; a position is one of the bank's.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import Protocol

from fleet.core.parcels.state import LENT, OUT, TAKEN, Bank
from fleet.policy.allocation import (
    ACCESSIBLE,
    LOWEST_NUMBER,
    OWN,
    RESERVE,
    SPREAD_WEAR,
    UPGRADE,
    choose_class,
    first_free,
    least_worn,
)

SIZE_RULES = {"own": OWN, "upgrade": UPGRADE, "reserve": RESERVE}
PICK_RULES = {
    "lowest_number": LOWEST_NUMBER,
    "accessible": ACCESSIBLE,
    "spread_wear": SPREAD_WEAR,
}
"""Words as in scenarios. Accessible differs in the order of positions, which is the bank's."""


def firsts(classes: list[int]) -> list[int]:
    """`class_first` of a bank with so many compartments of each class."""
    return [0, *accumulate(classes)]


def empty_books(
    class_first: list[int],
    size_rule: int,
    pick_rule: int,
    reserve: int,
    quotas: dict[str, int],
) -> Bank:
    """A bank in which nothing lies; doors are numbered from 1 in the order of positions."""
    count = class_first[-1]
    return Bank(
        class_first=class_first,
        numbers=list(range(1, count + 1)),
        size_rule=size_rule,
        pick_rule=pick_rule,
        reserve=reserve,
        quotas=quotas,
        occupied=[0] * count,
        openings=[0] * count,
        free=[b - a for a, b in pairwise(class_first)],
        holders=[""] * count,
    )


class Shelf(Protocol):
    """What a choice is made from; `free[c]` positions of class c are free, those with `occupied` 0.

    Rules are numbers from `fleet.policy.allocation`. `sizes` as of a bank.
    """

    class_first: list[int]
    occupied: list[int]
    openings: list[int]
    free: list[int]
    size_rule: int
    pick_rule: int
    reserve: int
    sizes: int


def choose(shelf: Shelf, size: int) -> int:
    """Position for a parcel of a class, −1 where the rules give none among those of the class's
    temperature.
    """
    classes = len(shelf.free)
    if not 0 <= size < classes:
        return -1
    sizes = shelf.sizes or classes
    first = size // sizes * sizes
    chosen = choose_class(shelf.free, first, sizes, size - first, shelf.size_rule, shelf.reserve)
    if chosen < 0:
        return -1
    start, stop = shelf.class_first[first + chosen], shelf.class_first[first + chosen + 1]
    if shelf.pick_rule == SPREAD_WEAR:
        return least_worn(shelf.occupied, shelf.openings, start, stop)
    return first_free(shelf.occupied, start, stop)


def fits(bank: Bank, size: int) -> bool:
    """Whether a compartment of a class, or a larger one of its temperature, is free."""
    sizes = bank.sizes or len(bank.free)
    return any(bank.free[size : (size // sizes + 1) * sizes])


@dataclass
class Lendable:
    """The loans of a bank as a shelf of their own: nothing else of it is free."""

    class_first: list[int]
    occupied: list[int]
    openings: list[int]
    free: list[int]
    size_rule: int
    pick_rule: int
    reserve: int
    sizes: int


def choose_lent(
    class_first: list[int],
    openings: list[int],
    lent: Iterable[int],
    rules: tuple[str, str, int],
    size: int,
    sizes: int = 0,
) -> int:
    """The same among lent positions alone; what a bank calls that cannot ask. `rules`: size rule
    and pick rule in words, and how many larger compartments the size rule keeps. `sizes` as of a
    bank, which knows how it is built.
    """
    size_rule, pick_rule, reserve = rules
    occupied = [1] * class_first[-1]
    free = [0] * (len(class_first) - 1)
    for position in lent:
        occupied[position] = 0
        free[bisect_right(class_first, position) - 1] += 1
    shelf = Lendable(
        class_first, occupied, openings, free, SIZE_RULES[size_rule], PICK_RULES[pick_rule],
        reserve, sizes,
    )  # fmt: skip
    return choose(shelf, size)


def in_words(bank: Bank) -> tuple[str, str, int]:
    """The rules of a bank as its furnishing says them."""
    size = next(word for word, rule in SIZE_RULES.items() if rule == bank.size_rule)
    pick = next(word for word, rule in PICK_RULES.items() if rule == bank.pick_rule)
    return size, pick, bank.reserve


def class_of(bank: Bank, position: int) -> int:
    """Size class of a position."""
    return bisect_right(bank.class_first, position) - 1


def take(bank: Bank, position: int, lease: str, company: str) -> None:
    """A free position has a lease now."""
    _set(bank, position, bank.occupied[position] | TAKEN)
    bank.holders[position] = lease
    bank.held[company] = bank.held.get(company, 0) + 1


def free(bank: Bank, position: int, company: str) -> None:
    """Its lease is at its end; it is free unless it is out of service."""
    _set(bank, position, bank.occupied[position] & ~TAKEN)
    bank.holders[position] = ""
    bank.held[company] -= 1
    if not bank.held[company]:
        del bank.held[company]


def set_out(bank: Bank, position: int, out: bool) -> None:
    """Out of service, or back; the same again changes nothing. A lease in it goes on."""
    before = bank.occupied[position]
    _set(bank, position, before | OUT if out else before & ~OUT)


def lend(bank: Bank, position: int) -> None:
    """A free position is the bank's own until further notice."""
    _set(bank, position, bank.occupied[position] | LENT)


def give_back(bank: Bank, position: int) -> None:
    """It is no more."""
    _set(bank, position, bank.occupied[position] & ~LENT)


def _set(bank: Bank, position: int, occupied: int) -> None:
    change = (not occupied) - (not bank.occupied[position])
    bank.occupied[position] = occupied
    if change:
        bank.free[class_of(bank, position)] += change


def position_of(bank: Bank, number: int) -> int:
    """Position of the door with this number, −1 where there is none: doors count from 1."""
    return number - 1 if 0 < number <= len(bank.numbers) else -1
