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
from courtyard.options import AsJson, FullAt, LeaveOut, choose_engine, load_scenario

if TYPE_CHECKING:
    from twin.studies.calibration.estimate import Calibration


FULL_AT = 100.0
"""Levels are per cent unless --full-at says otherwise."""


COLUMNS = (
    "Columns of parcels: deposited_at, and if there are collected_at, parcel, bank, size, ended. "
    "Of bins: bin, time, level, and threshold, reason, name, latitude, longitude. "
    "Of visits: arrived_at, parcels, and company, visit, began_at, left_at."
)
"""In words here because the readers take long to load; a test holds it against them."""


class LogKind(StrEnum):
    """What a log is about."""

    parcels = "parcels"
    bins = "bins"
    visits = "visits"


def calibrate(
    logs: Annotated[list[Path], typer.Argument(help="CSV (or .xlsx) files of one kind.")],
    out: Annotated[Path, typer.Option(help="The scenario file to write.")],
    kind: Annotated[LogKind, typer.Option(help="What they are about.")] = LogKind.parcels,
    headers: Annotated[
        list[str] | None,
        typer.Option(
            "--map", help=f"COLUMN=HEADER: what a column is called there; repeat. {COLUMNS}"
        ),
    ] = None,
    steel: Annotated[
        str | None,
        typer.Option(help="A scenario whose banks these are: compartments, sizes, places."),
    ] = None,
    time_zone: Annotated[
        str, typer.Option(help="Where its hours and days are; with --steel that scenario's.")
    ] = "Asia/Shanghai",
    full_at: FullAt = FULL_AT,
    leave_out: LeaveOut = None,
    check: Annotated[
        bool,
        typer.Option("--check", help="Bins: run the scenario, hold it against the log; 1 if off."),
    ] = False,
    force: Annotated[bool, typer.Option("--force", help="Replace a file that is there.")] = False,
    as_json: AsJson = False,
) -> int:
    """Fit a scenario to logs: what was left out, what was fitted, how sure, what was refused."""
    import json

    from courtyard.show.calibration_table import print_calibration
    from twin.studies.calibration.estimate import document

    if out.exists() and not force:
        raise InputError(f"--out {out}: is there already; --force replaces it")
    if kind is LogKind.bins:
        if steel is not None:
            raise InputError("--steel: bins have none")
        found = _bins(logs, headers or (), full_at, leave_out, time_zone, check=check)
    else:
        if check or leave_out or full_at != FULL_AT:
            raise InputError("--check, --full-at, --leave-out: they belong to --kind bins")
        if kind is LogKind.visits and steel is not None:
            raise InputError("--steel: visits say nothing of banks")
        found = (
            _visits(logs, headers or (), time_zone)
            if kind is LogKind.visits
            else _parcels(logs, headers or (), steel, time_zone)
        )
    with writing("--out", out):
        out.write_text(found.text, encoding="utf-8")
    if as_json:
        typer.echo(json.dumps(document(found), ensure_ascii=False, indent=1))
    else:
        print_calibration(found)
        typer.echo(f"Written to {out}; try: courtyard run {out}")
    return 0 if all(each.within for each in found.checks) else 1


def _bins(
    logs: Sequence[Path], headers: Sequence[str], full_at: float,
    leave_out: Sequence[str] | None, time_zone: str, *, check: bool,
) -> Calibration:  # fmt: skip
    from scenarios.logs.cleaning.levels import read_levels_cleaned
    from scenarios.logs.fill_levels import LEFT_OUT, NEEDED, OPTIONAL
    from scenarios.logs.table import read_mapping
    from twin.studies.calibration.bins_study import calibrate_bins, hold_against, scenario_of

    clean = read_levels_cleaned(
        logs,
        read_mapping(headers, (*NEEDED, *OPTIONAL)),
        full_at=full_at,
        left_out=LEFT_OUT if leave_out is None else leave_out,
        time_zone=time_zone,
    )
    found, seen = calibrate_bins(clean, time_zone)
    if check:
        scenario = scenario_of(found)
        _, engine = choose_engine("auto", scenario)
        hold_against(found, seen, scenario, engine)
    return found


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


def _visits(logs: Sequence[Path], headers: Sequence[str], time_zone: str) -> Calibration:
    from scenarios.logs.cleaning.visits import NEEDED, OPTIONAL, read_visits
    from scenarios.logs.table import read_mapping
    from twin.studies.calibration.visits_study import calibrate_visits

    mapping = read_mapping(headers, (*NEEDED, *OPTIONAL))
    return calibrate_visits(read_visits(logs, mapping, time_zone=time_zone), time_zone)
