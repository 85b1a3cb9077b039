"""`courtyard influx setup|backfill|feed|write`: points of the journal, or of a run of the twin, to
a time series store.

Lives here: their options and sentences. Not here: how a point is made (`fleet.metrics`), sent
(`fleet.service.feeding`), a run read (`courtyard.beside`).
"""

from __future__ import annotations

import datetime as dt
import logging
from pathlib import Path
from typing import Annotated

import typer

from courtyard.commands.fleet.options import (
    DEFAULT_JOURNAL,
    Journal,
    SpoolFolder,
    SpoolMb,
    StoreUrl,
    TokenFile,
    feed_settings,
)
from courtyard.inputs import InputError
from courtyard.options import Settings

app = typer.Typer(help="Time series of the fleet in InfluxDB: make the place, fill it, keep it so.")


@app.command("setup")
def setup(
    influx: StoreUrl,
    influx_token_file: TokenFile = None,
    keep_days: Annotated[
        int, typer.Option(help="Days that points are kept; 0: for ever.", min=0, max=36_500)
    ] = 400,
) -> int:
    """Make the bucket and the mapping by which InfluxQL finds it, or the database of a 1.x."""
    from fleet.adapters.series.preparing import prepare
    from fleet.adapters.series.stores import read_store_address

    for said in prepare(read_store_address(influx, influx_token_file), keep_days):
        typer.echo(said)
    return 0


@app.command("backfill")
def backfill(
    influx: StoreUrl,
    journal: Journal = DEFAULT_JOURNAL,
    influx_token_file: TokenFile = None,
    spool: SpoolFolder = None,
    spool_mb: SpoolMb = 256,
) -> int:
    """Send all that the journal has and that was not sent; ends when the store has it."""
    from fleet.service.feeding import Feed

    feed = Feed(feed_settings(journal, influx, influx_token_file, spool, spool_mb))
    _log()
    try:
        feed.catch_up()
    finally:
        feed.close()
    sent = feed.spool.sent
    refused = sent.isolated + feed.over
    where = f"{refused} of them refused: {feed.poison.path}" if refused else "none refused"
    typer.echo(f"{feed.reader.fold.produced} points of {journal}, {where}")
    return 0


@app.command("feed")
def feed(
    influx: StoreUrl,
    journal: Journal = DEFAULT_JOURNAL,
    influx_token_file: TokenFile = None,
    spool: SpoolFolder = None,
    spool_mb: SpoolMb = 256,
) -> int:
    """Read along behind a manager and send, until Ctrl-C: `fleet serve --influx` beside it."""
    import signal
    import threading

    from fleet.service.feeding_in_turn import feeding

    _log()
    over = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: over.set())
    settings = feed_settings(journal, influx, influx_token_file, spool, spool_mb)
    with feeding(settings):
        typer.echo(f"series: {journal} to {settings.store}; Ctrl-C ends")
        over.wait()
    return 0


@app.command("write")
def write(
    folder: Annotated[
        Path, typer.Argument(metavar="RUN_DIR", help="What `run --out RUN_DIR --log full` wrote.")
    ],
    influx: StoreUrl,
    influx_token_file: TokenFile = None,
    run: Annotated[
        str, typer.Option("--run", help="Name it is to have there; default: the folder's.")
    ] = "",
    first_day: Annotated[
        str, typer.Option(help="Date at which its first day is to stand; default: the run's.")
    ] = "",
    replication: Annotated[int, typer.Option(help="Which of its replications.", min=0)] = 0,
    scenario: Annotated[
        str, typer.Option(help="The scenario that was run; default: as the run names it.")
    ] = "",
    settings: Settings = None,
    spool: SpoolFolder = None,
    spool_mb: SpoolMb = 256,
) -> int:
    """Write a run of the twin beside life, hour by hour: tags `source=twin` and `run`.

    What was stopped goes on where it was; what is written again changes nothing.
    """
    import threading

    from courtyard.beside import Asked, points_of
    from fleet.adapters.series.sending import bring
    from fleet.adapters.series.stores import read_store_address, store_at

    address = read_store_address(influx, influx_token_file)
    asked = Asked(folder, run, scenario, settings or (), replication, _day(first_day))
    points = points_of(asked)
    where = spool or folder.with_name(f"{folder.resolve().name}.series")
    _log()
    store = store_at(address)
    try:
        done = bring(
            points.batches, f"{points.key} {address}", where, store, spool_mb << 20,
            logging.getLogger("courtyard.series").warning, threading.Event().wait,
        )  # fmt: skip
    finally:
        store.close()
    refused = f"{done.refused} of them refused: {done.poison}" if done.refused else "none refused"
    again = f", {done.resumed} sites were there already" if done.resumed else ""
    typer.echo(
        f"{done.points} points of {folder} from {points.first} on as run {points.name}{again}, "
        f"{refused}"
    )
    return 0


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text) if text else None
    except ValueError:
        raise InputError(f"--first-day = {text!r}: a date like 2026-03-02 is expected") from None


def _log() -> None:
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(message)s")
