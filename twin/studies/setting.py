"""The setting of a run: what a reader needs beside the figures to see where they belong.

Lives here: names, places, sizes and marked days, for the result document. Not here: values with
their sources (`twin.studies.assumptions`), figures.
"""

from __future__ import annotations

from typing import Any

from scenarios.counters import CounterPlace
from scenarios.days import HOUR_MS, Days
from scenarios.expand import SitePlace, count_sites, expand_sites
from scenarios.places.regions import totals_of
from scenarios.schema import Scenario
from twin.figures.network import MAX_SITES_APART
from twin.world.waste.routes import plan_tours


def describe_setting(scenario: Scenario, days: Days) -> dict[str, Any]:
    """The setting as JSON values.

    - `question`, and `question_zh` where the scenario has it
    - `labels` (label → dates) and `holidays`: measured days only, ISO dates
    - `sizes`, `companies`: in the order of their indices in a log
    - `streams` of waste: ids in the order of their indices
    - `depot`: its place, null without one
    - `tours`: of each service with fixed rounds, site ids in the order in which its trucks come,
      a list a truck; null above MAX_SITES_APART sites
    - `sites`: one a site in order of ids, its banks in the order of their numbers in the log;
      null above MAX_SITES_APART sites. Coordinates in degrees (WGS 84); `compartments` are those
      in service, by size, and `cold_cells` how many cold ones stand beside them (only where there
      are some); `points` and `bins` are numbers of waste points and their bins; `counters` only
      where there are some, open from `opens_h[i]` to `closes_h[i]`, hours of the week from
      Monday's midnight.
    - `regions`, where the scenario has that section: what its sites have together
    """
    few = count_sites(scenario) <= MAX_SITES_APART
    measured = range(days.warmup_days, days.count)
    return {
        "question": scenario.question,
        **({"question_zh": scenario.question_zh} if scenario.question_zh else {}),
        "currency": scenario.currency,
        "labels": {
            label: [days.date(day).isoformat() for day in numbers]
            for label, numbers in days.labels.items()
            if numbers
        },
        "holidays": [days.date(day).isoformat() for day in measured if days.holiday[day]],
        "sizes": [size.model_dump(mode="json") for size in scenario.sizes],
        "companies": [
            {"id": company.id, "name": company.name or company.id}
            for company in scenario.couriers.companies
        ],
        "streams": [] if scenario.waste is None else [each.id for each in scenario.waste.streams],
        "depot": None if scenario.depot is None else scenario.depot.model_dump(mode="json"),
        "sites": [_site(scenario, place) for place in expand_sites(scenario)] if few else None,
        "tours": _tours(scenario) if few else None,
        **({"regions": _regions(scenario)} if scenario.regions else {}),
    }


def _regions(scenario: Scenario) -> list[dict[str, Any]]:
    found = []
    for region in scenario.regions:
        totals = totals_of(scenario, region)
        found.append(
            {
                "id": region.id,
                "name": region.name or region.id,
                **({"name_zh": region.name_zh} if region.name_zh else {}),
                "sites": region.sites,
                "banks": totals.banks,
                "households": totals.households,
                "compartments": totals.compartments,
            }
        )
    return found


def _tours(scenario: Scenario) -> dict[str, list[list[str]]]:
    return plan_tours(scenario, list(expand_sites(scenario))) if scenario.waste_points else {}


def _site(scenario: Scenario, place: SitePlace) -> dict[str, Any]:
    sizes = [size.id for size in scenario.sizes]
    return {
        "id": place.id,
        "name": place.name,
        "region": place.region,
        "kind": place.kind,
        "households": place.households,
        "latitude": place.latitude,
        "longitude": place.longitude,
        "banks": [
            {
                "id": bank.id,
                "state": bank.state,
                "compartments": dict(zip(sizes, bank.compartments, strict=True)),
                "out_of_service": sum(bank.out_of_service),
                "terminals": bank.terminals,
                **({"cold_cells": sum(bank.cold)} if sum(bank.cold) else {}),
            }
            for bank in place.banks
        ],
        "points": len(place.points),
        "bins": sum(len(point.bins) for point in place.points),
        **({"counters": [_counter(each) for each in place.counters]} if place.counters else {}),
    }


def _counter(counter: CounterPlace) -> dict[str, Any]:
    return {
        "id": counter.id,
        "kind": counter.kind,
        "staff": counter.staff,
        "open_h_a_week": counter.open_ms_a_week / HOUR_MS,
        "opens_h": [time / HOUR_MS for time in counter.opens_ms],
        "closes_h": [time / HOUR_MS for time in counter.closes_ms],
        "shelf_places": counter.shelf_places,
        "fridge_places": counter.fridge_places,
        "walk_m": counter.walk_m,
        "area_m2": counter.area_m2,
    }
