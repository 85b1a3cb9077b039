"""Ids of groups: which members a group of sites or banks stands for.

Lives here: the naming rule `ID1` … `IDn`, and the checks that overrides name members there are
and that no id stands twice once groups and regions are expanded.
Not here: what a member has of its own (`scenarios.schema.place`), expansion (`scenarios.expand`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeAlias

from scenarios.schema.place import MAX_COMPARTMENTS_PER_BANK, Bank, Module, Region, Site
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


_Entry: TypeAlias = tuple[str, GroupIds | tuple[str], list[str]]
"""Id of an entry, the ids it stands for, and the members it says something of."""


def site_ids(site: Site) -> GroupIds | tuple[str]:
    """Ids of the sites of an entry: its own, or those of a group."""
    return (site.id,) if site.count is None else GroupIds(site.id, site.count)


def region_ids(region: Region) -> GroupIds:
    """Ids of the sites of a region."""
    return GroupIds(region.id, region.sites)


def bank_ids(bank: Bank | WastePoint, sites: int) -> GroupIds | tuple[str]:
    """Ids of the banks (or waste points) of an entry: its own, or a group's over `sites` sites."""
    if bank.count is None and sites == 1:
        return (bank.id,)
    return GroupIds(bank.id, (bank.count or 1) * sites)


def check_members(
    sites: Sequence[Site],
    banks: Sequence[Bank],
    points: Sequence[WastePoint] = (),
    regions: Sequence[Region] = (),
) -> None:
    """Raise ValueError for an override of a member that its group has not, and for an id that
    stands twice among the members of groups and regions and the entries that are none.

    Takes time in proportion to the entries, however many members they have.
    """
    count = {site.id: site.count or 1 for site in sites}
    kinds: tuple[tuple[str, list[_Entry]], ...] = (
        ("sites", [(s.id, site_ids(s), list(s.members)) for s in sites]),
        ("banks", [(b.id, bank_ids(b, count[b.site]), list(b.members)) for b in banks]),
        ("waste_points", [(p.id, bank_ids(p, count[p.site]), list(p.members)) for p in points]),
    )
    for what, entries in kinds:
        for name, ids, members in entries:
            for member in members:
                if member not in ids:
                    raise ValueError(f"{what}.{name}.members.{member}: no such member")
        more = [region_ids(region) for region in regions] if what == "sites" else []
        _check_distinct(what, [*(ids for _, ids, _ in entries), *more])


def check_regions(
    regions: Sequence[Region], modules: Sequence[Module], banks: Sequence[Bank]
) -> None:
    """Raise ValueError for a bank of a region that is no module, or is called as another bank."""
    built = {module.id: sum(module.compartments.values()) for module in modules}
    for region in regions:
        for name in region.bank_mix:
            where = f"regions.{region.id}.bank_mix.{name}"
            if name not in built:
                raise ValueError(f"{where}: no such module")
            if built[name] > MAX_COMPARTMENTS_PER_BANK:
                raise ValueError(
                    f"{where}: {built[name]} doors, at most {MAX_COMPARTMENTS_PER_BANK}"
                )
        ids = region_ids(region)
        for bank in banks:
            if bank.id.rpartition("-")[0] in ids:
                raise ValueError(
                    f"banks.{bank.id}: the id is one of a bank of the region {region.id}"
                )


def _check_distinct(what: str, entries: Sequence[GroupIds | tuple[str]]) -> None:
    """Raise ValueError for an id that two entries share; entries themselves have distinct names.

    Members of two groups can only be equal where one name is the other with digits after it. Of
    the group with the longer name, member 1 has the smallest number within the other group.
    """
    groups = {ids.name: ids for ids in entries if isinstance(ids, GroupIds)}
    for ids in entries:
        is_group = isinstance(ids, GroupIds)
        own = ids.name if isinstance(ids, GroupIds) else ids[0]
        first = f"{own}1" if is_group else own
        for cut in range(len(own) - 1, len(first.rstrip("0123456789")) - 1, -1):
            other = groups.get(first[:cut])
            if other is not None and first in other:
                mine = f"member 1 of {own}" if is_group else own
                raise ValueError(
                    f"{what}: the id {first!r} stands twice "
                    f"({mine} and member {first[cut:]} of {other.name})"
                )
