"""`courtyard fleet forecast`: what will be of banks and bins, and how good that was so far.

Lives here: its options. Not here: how a forecast is made (`twin.studies.forecast`).
"""

from __future__ import annotations

from typing import Annotated

import typer

from courtyard.commands.fleet.options import (
    DEFAULT_JOURNAL,
    Journal,
    file_of,
    read_states,
)
from courtyard.inputs import InputError
from courtyard.options import AsJson, Settings

ByHour = Annotated[
    float, typer.Option("--by", help="Hour of the day for `full by`.", min=0.0, max=24.0)
]
Futures = Annotated[int, typer.Option(help="Futures that are run, a multiple of 50.", min=50)]
Zone = Annotated[
    str, typer.Option(help="Time zone of the sites' clocks: a name, or local; the scenario's.")
]


def forecast(
    scenario: Annotated[str, typer.Argument(help="The scenario of these sites.")],
    journal: Journal = DEFAULT_JOURNAL,
    by: ByHour = 18.0,
    hours: Annotated[float, typer.Option(help="How far ahead.", min=1.0, max=168.0)] = 24.0,
    futures: Futures = 500,
    seed: Annotated[int, typer.Option(help="Of the futures.", min=0)] = 1,
    zone: Zone = "",
    what_if: Annotated[
        list[str] | None,
        typer.Option(
            "--if",
            help="`close BANK`, `truck SERVICE HOUR` or `parcels FACTOR today|tomorrow|DATE`.",
        ),
    ] = None,
    settings: Settings = None,
    as_json: AsJson = False,
) -> int:
    """Forecast from what a manager's journal knows: P(full) by bank, P(overflow) by bin."""
    import msgspec

    from courtyard.forecasts import forecasts_of
    from fleet.core.foresight.standing import midnight_of, snapshot_of

    states = read_states(journal)
    made = forecasts_of(
        scenario,
        settings or (),
        futures=futures,
        by_hour=by,
        horizon_h=hours,
        zone=zone,
        seed=seed,
        jobs=None,
    )
    now_ms = max((state.now_ms for state in states), default=0)
    snapshot = snapshot_of(states, now_ms, midnight_of(now_ms, made.zone))
    try:
        told = made.forecast(snapshot, what_if or ())
    except ValueError as error:
        raise InputError(str(error)) from None
    if as_json:
        typer.echo(msgspec.json.encode(told).decode())
    else:
        from courtyard.show.ahead.forecast_table import print_forecast

        print_forecast(told)
    return 0


def scores(journal: Journal = DEFAULT_JOURNAL, as_json: AsJson = False) -> int:
    """How good the forecasts of a manager were, beside those without a model."""
    import msgspec

    from fleet.adapters.forecasts.ledger import Ledger, ledger_path
    from fleet.core.foresight.scores import scores_of

    ledger = Ledger(ledger_path(file_of(journal, "forecast-scores")))
    found = scores_of(ledger.forecasts, ledger.seen, ledger.tenths)
    if as_json:
        typer.echo(msgspec.json.encode(found).decode())
    else:
        from courtyard.show.ahead.forecast_table import print_scores

        print_scores(found)
    return 0
