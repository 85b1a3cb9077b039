"""`courtyard staff`: how many people a compound needs, with the manager and without.

Lives here: the composition. Not here: people and orders (`twin.managed.staff`), cases
(`twin.studies.staffing`), the table (`courtyard.show.fleet.staff_table`).
"""

from __future__ import annotations

import json
from contextlib import ExitStack
from typing import Annotated

import typer

from courtyard.inputs import InputError
from courtyard.options import (
    AsJson,
    ClusterAddress,
    Jobs,
    Settings,
    explained,
    joined_pool,
    load_scenario,
)


def staff(
    scenario: Annotated[str, typer.Argument(help="A scenario with sensors and cameras.")],
    settings: Settings = None,
    people: Annotated[str, typer.Option(help="People of a compound: a,b,c.")] = "3,2,4",
    replications: Annotated[int, typer.Option(help="Draws.", min=2, max=1_000)] = 5,
    seed: Annotated[int, typer.Option(help="Seed of the draws.", min=0)] = 1_000,
    days: Annotated[int | None, typer.Option(help="Measured days of each.", min=1)] = None,
    rules: Annotated[str, typer.Option(help="A rulebook, as of `fleet rules`.")] = "hangzhou",
    wage: Annotated[float, typer.Option(help="Of a person and year.", min=0)] = 60_000.0,
    jobs: Jobs = None,
    cluster: ClusterAddress = None,
    as_json: AsJson = False,
) -> int:
    """Play the manager's orders to staff of several sizes; the first size without it, too."""
    from courtyard.managing import works_of
    from courtyard.show.fleet.staff_table import told_staff
    from scenarios.days import lay_out_days
    from scenarios.schema.waste.references import is_heard
    from twin.managed.refusals import refused
    from twin.studies.staffing.cases import Asked, Case, play
    from twin.studies.staffing.claims import judged

    loaded = load_scenario(scenario, settings or ())
    asked_for = loaded.scenario
    if not is_heard(asked_for.waste_points):
        raise InputError(f"{scenario}: no waste point has a sensor or a camera")
    if missing := refused(asked_for, lay_out_days(asked_for, days)):
        raise InputError(f"{scenario}: the manager does not serve {'; '.join(missing)}")
    sizes = _sizes(people)
    cases = [Case(sizes[0], False), *(Case(size, True) for size in sizes)]
    asked = Asked(seed, replications, days, works_of(rules, "--rules"))
    with ExitStack() as stack:
        pool = stack.enter_context(joined_pool(cluster, jobs))
        stack.enter_context(explained(loaded))
        compared = play(asked_for, cases, asked, pool, jobs)
    found = {
        "scenario": scenario, "seed": seed, "replications": replications,
        **judged(asked_for, cases, compared, wage),
    }  # fmt: skip
    typer.echo(json.dumps(found) if as_json else told_staff(found))
    return 0


def _sizes(people: str) -> list[int]:
    try:
        sizes = [int(word) for word in people.split(",")]
    except ValueError:
        sizes = []
    if not sizes or min(sizes) < 1 or max(sizes) > 1_000:
        raise InputError(f"--people = {people!r}: numbers of 1 … 1000 such as 3,2,4 are expected")
    return list(dict.fromkeys(sizes))
