"""`courtyard fleet rounds`: which bins trucks are to empty now, in which order.

Lives here: reading the journal and the file of rounds, writing CSV and GPX. Not here: the planner
(`fleet.rounds`).
"""

from __future__ import annotations

import json
import time
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from courtyard.commands.fleet.options import DEFAULT_JOURNAL, Journal, read_states
from courtyard.options import AsJson

SHOWN = ("truck", "stop", "arrives", "site", "bins", "fill", "expected", "risk", "km")


def rounds(
    book: Annotated[Path, typer.Argument(metavar="ROUNDS.yaml", help="Depot, trucks, places.")],
    journal: Journal = DEFAULT_JOURNAL,
    at: Annotated[
        datetime | None, typer.Option("--at", help="When it sets out, UTC; default: now.")
    ] = None,
    csv: Annotated[Path | None, typer.Option("--csv", help="Write the list there.")] = None,
    gpx: Annotated[Path | None, typer.Option("--gpx", help="Write a route a truck there.")] = None,
    as_json: AsJson = False,
) -> int:
    """Plan a round from what the bins report: table, CSV, GPX."""
    from courtyard.site_files import read_rounds
    from fleet.core.views import devices
    from fleet.rounds.lists import csv_text, gpx_text, rows_of
    from fleet.rounds.live import plan_live

    read = read_rounds(book)
    states = read_states(journal)
    now_ms = max([time.time_ns() // 1_000_000, *(state.now_ms for state in states)])
    sets_out_ms = now_ms if at is None else _utc_ms(at)
    found = plan_live(devices(states), read, sets_out_ms)
    if csv is not None:
        csv.write_text(csv_text(found), encoding="utf-8", newline="")
    if gpx is not None:
        gpx.write_text(gpx_text(found), encoding="utf-8")
    rows, left = rows_of(found.calls), rows_of(found.left)
    metres = sum(call.metres for call in found.calls)
    if as_json:
        typer.echo(json.dumps({"km": metres / 1_000, "visits": rows, "left": left}))
        return 0
    from courtyard.show.fleet.tables import print_rows

    print_rows(rows, SHOWN)
    typer.echo(f"{metres / 1_000:.1f} km, {len(rows)} visits; {len(left)} are left")
    return 0


def _utc_ms(at: datetime) -> int:
    from datetime import UTC

    return round(at.replace(tzinfo=UTC).timestamp() * 1_000)
