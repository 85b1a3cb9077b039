"""`courtyard calibrate`: a scenario from the logs of real devices.

Lives here: the command. Not here: reading logs (`scenarios.logs.cleaning`), the fits
(`twin.studies.calibration`).
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from courtyard.inputs import InputError, writing
from courtyard.options import AsJson, load_scenario

if TYPE_CHECKING:
    from twin.studies.calibration.estimate import Calibration


class LogKind(StrEnum):
    """What a log is about."""

    parcels = "parcels"


def calibrate(
    logs: Annotated[list[Path], typer.Argument(help="CSV (or .xlsx) files of one kind.")],
    out: Annotated[Path, typer.Option(help="The scenario file to write.")],
    kind: Annotated[LogKind, typer.Option(help="What they are about.")] = LogKind.parcels,
    headers: Annotated[
        list[str] | None,
        typer.Option("--map", help="COLUMN=HEADER: what a column is called there; repeat."),
    ] = None,
    steel: Annotated[
        str | None,
        typer.Option(help="A scenario whose banks these are: compartments, sizes, places."),
    ] = None,
    time_zone: Annotated[
        str, typer.Option(help="Where its hours and days are; default: that of --steel.")
    ] = "Asia/Shanghai",
    force: Annotated[bool, typer.Option("--force", help="Replace a file that is there.")] = False,
    as_json: AsJson = False,
) -> None:
    """Fit a scenario to logs: what was left out, what was fitted, how sure, what was refused."""
    import json

    from courtyard.show.calibration_table import print_calibration
    from twin.studies.calibration.estimate import document

    if out.exists() and not force:
        raise InputError(f"--out {out}: is there already; --force replaces it")
    found = _parcels(logs, headers or (), steel, time_zone)
    with writing("--out", out):
        out.write_text(found.text, encoding="utf-8")
    if as_json:
        typer.echo(json.dumps(document(found), ensure_ascii=False, indent=1))
    else:
        print_calibration(found)
        typer.echo(f"Written to {out}; try: courtyard run {out}")


def _parcels(
    logs: Sequence[Path], headers: Sequence[str], steel: str | None, time_zone: str
) -> Calibration:
    from scenarios.logs.cleaning.parcels import NEEDED, OPTIONAL, read_parcels
    from scenarios.logs.table import read_mapping
    from twin.studies.calibration.parcels.steel import steel_of
    from twin.studies.calibration.parcels_study import calibrate_parcels

    given = None if steel is None else load_scenario(steel).scenario
    zone = time_zone if given is None else given.time_zone
    built = None if given is None else steel_of(given)
    log = read_parcels(
        logs,
        read_mapping(headers, (*NEEDED, *OPTIONAL)),
        time_zone=zone,
        banks=None if built is None else built.banks,
        sizes=None if built is None else [size.id for size in built.sizes],
    )
    return calibrate_parcels(log, zone, given)
