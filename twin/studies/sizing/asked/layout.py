"""Laying out spaces: what can be decided at the sites of a scenario.

Lives here: classes of alike sites, variables of banks, bins and desks. Not here: what becomes of
existing banks (`twin.studies.sizing.asked.fates`), what a design comes to
(`twin.studies.sizing.asked.space`).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from scenarios.counters import HOUR_MS, CounterPlace
from scenarios.days import Days
from scenarios.expand import BankPlace, SitePlace, expand_sites
from scenarios.points import BinPlace, PointPlace
from scenarios.schema import Scenario
from scenarios.schema.buying.sizing import Sizing
from twin.studies.economics.trucks import trucks_for
from twin.studies.sizing.asked.fates import REPLACE, Decided, choices_of, decide, units_of
from twin.studies.sizing.asked.items import (
    BuyingError,
    Part,
    bin_part,
    cabinet_of,
    cold_items,
    desk_part,
    listed_part,
    locker_items,
    sensor_part,
    site_cost,
    terminal_item,
)
from twin.studies.sizing.asked.sites import open_sites
from twin.studies.sizing.asked.space import Space
from twin.studies.sizing.asked.variables import SiteClass, Variable

DEPOT = "depot"
"""Where trucks stand, in the column of sites."""

MAX_CLASSES = 60
"""Kinds of sites that are decided apart; a search over more would not end."""


def lay_out_spaces(scenario: Scenario, days: Days) -> list[Space]:
    """The spaces of a scenario's orders: one for each set of sites and choice about what stands.

    Raises BuyingError where there is nothing to decide.
    """
    places = tuple(expand_sites(scenario))
    sets, entries = [places], _sized_entries(scenario)
    if scenario.sizing is not None and scenario.sizing.candidates is not None:
        can_buy = [
            any(b.state == "new" and _entry_of(b.id, entries) for b in place.banks)
            for place in places
        ]
        sets = open_sites(places, scenario.sizing.candidates, can_buy, site_cost(scenario, entries))
    spaces = [space for each in sets for space in _spaces(scenario, days, each, entries)]
    if not any(space.variables for space in spaces):
        raise BuyingError(
            "sizing.banks: no bank is new, no bin and no counter stands: nothing to decide"
        )
    return spaces


def _spaces(
    scenario: Scenario, days: Days, places: tuple[SitePlace, ...], entries: Sequence[str]
) -> list[Space]:
    """One for each choice about existing banks."""
    buyable = {
        bank.id
        for place in places
        for bank in place.banks
        if bank.state == "new" and _entry_of(bank.id, entries)
    }
    classes = [each.sites for each in _classes(places)]
    units = units_of(scenario, places, classes, buyable)
    said = scenario.sizing.existing if scenario.sizing else "decide"
    return [
        _space(scenario, days, decide(scenario, places, units, choice))
        for choice in choices_of(units, said)
    ]


def _space(scenario: Scenario, days: Days, decided: Decided) -> Space:
    """The space under a choice about existing banks, in which like joins like."""
    places = decided.places
    classes = _classes(places)
    replaced = {bank for bank, fate in decided.fates if fate == REPLACE}
    variables = _variables(scenario, places, classes, replaced)
    sizing = scenario.sizing or Sizing()
    _check_widths(scenario, sizing)
    cabinet = cabinet_of(scenario)
    return Space(
        scenario,
        days,
        places,
        classes,
        variables,
        fates=decided.fates,
        terminal=terminal_item(scenario),
        doors_per_terminal=sizing.doors_per_terminal,
        sensor=sensor_part(scenario),
        cabinet=None if cabinet is None else listed_part(scenario, cabinet),
        households_per_cabinet=None if cabinet is None else cabinet.households,
        area_m2=sizing.candidates.area_m2 if sizing.candidates is not None else None,
        once=(*decided.once, *_trucks(scenario, places)),
        most_banks=sizing.most_banks,
        bank_width_cm=sizing.bank_width_cm,
    )


def _trucks(scenario: Scenario, places: Sequence[SitePlace]) -> list[tuple[str, Part, int]]:
    """The trucks that the rounds take, where the catalogue lists one; they stand at the depot."""
    item = min(
        (item for item in scenario.catalogue if item.kind == "truck"),
        key=lambda each: each.price,
        default=None,
    )
    count = trucks_for(scenario, places) if item is not None else 0
    return [(DEPOT, listed_part(scenario, item), count)] if item is not None and count else []


def _check_widths(scenario: Scenario, sizing: Sizing) -> None:
    """Raise BuyingError where a bank has a longest length, and a module has none."""
    modules = [item for item in scenario.catalogue if item.kind == "module"]
    without = next((item.id for item in modules if item.width_cm is None), None)
    if sizing.bank_width_cm is not None and (without or not modules):
        raise BuyingError(
            "sizing.bank_width_cm: needs a catalogue whose modules have width_cm"
            + (f", {without} has none" if without else "")
        )


def _variables(
    scenario: Scenario,
    places: Sequence[SitePlace],
    classes: Sequence[SiteClass],
    replaced: Collection[str],
) -> tuple[Variable, ...]:
    entries = _sized_entries(scenario)
    known = sorted((bank.id for bank in scenario.banks), key=len, reverse=True)
    beside = scenario.sizing is not None and scenario.sizing.most_banks > 1
    variables: list[Variable] = []
    for number, each in enumerate(classes):
        alike: dict[tuple[object, ...], list[int]] = {}
        for index, bank in enumerate(places[each.sites[0]].banks):
            entry = _entry_of(bank.id, known if bank.id in replaced else entries)
            if entry is not None and bank.state == "new":
                key = (entry, *_without_id(bank))
                alike.setdefault(key, []).append(index)
        for key, banks in alike.items():
            items = locker_items(scenario, str(key[0]))
            items += cold_items(scenario, places[each.sites[0]].banks[banks[0]].cold)
            variables += [Variable(number, tuple(banks), item) for item in items]
            if beside:
                terminal = terminal_item(scenario) or Part("bank", (), 0.0)
                variables.append(
                    Variable(number, (), terminal, present=1, low=1, splits=tuple(banks))
                )
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
