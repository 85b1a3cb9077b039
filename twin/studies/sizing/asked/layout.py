"""Laying out spaces: what can be decided at the sites of a scenario.

Lives here: classes of alike sites, variables of banks and bins, ways to keep or retire what stands.
Not here: what a design comes to (`twin.studies.sizing.asked.space`).
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import replace

from scenarios.counters import HOUR_MS, CounterPlace
from scenarios.days import Days
from scenarios.expand import BankPlace, SitePlace, expand_sites
from scenarios.points import BinPlace, PointPlace
from scenarios.schema import Scenario
from twin.studies.sizing.asked.items import (
    BuyingError,
    bin_part,
    cabinet_of,
    cold_items,
    desk_part,
    listed_part,
    locker_items,
    sensor_part,
    terminal_item,
)
from twin.studies.sizing.asked.sites import open_sites
from twin.studies.sizing.asked.space import SiteClass, Space, Variable

MAX_BROWNFIELD = 3
"""Kinds of sites with existing banks that are kept or retired apart; beyond, all or none are."""

MAX_CLASSES = 60
"""Kinds of sites that are decided apart; a search over more would not end."""


def lay_out_spaces(scenario: Scenario, days: Days) -> list[Space]:
    """The spaces of a scenario's orders: one for each way to keep or retire what stands.

    Raises BuyingError where there is nothing to decide.
    """
    places = tuple(expand_sites(scenario))
    candidates = scenario.sizing.candidates if scenario.sizing else None
    if candidates is not None:
        entries = _sized_entries(scenario)
        can_buy = [
            any(b.state == "new" and _entry_of(b.id, entries) for b in place.banks)
            for place in places
        ]
        places = open_sites(places, candidates, can_buy)
    classes = _classes(places)
    brownfield = [
        number
        for number, each in enumerate(classes)
        if any(bank.state == "existing" for bank in places[each.sites[0]].banks)
    ]
    said = scenario.sizing.existing if scenario.sizing else "decide"
    if said == "keep" or not brownfield:
        choices: list[tuple[int, ...]] = [()]
    elif said == "retire" or len(brownfield) > MAX_BROWNFIELD:
        choices = [tuple(brownfield)] if said == "retire" else [(), tuple(brownfield)]
    else:
        choices = [
            chosen
            for count in range(len(brownfield) + 1)
            for chosen in itertools.combinations(brownfield, count)
        ]
    return [_space(scenario, days, places, classes, retired) for retired in choices]


def _space(
    scenario: Scenario,
    days: Days,
    before: tuple[SitePlace, ...],
    classes: tuple[SiteClass, ...],
    retired: tuple[int, ...],
) -> Space:
    """The space in which the existing banks of the classes `retired` go, and like joins like."""
    places, gone = list(before), []
    for site in sorted(site for number in retired for site in classes[number].sites):
        banks = before[site].banks
        gone += [bank.id for bank in banks if bank.state == "existing"]
        kept = tuple(bank for bank in banks if bank.state != "existing")
        places[site] = replace(places[site], banks=kept)
    classes = _classes(places)
    variables = _variables(scenario, places, classes)
    if not variables:
        raise BuyingError(
            "sizing.banks: no bank is new, no bin and no counter stands: nothing to decide"
        )
    cabinet = cabinet_of(scenario)
    candidates = scenario.sizing.candidates if scenario.sizing else None
    return Space(
        scenario,
        days,
        tuple(places),
        classes,
        variables,
        retired=tuple(gone),
        terminal=terminal_item(scenario),
        doors_per_terminal=scenario.sizing.doors_per_terminal if scenario.sizing else None,
        sensor=sensor_part(scenario),
        cabinet=None if cabinet is None else listed_part(scenario, cabinet),
        households_per_cabinet=None if cabinet is None else cabinet.households,
        area_m2=candidates.area_m2 if candidates is not None else None,
    )


def _variables(
    scenario: Scenario, places: Sequence[SitePlace], classes: Sequence[SiteClass]
) -> tuple[Variable, ...]:
    entries = _sized_entries(scenario)
    variables: list[Variable] = []
    for number, each in enumerate(classes):
        alike: dict[tuple[object, ...], list[int]] = {}
        for index, bank in enumerate(places[each.sites[0]].banks):
            entry = _entry_of(bank.id, entries)
            if entry is not None and bank.state == "new":
                key = (entry, *_without_id(bank))
                alike.setdefault(key, []).append(index)
        for key, banks in alike.items():
            items = locker_items(scenario, str(key[0]))
            items += cold_items(scenario, places[each.sites[0]].banks[banks[0]].cold)
            variables += [Variable(number, tuple(banks), item) for item in items]
        variables += _bins(scenario, number, places[each.sites[0]].points)
        variables += _desks(scenario, number, places[each.sites[0]].counters)
    return tuple(variables)


def _bins(scenario: Scenario, site_class: int, points: Sequence[PointPlace]) -> list[Variable]:
    """Bins of alike waste points of a class, group by group; at least one of each stream."""
    alike: dict[PointPlace, list[int]] = {}
    for number, point in enumerate(points):
        alike.setdefault(replace(point, id=""), []).append(number)
    variables: list[Variable] = []
    for point, numbers in alike.items():
        groups: dict[tuple[str, BinPlace], int] = {}
        for each in point.bins:
            group = each.id.rstrip("0123456789")
            key = group, replace(each, id="")
            groups[key] = groups.get(key, 0) + 1
        streams: set[int] = set()
        for (group, template), count in groups.items():
            low = int(template.stream not in streams)
            streams.add(template.stream)
            part = bin_part(scenario, template)
            variables.append(
                Variable(site_class, (), part, tuple(numbers), group, template, count, low)
            )
    return variables


def _desks(scenario: Scenario, site_class: int, counters: Sequence[CounterPlace]) -> list[Variable]:
    """Desks with staff of alike counters of a class, at least one at each."""
    if scenario.sizing is not None and not scenario.sizing.staff:
        return []
    alike: dict[CounterPlace, list[int]] = {}
    for number, counter in enumerate(counters):
        alike.setdefault(replace(counter, id=""), []).append(number)
    return [
        Variable(
            site_class,
            (),
            desk_part(scenario, counter.open_ms_a_week / HOUR_MS),
            present=counter.staff,
            low=1,
            counters=tuple(numbers),
        )
        for counter, numbers in alike.items()
    ]


def _classes(places: Sequence[SitePlace]) -> tuple[SiteClass, ...]:
    alike: dict[tuple[object, ...], list[int]] = {}
    for number, place in enumerate(places):
        key = (
            place.kind,
            place.households,
            place.growth_per_year,
            place.demand_factor,
            place.dwell_factor,
            tuple(_without_id(bank) for bank in place.banks),
            tuple(replace(point, id="") for point in place.points),
            tuple(replace(counter, id="") for counter in place.counters),
        )
        alike.setdefault(key, []).append(number)
    if len(alike) > MAX_CLASSES:
        raise BuyingError(
            f"sites: {len(alike)} kinds of sites, at most {MAX_CLASSES} are decided apart"
        )
    return tuple(SiteClass(tuple(sites)) for sites in alike.values())


def _without_id(bank: BankPlace) -> tuple[object, ...]:
    built = bank.compartments, bank.out_of_service, bank.cold
    return bank.state, *built, bank.terminals, bank.share


def _sized_entries(scenario: Scenario) -> list[str]:
    """Ids of the entries of banks that are sized, the longest first."""
    known = [bank.id for bank in scenario.banks]
    chosen = scenario.sizing.banks if scenario.sizing else None
    for name in chosen or ():
        if name not in known:
            raise BuyingError(f"sizing.banks: no bank {name!r} (banks: {', '.join(known)})")
    return sorted(known if chosen is None else chosen, key=len, reverse=True)


def _entry_of(bank_id: str, entries: Sequence[str]) -> str | None:
    """The entry that a bank is, or is a member of."""
    if bank_id in entries:
        return bank_id
    for entry in entries:
        if bank_id.removeprefix(entry).isdecimal() and bank_id.startswith(entry):
            return entry
    return None
