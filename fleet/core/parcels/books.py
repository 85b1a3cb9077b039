"""The books of a bank: which position a parcel gets, taken, freed, out of service.

Lives here: the one call of `fleet.policy.allocation` in the manager, and the sums that follow. Not
here: leases, doors. Nothing here raises; a position is one of the bank's.
"""

from __future__ import annotations

from bisect import bisect_right
from itertools import accumulate, pairwise

from fleet.core.parcels.state import OUT, TAKEN, Bank
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


def choose(bank: Bank, size: int) -> int:
    """Position for a parcel of a class, −1 where the bank's rules give none."""
    classes = len(bank.free)
    if not 0 <= size < classes:
        return -1
    chosen = choose_class(bank.free, 0, classes, size, bank.size_rule, bank.reserve)
    if chosen < 0:
        return -1
    start, stop = bank.class_first[chosen], bank.class_first[chosen + 1]
    if bank.pick_rule == SPREAD_WEAR:
        return least_worn(bank.occupied, bank.openings, start, stop)
    return first_free(bank.occupied, start, stop)


def class_of(bank: Bank, position: int) -> int:
    """Size class of a position."""
    return bisect_right(bank.class_first, position) - 1


def take(bank: Bank, position: int, lease: str, company: str) -> None:
    """A free position has a lease now."""
    bank.occupied[position] |= TAKEN
    bank.holders[position] = lease
    bank.free[class_of(bank, position)] -= 1
    bank.held[company] = bank.held.get(company, 0) + 1


def free(bank: Bank, position: int, company: str) -> None:
    """Its lease is at its end; it is free unless it is out of service."""
    bank.occupied[position] &= ~TAKEN
    bank.holders[position] = ""
    if not bank.occupied[position]:
        bank.free[class_of(bank, position)] += 1
    bank.held[company] -= 1
    if not bank.held[company]:
        del bank.held[company]


def set_out(bank: Bank, position: int, out: bool) -> None:
    """Out of service, or back; the same again changes nothing. A lease in it goes on."""
    before = bank.occupied[position]
    bank.occupied[position] = before | OUT if out else before & ~OUT
    change = (not bank.occupied[position]) - (not before)
    bank.free[class_of(bank, position)] += change


def position_of(bank: Bank, number: int) -> int:
    """Position of the door with this number, −1 where there is none: doors count from 1."""
    return number - 1 if 0 < number <= len(bank.numbers) else -1
