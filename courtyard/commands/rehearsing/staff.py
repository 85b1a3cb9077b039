"""`courtyard staff`: how many people a compound needs, with digital control and without.

Lives here: the composition. Not here: people and orders (`twin.studies.rehearsal.crew`), the table
(`courtyard.show.fleet.staff_table`).
"""

from __future__ import annotations

import json
from functools import partial
from typing import Annotated

import typer

from courtyard.inputs import InputError
from courtyard.options import AsJson, Settings, load_scenario


def staff(
    scenario: Annotated[str, typer.Argument(help="A scenario with sensors and cameras.")],
    settings: Settings = None,
    people: Annotated[str, typer.Option(help="People of a compound: a,b,c.")] = "3,2,4",
    seeds: Annotated[int, typer.Option(help="How many seeds.", min=2, max=1_000)] = 5,
    first_seed: Annotated[int, typer.Option(help="The first of them.", min=0)] = 1_000,
    days: Annotated[int | None, typer.Option(help="Measured days of each.", min=1)] = None,
    rules: Annotated[str, typer.Option(help="A rulebook, as of `fleet rules`.")] = "hangzhou",
    wage: Annotated[float, typer.Option(help="Of a person and year.", min=0)] = 60_000.0,
    as_json: AsJson = False,
) -> int:
    """Play the manager's orders to staff of several sizes; the first size without it, too."""
    from courtyard.show.fleet.staff_table import told_staff
    from courtyard.site_files import read_rulebook
    from fleet.adapters.rulebook.reading import configure
    from twin.studies.rehearsal.crew.study import Case, compared, play

    loaded = load_scenario(scenario, settings or ()).scenario
    if not any(point.sensor or point.camera for point in loaded.waste_points):
        raise InputError(f"{scenario}: no waste point has a sensor or a camera")
    try:
        sizes = [int(word) for word in people.split(",")]
    except ValueError:
        sizes = []
    if not sizes or min(sizes) < 1 or max(sizes) > 1_000:
        raise InputError(f"--people = {people!r}: numbers of 1 … 1000 such as 3,2,4 are expected")
    cases = [Case(sizes[0], False), *(Case(size, True) for size in dict.fromkeys(sizes))]
    book = read_rulebook(rules)
    of_site = partial(configure, book, by="rehearsal")
    played = [
        {case.name: play(loaded, case, seed, days, of_site) for case in cases}
        for seed in range(first_seed, first_seed + seeds)
    ]
    found = {"scenario": scenario, "seeds": seeds, **compared(cases, played, wage)}
    typer.echo(json.dumps(found) if as_json else told_staff(found))
    return 0
