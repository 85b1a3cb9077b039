"""`courtyard alarms`: the manager's rules, rehearsed on a scenario.

Lives here: the composition. Not here: rules (`fleet.core.alarms`), their judgement
(`twin.studies.rehearsal`), the table (`courtyard.show.fleet.alarms_table`).
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated

import typer

from courtyard.inputs import InputError
from courtyard.options import AsJson, Jobs, Settings, load_scenario

if TYPE_CHECKING:
    from scenarios.schema import Scenario
    from twin.studies.rehearsal.rules import Night


def alarms(
    scenario: Annotated[str, typer.Argument(help="A scenario whose devices stand there.")],
    settings: Settings = None,
    seeds: Annotated[int, typer.Option(help="How many seeds.", min=2, max=1_000)] = 20,
    first_seed: Annotated[int, typer.Option(help="The first of them.", min=0)] = 1_000,
    days: Annotated[int | None, typer.Option(help="Measured days of each.", min=1)] = None,
    rules: Annotated[
        str | None, typer.Option(help="A rulebook, as of `fleet rules`; else the defaults.")
    ] = None,
    jobs: Jobs = None,
    as_json: AsJson = False,
) -> int:
    """Print precision, recall and delay of every rule, and of a bare 80 % threshold."""
    from courtyard.show.fleet.alarms_table import told_alarms
    from twin.staging.cast import members_of
    from twin.studies.rehearsal.rules import told

    loaded = load_scenario(scenario, settings or ()).scenario
    members, _ = members_of(loaded, None, False)
    if not members:
        raise InputError(f"{scenario}: no devices stand there")
    nights = _nights(loaded, range(first_seed, first_seed + seeds), days, rules, jobs)
    kinds = {member.kind for member in members}
    found = {"scenario": scenario, "first_seed": first_seed, **told(nights, kinds)}
    typer.echo(json.dumps(found) if as_json else told_alarms(found))
    return 0


def _nights(
    scenario: Scenario, seeds: range, days: int | None, rules: str | None, jobs: int | None
) -> list[Night]:
    """Seeds side by side, as many as there are processes for."""
    import multiprocessing
    import os
    from concurrent.futures import ProcessPoolExecutor
    from functools import partial

    from courtyard.site_files import read_rulebook
    from fleet.adapters.rulebook.reading import configure
    from twin.studies.rehearsal.rules import rehearse

    book = None if rules is None else read_rulebook(rules)
    of_site = None if book is None else partial(configure, book, by="rehearsal")
    one = partial(rehearse, scenario, days=days, configure=of_site)
    count = min(jobs or os.cpu_count() or 1, len(seeds))
    if count == 1:
        return [one(seed) for seed in seeds]
    with ProcessPoolExecutor(count, multiprocessing.get_context("spawn")) as pool:
        return list(pool.map(one, seeds))
