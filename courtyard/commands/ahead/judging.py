"""`courtyard forecast`: how good forecasts of a scenario's sites would be.

Lives here: its options. Not here: the study (`twin.studies.forecast.judging`), forecasts of real
sites (`courtyard fleet forecast`).
"""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Annotated

import typer

from courtyard.inputs import InputError
from courtyard.options import AsJson, Jobs, Settings, load_scenario

WARM_WEEK = 7


def forecast(
    scenario: Annotated[str, typer.Argument(help="What life is like; never told to forecasts.")],
    weeks: Annotated[int, typer.Option(help="Weeks of log that are calibrated.", min=2)] = 8,
    days: Annotated[int, typer.Option(help="Days after them that are forecast.", min=1)] = 30,
    hours: Annotated[str, typer.Option(help="Hours at which is forecast.")] = "8,10,12,14,16",
    futures: Annotated[int, typer.Option(help="Futures of each, a multiple of 50.", min=50)] = 50,
    seed: Annotated[int, typer.Option(help="Of the life.", min=0)] = 1,
    settings: Settings = None,
    jobs: Jobs = None,
    as_json: AsJson = False,
) -> int:
    """Judge forecasts: life runs on SCENARIO, `calibrate` sees its log, futures run on that."""
    from courtyard.show.ahead.judgement_table import print_judgement
    from scenarios.reading.load import load
    from scenarios.schema import Scenario
    from twin.studies.calibration.parcels_study import calibrate_parcels
    from twin.studies.forecast.judging import judge, live, log_of
    from twin.studies.forecast.reduced import reduced
    from twin.studies.forecast.simulate import BATCH

    if futures % BATCH:
        raise InputError(f"--futures = {futures}: must be a multiple of {BATCH}")
    at = _hours(hours)
    lived = reduced(load_scenario(scenario, settings or ()).scenario)
    first_day = WARM_WEEK + 7 * weeks
    life = live(lived, 7 * weeks + days, seed)
    found = calibrate_parcels(log_of(life, lived, first_day), lived.time_zone, lived)
    with tempfile.TemporaryDirectory(prefix="courtyard-") as folder:
        path = Path(folder) / "told.yaml"
        path.write_text(found.text, encoding="utf-8")
        told = load(path, Scenario).scenario
    rows = judge(life, told, first_day, at, futures, jobs).rows()
    if as_json:
        typer.echo(json.dumps(rows))
    else:
        print_judgement(rows)
    return 0


def _hours(text: str) -> list[int]:
    hours = text.split(",")
    if not all(each.strip().isdecimal() and int(each) < 18 for each in hours):
        raise InputError(f"--hours = {text!r}: whole hours below 18, with commas")
    return [int(each) for each in hours]
