"""Ids of groups: which members a group of sites or banks stands for.

Lives here: the naming rule `ID1` … `IDn`, and the check that overrides name members there are.
Not here: what a member has of its own (`scenarios.schema.place`), expansion (`scenarios.expand`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from scenarios.schema.place import Bank, Site
from scenarios.schema.waste.points import WastePoint


class GroupIds:
    """Ids `NAME1` … `NAMEn` of a group without making them; `in` and `len` are cheap."""

    def __init__(self, name: str, count: int) -> None:
        self.name = name
        self.count = count

    def __contains__(self, identifier: str) -> bool:
        number = identifier.removeprefix(self.name)
        return number.isdecimal() and number == str(int(number)) and 1 <= int(number) <= self.count

    def __len__(self) -> int:
        return self.count

    def __iter__(self) -> Iterator[str]:
        return (f"{self.name}{number}" for number in range(1, self.count + 1))


def site_ids(site: Site) -> GroupIds | tuple[str]:
    """Ids of the sites of an entry: its own, or those of a group."""
    return (site.id,) if site.count is None else GroupIds(site.id, site.count)


def bank_ids(bank: Bank | WastePoint, sites: int) -> GroupIds | tuple[str]:
    """Ids of the banks (or waste points) of an entry: its own, or a group's over `sites` sites."""
    if bank.count is None and sites == 1:
        return (bank.id,)
    return GroupIds(bank.id, (bank.count or 1) * sites)


def check_members(
    sites: Sequence[Site], banks: Sequence[Bank], points: Sequence[WastePoint] = ()
) -> None:
    """Raise ValueError for an override of a member that its group has not."""
    count = {site.id: site.count or 1 for site in sites}
    groups = [
        *((f"sites.{site.id}", site_ids(site), list(site.members)) for site in sites),
        *(
            (f"banks.{bank.id}", bank_ids(bank, count[bank.site]), list(bank.members))
            for bank in banks
        ),
        *((f"waste_points.{p.id}", bank_ids(p, count[p.site]), list(p.members)) for p in points),
    ]
    for where, ids, members in groups:
        for member in members:
            if member not in ids:
                raise ValueError(f"{where}.members.{member}: no such member")
