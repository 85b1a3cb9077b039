"""A run of the twin, written beside life.

Lives here: the composition for `courtyard influx write`: result, log and scenario of a run, its
points, the store. Not here: what the points are (`twin.studies.exporting.hourly`), sending them
(`fleet.adapters.series.sending`).
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from courtyard.inputs import InputError
from courtyard.options import load_scenario

if TYPE_CHECKING:
    from fleet.adapters.series.sending import Batch
    from scenarios.expand import SitePlace
    from scenarios.schema import Scenario
    from twin.report.reading.result import Result
    from twin.studies.exporting.hourly import Ends

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.@-]{0,63}")
WEEK = 7

ABSENT = {
    "not_kept": "it was run without: run it again with --log full",
    "many_sites": "too many sites for logs of their own",
    "incomplete": "files of sites are missing",
    "nothing_finished": "no replication was finished",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """Which run, and how it is to stand there. `scenario`: "" as the result names it."""

    folder: Path
    name: str
    scenario: str
    settings: Sequence[str]
    replication: int
    first_day: dt.date | None


@dataclass(frozen=True, slots=True)
class RunPoints:
    """What is to be sent: a batch a site. `key` says which points they are."""

    name: str
    key: str
    first: dt.date
    batches: list[Batch]


def points_of(asked: Asked) -> RunPoints:
    """The points of a run; raises InputError, ReportError, ScenarioError where there are none."""
    from scenarios.expand import expand_sites
    from twin.report.reading.logs import absent_log
    from twin.report.reading.result import read_result
    from twin.studies.exporting.hourly import Ends

    result = read_result(asked.folder)
    name = asked.name or asked.folder.resolve().name
    if not NAME.fullmatch(name):
        raise InputError(f"--run = {name!r}: letters, digits and _ . @ - are expected, at most 64")
    absent = absent_log(asked.folder, result)
    if absent is not None:
        raise InputError(f"{asked.folder}: no log of the run: {ABSENT[absent]}")
    if not 0 <= asked.replication < result.replications:
        raise InputError(
            f"--replication = {asked.replication}: the run has 0 to {result.replications - 1}"
        )
    scenario = _scenario(asked, result)
    first = _first_day(asked, result)
    days = result.days
    ends = Ends.of(first, days.warmup, days.measured, scenario.time_zone)
    digests = result.log_digests or []
    told = (digests[asked.replication].run, name, first.isoformat(), result.scenario_digest)
    key = hashlib.sha256("/".join(told).encode()).hexdigest()
    places = expand_sites(scenario)
    batches = [partial(_lines, asked, result, place, ends, name) for place in places]
    return RunPoints(name, key, first, list(batches))


def _scenario(asked: Asked, result: Result) -> Scenario:
    """The scenario that was run: names of bins and zones stand there alone."""
    from twin.studies.results import scenario_digest

    name = asked.scenario or result.scenario
    scenario = load_scenario(name, asked.settings).scenario
    if scenario_digest(scenario) != result.scenario_digest:
        raise InputError(
            f"{name}: not the scenario of the run in {asked.folder}; give what it ran with, "
            "--scenario NAME and each --set KEY=VALUE"
        )
    return scenario


def _first_day(asked: Asked, result: Result) -> dt.date:
    """Where the first measured day is to stand: on a day of the same name."""
    ran, given = result.days.first, asked.first_day
    if given is None:
        return ran
    if given.weekday() != ran.weekday():
        before = given - dt.timedelta(days=(given.weekday() - ran.weekday()) % WEEK)
        raise InputError(
            f"--first-day = {given}: the run begins on a {ran:%A}, so {before} or "
            f"{before + dt.timedelta(days=WEEK)}"
        )
    return given


def _lines(asked: Asked, result: Result, place: SitePlace, ends: Ends, name: str) -> list[str]:
    """Points of one site."""
    from twin.report.reading.logs import read_site
    from twin.studies.exporting.hourly import hours_of, lines_of

    for number, records in read_site(asked.folder, result, place.id):
        if number == asked.replication:
            found = hours_of(place, records, ends)
            return [line for hours in found for line in lines_of(place.id, hours, ends, name)]
    raise InputError(f"--replication = {asked.replication}: the log is not read so far")
