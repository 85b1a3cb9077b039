"""Steel: how many compartments and cells a bank has, from modules, doors and mixes.

Lives here: what a bank and a member of its group say, put together. Not here: which of them are out
of service (`scenarios.expand`), regions.
"""

from __future__ import annotations

import math

from scenarios.schema import Scenario
from scenarios.schema.place import Bank, BankParts, ColdDoors


def cells_of(scenario: Scenario, bank: Bank, own: BankParts | None) -> tuple[int, ...]:
    """Cold cells by temperature and size; what is said of a member stands for the bank's."""
    said = own.cold if own is not None and own.cold is not None else bank.cold
    doors = (said or ColdDoors()).by_temperature()
    return tuple(cells.get(size.id, 0) for cells in doors.values() for size in scenario.sizes)


def counts_of(scenario: Scenario, bank: Bank, own: BankParts | None) -> list[int]:
    """Compartments by size, in order of the sizes: what is said of a member wins."""
    sizes = [size.id for size in scenario.sizes]
    for parts in (own, bank):
        if parts is None or (parts.modules is None and parts.doors is None):
            continue
        if parts.modules is not None:
            built = {m.id: m for m in scenario.modules}
            counts = [
                sum(n * built[m].compartments.get(size, 0) for m, n in parts.modules.items())
                for size in sizes
            ]
            break
        mix = parts.door_mix or bank.door_mix or {sizes[0]: 1.0}
        counts = apportion(parts.doors or 0, [mix.get(size, 0.0) for size in sizes])
        break
    else:
        counts = [0] * len(sizes)
    for parts in (bank, own):
        for size, count in ((parts.compartments if parts else None) or {}).items():
            counts[sizes.index(size)] = count
    return counts


def apportion(doors: int, mix: list[float]) -> list[int]:
    """Deal `doors` out by the mix in whole doors (largest remainder, ties to the first)."""
    exact = [doors * part for part in mix]
    counts = [math.floor(value + 1e-9) for value in exact]
    rest = doors - sum(counts)
    by_remainder = sorted(range(len(mix)), key=lambda i: (counts[i] - exact[i], i))
    for i in by_remainder[:rest]:
        counts[i] += 1
    return counts
