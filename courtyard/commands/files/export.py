"""`courtyard export`: what the devices of a scenario would have logged, as a table.

Lives here: the command. Not here: the tables (`twin.studies.exporting`).
"""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from courtyard.inputs import InputError, writing
from courtyard.options import Days, Engine, Seed, Settings, choose_engine, explained, load_scenario


class TableKind(StrEnum):
    """What a table is about."""

    parcels = "parcels"
    bins = "bins"
    visits = "visits"


def export(
    scenario: Annotated[str, typer.Argument(help="A file or a library name, with @VARIANT.")],
    out: Annotated[Path, typer.Option(help="The CSV to write.")],
    kind: Annotated[TableKind, typer.Option(help="What it is about.")] = TableKind.parcels,
    seed: Seed = None,
    replication: Annotated[int, typer.Option(help="Replication.", min=0)] = 0,
    days: Days = None,
    settings: Settings = None,
    engine: Engine = "auto",
) -> None:
    """Run a scenario once and write the log its devices would have kept (warm-up included)."""
    import csv

    from twin.studies.exporting import tables
    from twin.studies.exporting.kept import run_kept

    kinds, columns, rows_of, why = {
        TableKind.parcels: (
            tables.STAYS, tables.PARCEL_COLUMNS, tables.parcel_rows, "puts no parcel into a bank",
        ),
        TableKind.bins: (
            tables.READINGS, tables.READING_COLUMNS, tables.reading_rows, "has no fill sensors",
        ),
        TableKind.visits: (
            tables.VISITS, tables.VISIT_COLUMNS, tables.visit_rows, "has no courier visits",
        ),
    }[kind]  # fmt: skip
    loaded = load_scenario(scenario, settings or ())
    _, function = choose_engine(engine, loaded.scenario)
    with explained(loaded):
        run = run_kept(
            loaded.scenario, function, kinds, seed=seed, replication=replication, days=days
        )
    rows = list(rows_of(run))
    if not rows:
        raise InputError(f"--kind = {kind}: {scenario} {why}")
    with writing("--out", out), out.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        writer.writerows(rows)
    typer.echo(f"{len(rows):,} rows over {run.days.count} days: {out}")
