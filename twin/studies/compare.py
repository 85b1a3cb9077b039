"""Comparing scenarios on common random numbers.

Lives here: paired differences of the figures of the whole. Not here: the runs, tables.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from twin.figures.rows import SCOPE_KEYS, axes_of, replication_rows
from twin.figures.statistics import Interval, over_replications
from twin.studies.replications import RunOutcome
from twin.studies.results import variant_titles


@dataclass(frozen=True, slots=True)
class Contestant:
    """One scenario's run, under the name the user gave."""

    name: str
    engine: str
    outcome: RunOutcome


def compare_paired(
    contestants: Sequence[Contestant], seed: int, *, complete: bool
) -> dict[str, Any]:
    """`{"scenarios", "titles", "seed", "replications", "engines", "complete", "figures": [...]}`.

    `titles`: of each scenario its `title`, `title_zh`, `variant_title` and `variant_title_zh`, as
    there are.
    A figure: `name`, `unit`, `values` (mean, low, high per scenario) and `differences` (of each
    later scenario from the first: mean, low, high of the differences replication by replication,
    Student 95 %). A figure that only some of them have is null in the others; one in two units
    is left out. Only replications that all have finished count.
    """
    finished = min(len(each.outcome.replications) for each in contestants)
    tables = [_figures(each, finished) for each in contestants]
    found = dict.fromkeys(key for table in tables for key in table)
    units = {name: {unit for other, unit in found if other == name} for name, _ in found}
    names = [key for key in found if len(units[key[0]]) == 1]
    figures = []
    for name, unit in names:
        missing = [np.nan] * finished
        values = [np.array(table.get((name, unit), missing)) for table in tables]
        differences = [value - values[0] for value in values[1:]]
        figures.append(
            {
                "name": name,
                "unit": unit,
                "values": [
                    {"scenario": each.name, **_interval(value)}
                    for each, value in zip(contestants, values, strict=True)
                ],
                "differences": [
                    {
                        "scenario": each.name,
                        "against": contestants[0].name,
                        **_interval(difference),
                    }
                    for each, difference in zip(contestants[1:], differences, strict=True)
                ],
            }
        )
    return {
        "scenarios": [each.name for each in contestants],
        "titles": [_titles(each) for each in contestants],
        "seed": seed,
        "replications": finished,
        "engines": [each.engine for each in contestants],
        "complete": complete,
        "figures": figures,
    }


def _titles(contestant: Contestant) -> dict[str, str]:
    scenario = contestant.outcome.setup.scenario
    own = {"title": scenario.title, "title_zh": scenario.title_zh or ""}
    titles = own | variant_titles(contestant.name, scenario)
    return {key: title for key, title in titles.items() if title}


def _figures(contestant: Contestant, finished: int) -> dict[tuple[str, str], list[float]]:
    """Values of the whole by (figure, unit), one a replication."""
    setup = contestant.outcome.setup
    axes = axes_of(setup.scenario, setup.days)
    table: dict[tuple[str, str], list[float]] = {}
    for replication in contestant.outcome.replications[:finished]:
        for key, value in replication_rows(replication.network, axes).items():
            if all(getattr(key, scope) == "*" for scope in SCOPE_KEYS):
                table.setdefault((key.name, key.unit), []).append(value)
    return table


def _interval(values: np.ndarray[Any, np.dtype[np.float64]]) -> dict[str, float | None]:
    interval: Interval = over_replications(values[:, None])
    sides = {"mean": interval.mean, "low": interval.low, "high": interval.high}
    return {side: float(v[0]) if np.isfinite(v[0]) else None for side, v in sides.items()}
