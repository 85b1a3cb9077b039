"""`courtyard replay`: a real log, run, and held against itself.

Lives here: the composition. Not here: reading logs (`scenarios.logs`), the comparison
(`twin.studies.replay`).
"""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from courtyard.options import (
    AsJson,
    Engine,
    FullAt,
    LeaveOut,
    Map,
    Settings,
    choose_engine,
    load_scenario,
    read_levels,
)


class LogKind(StrEnum):
    """What a log is about."""

    bins = "bins"


def replay(
    log: Annotated[Path, typer.Argument(help="A CSV of fill levels.")],
    kind: Annotated[LogKind, typer.Option(help="What the log is about.")] = LogKind.bins,
    headers: Map = None,
    full_at: FullAt = 100.0,
    leave_out: LeaveOut = None,
    scenario: Annotated[
        str | None,
        typer.Option(help="Its bins as waste points; default: made from the log."),
    ] = None,
    settings: Settings = None,
    time_zone: Annotated[str, typer.Option(help="Where its days begin.")] = "Asia/Shanghai",
    engine: Engine = "auto",
    as_json: AsJson = False,
) -> int:
    """Run the trace of a real log; say whether the run shows the log's emptyings and full days."""
    import json

    from courtyard.show.replay_table import print_replay
    from scenarios.writing.bins import bins_in
    from twin.studies.replay import replay as run
    from twin.studies.replay import summary

    given = None if scenario is None else load_scenario(scenario, settings or ()).scenario
    zone = time_zone if given is None else given.time_zone
    read = read_levels(log, headers, full_at, leave_out, zone)
    built = bins_in(read, zone, settings or ()) if given is None else given
    name, function = choose_engine(engine, built)
    document = {"engine": name, **summary(read, run(built, read, function))}
    if as_json:
        typer.echo(json.dumps(document, ensure_ascii=False, indent=1))
    else:
        print_replay(document)
    return 0 if document["agrees"] else 1
