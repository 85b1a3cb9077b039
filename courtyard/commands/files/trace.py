"""`courtyard trace`: what would happen, written to a file.

Lives here: the command. Not here: draws, files of traces.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from courtyard.inputs import InputError
from courtyard.options import (
    Days,
    FullAt,
    LeaveOut,
    Map,
    Seed,
    Settings,
    explained,
    load_scenario,
    read_levels,
    say_levels,
)

if TYPE_CHECKING:
    from scenarios.schema import Scenario
    from scenarios.trace import Trace

FULL_AT = 100.0
"""Levels are per cent unless --full-at says otherwise."""


def trace(
    scenario: Annotated[str, typer.Argument(help="A file or a library name, with @VARIANT.")],
    out: Annotated[Path, typer.Option(help="The trace file to write.")],
    from_csv: Annotated[
        Path | None,
        typer.Option(
            help="Make it from a log: parcel,bank,size,deposited_at,collected_at (ISO 8601)."
        ),
    ] = None,
    from_levels: Annotated[
        Path | None,
        typer.Option(help="Make it from a log of fill levels; see --map, --full-at, --leave-out."),
    ] = None,
    headers: Map = None,
    full_at: FullAt = FULL_AT,
    leave_out: LeaveOut = None,
    seed: Seed = None,
    replication: Annotated[int, typer.Option(help="Replication.", min=0)] = 0,
    days: Days = None,
    settings: Settings = None,
) -> None:
    """Write the trace of a scenario (or of a real log) for `run --trace`."""
    from courtyard.inputs import writing
    from scenarios.tracefile import save_trace
    from twin.studies.results import scenario_digest

    loaded = load_scenario(scenario, settings or ())
    digest = scenario_digest(loaded.scenario)
    if from_csv is not None or from_levels is not None:
        _check_log(from_csv, from_levels, seed is not None or days is not None or replication > 0)
    elif headers or leave_out or full_at != FULL_AT:
        raise InputError("--map, --full-at, --leave-out: they belong to --from-levels")
    if from_levels is not None:
        made = _levels(loaded.scenario, from_levels, headers, full_at, leave_out, digest)
    elif from_csv is not None:
        from scenarios.logs.parcels import trace_from_csv

        made = trace_from_csv(loaded.scenario, from_csv, digest)
    else:
        from scenarios.demand.whole import compile_trace

        with explained(loaded):
            made = compile_trace(loaded.scenario, digest, seed, replication, days)
    with writing("--out", out):
        save_trace(out, made, loaded.scenario)
    parcels = sum(site.parcels for site in made.sites)
    drop_offs = sum(site.drop_offs for site in made.sites)
    what = f"{parcels:,} parcels" + (f" and {drop_offs:,} drop-offs" if drop_offs else "")
    typer.echo(f"{what} at {len(made.sites)} sites, digest {made.digest()}: {out}")


def _check_log(from_csv: Path | None, from_levels: Path | None, drawn: bool) -> None:
    option = "--from-csv" if from_levels is None else "--from-levels"
    if drawn:
        raise InputError(f"{option}: a log has no seed, replication or days of its own")
    if from_csv is not None and from_levels is not None:
        raise InputError("--from-levels: give it or --from-csv, not both")


def _levels(
    scenario: Scenario,
    path: Path,
    headers: list[str] | None,
    full_at: float,
    leave_out: list[str] | None,
    digest: str,
) -> Trace:
    from scenarios.logs.bin_trace import trace_of_levels

    if scenario.waste is None:
        raise InputError("--from-levels: the scenario has no waste points")
    log = read_levels(path, headers, full_at, leave_out, scenario.time_zone)
    made = trace_of_levels(scenario, log, digest)
    typer.echo(say_levels(log))
    return made
