"""The points of a grid and what is asked at each.

Lives here: parsing of axes, the product of their values, one point's answer. Not here: the search
within a point, processes.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from scenarios.days import lay_out_days
from scenarios.reading.library import read_scenario
from scenarios.reading.places import Plain
from scenarios.reading.variants import parse_setting
from scenarios.schema import Scenario
from twin.engines.choice import choose
from twin.figures.rows import SCOPE_KEYS, axes_of, kpi_rows
from twin.studies.explore.flat import flat_figure
from twin.studies.explore.search import Search, summary
from twin.studies.replications import run_replications
from twin.studies.running.setup import Setup
from twin.studies.running.tasks import Unwatched
from twin.studies.target import Target

MAX_POINTS = 10_000
SEARCH_LIMIT = 5_000
"""Largest value sought: the most compartments a bank may have."""


class GridError(ValueError):
    """Axes that cannot be read or span too many points."""

    clear = True


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked at every point.

    With `target` and `find`: the smallest value of the id path `find` at which the target holds.
    `settings` are laid over the scenario before the point's own.
    """

    scenario: str
    settings: tuple[str, ...]
    target: Target | None
    find: str | None
    engine: str
    seed: int | None
    days: int | None
    replications: int | None


def parse_axis(text: str) -> tuple[str, list[str]]:
    """Read `KEY=a,b,c`; a comma inside brackets or braces does not divide. Raises GridError."""
    key, sign, values = text.partition("=")
    if not sign or not key or not values:
        raise GridError(f"--vary {text!r}: write KEY=a,b,c")
    parts, depth = [""], 0
    for letter in values:
        depth += (letter in "[{") - (letter in "]}")
        if letter == "," and depth == 0:
            parts.append("")
        else:
            parts[-1] += letter
    if not all(parts):
        raise GridError(f"--vary {text!r}: a value is empty")
    return key, parts


def grid(axes: Mapping[str, Sequence[str]]) -> list[dict[str, str]]:
    """All combinations, the last axis fastest. Raises GridError above MAX_POINTS."""
    count = 1
    for values in axes.values():
        count *= len(values)
    if count > MAX_POINTS:
        raise GridError(f"--vary: {count:,} points, must be at most {MAX_POINTS:,}")
    return [dict(zip(axes, point, strict=True)) for point in itertools.product(*axes.values())]


def plain_values(point: Mapping[str, str]) -> dict[str, Plain]:
    """The values of a point as the scenario reads them: numbers, words, lists. Raises
    ScenarioError for text that is no value.
    """
    return {key: parse_setting(f"{key}={text}").value for key, text in point.items()}


def plain_axes(axes: Mapping[str, Sequence[str]]) -> dict[str, list[Plain]]:
    """The axes of a grid with their values as the scenario reads them. Raises ScenarioError."""
    return {key: [plain_values({key: text})[key] for text in texts] for key, texts in axes.items()}


def figures_at(task: tuple[Question, dict[str, str]]) -> dict[str, Any]:
    """The figures of the whole at one point over all replications; else KeyboardInterrupt."""
    question, point = task
    settings = (*question.settings, *(f"{key}={value}" for key, value in point.items()))
    scenario = read_scenario(question.scenario, Scenario, settings).scenario
    days = lay_out_days(scenario, question.days)
    name, engine = choose(question.engine, scenario)
    setup = Setup(
        scenario=scenario,
        days=days,
        seed=scenario.run.seed if question.seed is None else question.seed,
        engine=engine,
        log="none",
        with_trace_digests=False,
    )
    count = question.replications or scenario.run.replications
    outcome = run_replications(setup, count, jobs=1)
    if not outcome.complete:
        raise KeyboardInterrupt
    networks = [replication.network for replication in outcome.replications]
    return {
        "settings": plain_values(point),
        "engine": name,
        "kpis": [
            row
            for row in kpi_rows(networks, axes_of(scenario, days))
            if all(row[key] == "*" for key in SCOPE_KEYS)
        ],
    }


def least_at(task: tuple[Question, dict[str, str]]) -> dict[str, Any]:
    """The smallest value per site at one point, with the flat-arrival figure beside it."""
    question, point = task
    assert question.target is not None
    assert question.find is not None
    settings = (*question.settings, *(f"{key}={value}" for key, value in point.items()))
    scenario = read_scenario(question.scenario, Scenario, settings).scenario
    days = lay_out_days(scenario, question.days)

    def with_value(value: int) -> Scenario:
        sought = (*settings, f"{question.find}={value}")
        return read_scenario(question.scenario, Scenario, sought).scenario

    name, engine = choose(question.engine, scenario)
    search = Search(
        with_value,
        days,
        question.target,
        seed=scenario.run.seed if question.seed is None else question.seed,
        replications=question.replications or scenario.run.replications,
        engine=engine,
        limit=SEARCH_LIMIT,
    )
    flat = flat_figure(scenario, days, question.target.bound)
    guess = flat.compartments or 64
    found = {}
    for group in search.groups(guess):
        for site in search.seek(group, guess, Unwatched()):
            found[site.site] = site
        search.forget(group)
        middle = summary(found)["median"]
        guess = guess if middle is None else int(middle)
    return {
        "settings": plain_values(point),
        "engine": name,
        **summary(found),
        "sites": {
            site: {"value": f.value, "figure": f.figure, "one_fewer": f.before}
            for site, f in found.items()
        },
        "flat": {
            "parcels_per_day": flat.parcels_per_day,
            "mean_dwell_h": flat.mean_dwell_h,
            "load_erlang": flat.load_erlang,
            "compartments": flat.compartments,
        },
    }
