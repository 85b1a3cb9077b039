"""`courtyard influx setup|backfill|feed`: points of the journal to a time series store.

Lives here: their options and sentences. Not here: how a point is made (`fleet.metrics`), sent
(`fleet.service.feeding`).
"""

from __future__ import annotations

import logging
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


def _log() -> None:
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(message)s")
