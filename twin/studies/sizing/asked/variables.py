"""What is decided of a kind of site: numbers of units, and how banks beside one another share them.

Lives here: classes of alike sites, variables, the division of modules over banks. Not here: which
variables there are (`twin.studies.sizing.asked.layout`), a whole design
(`twin.studies.sizing.asked.space`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from scenarios.points import BinPlace
from twin.studies.sizing.asked.items import Part


@dataclass(frozen=True, slots=True)
class SiteClass:
    """Sites that are alike; `sites` are their numbers in the order of sites."""

    sites: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Variable:
    """Units of `item` in each of the banks number `banks` of every site of a class.

    Of bins: at each of the waste points `points`, in the place of the group `group`, each like
    `template`. Of desks: at each of the counters number `counters`. At least `low` units; as many
    `present` stand. Of banks: so many stand in the place of each of the banks number `splits`.
    """

    site_class: int
    banks: tuple[int, ...]
    item: Part
    points: tuple[int, ...] = ()
    group: str = ""
    template: BinPlace | None = None
    present: int = 0
    low: int = 0
    counters: tuple[int, ...] = ()
    splits: tuple[int, ...] = ()

    @property
    def at_site(self) -> int:
        """Banks, points or counters of a site that get the units."""
        return len(self.banks) or len(self.points) or len(self.counters) or len(self.splits)


def divided(
    variables: Sequence[Variable], design: Sequence[int], site_class: int
) -> dict[int, list[dict[Part, int]]]:
    """Units of each item by bank that stands in the place of one that is decided.

    As even as whole units can be; what is left over of an item goes on where that of the last one
    ended.
    """
    own = [
        (variable, count)
        for variable, count in zip(variables, design, strict=True)
        if variable.site_class == site_class
    ]
    into = {bank: max(1, count) for variable, count in own for bank in variable.splits}
    found: dict[int, list[dict[Part, int]]] = {}
    ends: dict[int, int] = {}
    for variable, count in own:
        for bank in variable.banks:
            banks = found.setdefault(bank, [{} for _ in range(into.get(bank, 1))])
            whole, rest = divmod(count, len(banks))
            first = ends.get(bank, 0)
            ends[bank] = first + rest
            for number, parts in enumerate(banks):
                parts[variable.item] = whole + int((number - first) % len(banks) < rest)
    return found


def stands(banks: Sequence[Mapping[Part, int]], most: int, width_cm: float | None) -> bool:
    """Whether so many banks are allowed, none of them empty beside others, none too long."""
    if len(banks) > most:
        return False
    if len(banks) > 1 and not all(any(bank.values()) for bank in banks):
        return False
    if width_cm is None:
        return True
    widths = [sum(part.width_cm * count for part, count in bank.items()) for bank in banks]
    return max(widths) <= width_cm + 1e-9
