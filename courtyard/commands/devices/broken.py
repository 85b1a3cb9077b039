"""`courtyard devices broken`: devices that break in the twin, and how soon they are found.

Lives here: the command and its table. Not here: what breaks (`twin.studies.rehearsal.broken`), the
rules (`fleet.core.alarms.departures`).
"""

from __future__ import annotations

import json
from typing import Annotated, Any

import typer

from courtyard.commands.devices.choosing import ScenarioName
from courtyard.inputs import InputError
from courtyard.options import AsJson, Engine, Settings, choose_engine, load_scenario

LEARNING_DAYS = 15
"""Days that a habit takes to be known; the run must be longer."""


def broken(
    scenario: ScenarioName,
    settings: Settings = None,
    seeds: Annotated[int, typer.Option(help="How many seeds.", min=1, max=1_000)] = 20,
    first_seed: Annotated[int, typer.Option(help="The first of them.", min=0)] = 1_000,
    days: Annotated[
        int, typer.Option(help="Days of each; habits take 15.", min=LEARNING_DAYS + 15, max=366)
    ] = 60,
    leak: Annotated[
        float, typer.Option(help="Heat that a leaking wall lets in, as a share more.", min=0.1)
    ] = 0.5,
    engine: Engine = "auto",
    as_json: AsJson = False,
) -> int:
    """Break fill sensors, cold cells and doors of a scenario; print how soon that is found."""
    from courtyard.show.progress import watch_run
    from twin.studies.rehearsal.broken.figures import over_seeds, rules_for, told

    loaded = load_scenario(scenario, settings or ()).scenario
    _, function = choose_engine(engine, loaded)
    rules = rules_for(loaded, function, round(leak * 1_000))
    if not rules:
        raise InputError(f"{scenario}: no fill sensor, no cold cell and no locker bank")
    done, figures = 0, {}
    try:
        with watch_run("breaking devices", quiet=as_json) as watch:
            for totals in over_seeds(rules, range(first_seed, first_seed + seeds), days):
                done += 1
                figures = {alarm: told(found) for alarm, found in totals.items()}
                watch.progress(done / seeds, 0)
    except KeyboardInterrupt:
        if not done:
            raise
    document = {"scenario": scenario, "seeds": done, "days": days, "leak": leak, "rules": figures}
    if as_json:
        typer.echo(json.dumps(document))
        return 0
    from courtyard.show.fleet.tables import print_rows

    print_rows([_row(alarm, of) for alarm, of in figures.items()], _COLUMNS)
    return 0


_COLUMNS = (
    "alarm", "device-years", "false", "a year, at most", "broken", "found", "days, half",
    "days, 95 %", "idle",
)  # fmt: skip


def _row(alarm: str, of: dict[str, Any]) -> dict[str, Any]:
    high = of["false_per_year"]["high"]
    cells = (
        alarm, f"{of['device_years']:.1f}", of["false_alarms"],
        "–" if high is None else f"{high:.3f}", of["broken"], of["found"], _days(of["days_50"]),
        _days(of["days_95"]), of["idle"],
    )  # fmt: skip
    return dict(zip(_COLUMNS, cells, strict=True))


def _days(value: float | None) -> str:
    return "–" if value is None else f"{value:.1f}"
