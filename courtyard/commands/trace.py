"""`courtyard trace`: what would happen, written to a file.

Lives here: the command. Not here: draws, files of traces.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from courtyard.options import Days, Seed, Settings, load_scenario


def trace(
    scenario: Annotated[str, typer.Argument(help="A file or a library name, with @VARIANT.")],
    out: Annotated[Path, typer.Option(help="The trace file to write.")],
    from_csv: Annotated[
        Path | None,
        typer.Option(
            help="Make it from a log: parcel,bank,size,deposited_at,collected_at (ISO 8601)."
        ),
    ] = None,
    seed: Seed = None,
    replication: Annotated[int, typer.Option(help="Replication.", min=0)] = 0,
    days: Days = None,
    settings: Settings = None,
) -> None:
    """Write the trace of a scenario (or of a real log) for `run --trace`."""
    from courtyard.inputs import InputError, writing
    from scenarios.tracefile import save_trace
    from twin.studies.results import scenario_digest

    loaded = load_scenario(scenario, settings or ())
    digest = scenario_digest(loaded.scenario)
    if from_csv is not None:
        if seed is not None or days is not None or replication:
            raise InputError("--from-csv: a log has no seed, replication or days of its own")
        from scenarios.tracelog import trace_from_csv

        made = trace_from_csv(loaded.scenario, from_csv, digest)
    else:
        from scenarios.demand.whole import compile_trace

        made = compile_trace(loaded.scenario, digest, seed, replication, days)
    with writing("--out", out):
        save_trace(out, made, loaded.scenario)
    parcels = sum(site.parcels for site in made.sites)
    drop_offs = sum(site.drop_offs for site in made.sites)
    what = f"{parcels:,} parcels" + (f" and {drop_offs:,} drop-offs" if drop_offs else "")
    typer.echo(f"{what} at {len(made.sites)} sites, digest {made.digest()}: {out}")
