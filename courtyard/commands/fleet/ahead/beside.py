"""Forecasts beside a manager: the options of `courtyard fleet serve`, and what they start.

Lives here: those two. Not here: the manager (`courtyard.commands.fleet.managers.serve`).
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from typing import TYPE_CHECKING, Annotated

import typer

from courtyard.commands.fleet.options import file_of

if TYPE_CHECKING:
    from fleet.adapters.journal.address import JournalAddress
    from fleet.service.driver import Driver

Beside = Callable[["Driver"], AbstractAsyncContextManager[object]]
"""What runs as long as a manager does."""

ForecastScenario = Annotated[
    str | None, typer.Option("--forecast", help="Forecast by this scenario (docs/forecast.md).")
]
ForecastSet = Annotated[
    list[str] | None, typer.Option(help="KEY=VALUE in that scenario, as `run --set`.")
]
ForecastEvery = Annotated[
    int, typer.Option(help="Hours between forecasts; 0: only when asked.", min=0, max=24)
]
ForecastFutures = Annotated[int, typer.Option(help="Futures of each, a multiple of 50.", min=50)]
ForecastZone = Annotated[
    str, typer.Option(help="Zone of the sites' clocks: a name, or local; default: the scenario's.")
]


def foreseen_beside(
    journal: JournalAddress,
    scenario: str | None,
    settings: Sequence[str],
    every_h: int,
    futures: int,
    zone: str,
) -> Beside:
    """Forecasts by a scenario, where one is given."""
    if scenario is None:
        return nullcontext
    from courtyard.forecasts import ForecastProcess, forecasts_of
    from fleet.adapters.forecasts.ledger import ledger_path
    from fleet.service.ahead.foreseeing import foreseeing

    made = forecasts_of(
        scenario, settings, futures=futures, by_hour=18.0, horizon_h=24.0, zone=zone
    )
    ledger = ledger_path(file_of(journal, "--forecast"))

    @asynccontextmanager
    async def beside(driver: Driver) -> AsyncIterator[None]:
        process = ForecastProcess(made)
        try:
            async with foreseeing(driver, process, ledger, every_h, made.zone):
                yield
        finally:
            process.close()

    return beside
