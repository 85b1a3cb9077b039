"""`courtyard verify`: closed forms against the real engine.

Lives here: the composition. Not here: settings, closed forms, intervals.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from courtyard.options import AsJson, Engine, Jobs, Seed

if TYPE_CHECKING:
    from twin.studies.verify.sequential import Task

Setting = tuple[str, dict[str, Any], str]
"""Name, data and scenario of a setting."""


Repair = Annotated[
    list[str] | None,
    typer.Option(help='"mtbf=90 response=2 work=8 law=fixed|exponential|lognormal", hours.'),
]
Cold = Annotated[
    list[str] | None,
    typer.Option(help='"start=4 ambient=30 limit=8 tau=6 dwell=1", or wall=0.5 for tau.'),
]
Bins = Annotated[
    list[str] | None,
    typer.Option("--bin", help='"V=20 bags=18 law=fixed|exponential|normal", daily rounds.'),
]
Out = Annotated[Path, typer.Option(help="Folder for the scenario files of settings named here.")]
Staff = Annotated[str | None, typer.Option(help="LOAD:STAFF of work orders, such as 3.2:4.")]


def verify(
    erlang: Annotated[
        list[str] | None, typer.Option(help="LOAD:COMPARTMENTS, such as 84:100.")
    ] = None,
    dwell: Annotated[
        str, typer.Option(help="Dwell law of --erlang: exponential, weibull, lognormal, fixed.")
    ] = "exponential",
    nested: Annotated[
        list[str] | None, typer.Option(help='"cap=4,2 load=3,1 policy=upgrade|own|reserve:1".')
    ] = None,
    batch: Annotated[
        list[str] | None, typer.Option(help='"C=20 lambda=10 p=0.5556" or "… p=.5,.2,.3".')
    ] = None,
    terminal: Annotated[
        list[str] | None, typer.Option(help="LOAD:TERMINALS, such as 0.7:1.")
    ] = None,
    waste_bin: Bins = None,
    alarm: Annotated[
        list[str] | None, typer.Option(help='"level=40 of=50 rate=1 lead=4 every=60".')
    ] = None,
    counter: Annotated[list[str] | None, typer.Option(help="LOAD:DESKS, such as 40:50.")] = None,
    repair: Repair = None,
    cold: Cold = None,
    staff: Staff = None,
    engine: Engine = "auto",
    seed: Seed = None,
    jobs: Jobs = None,
    out: Out = Path("out/verify"),
    as_json: AsJson = False,
) -> int:
    """Run settings with closed forms until the intervals are narrow; exit 1 if one fails."""
    from courtyard.show.verify_table import print_verification
    from twin.studies.results import encode
    from twin.studies.verify.sequential import Task

    parts = waste_bin, alarm, repair, cold, counter
    of_staff = _of_staff(staff, seed)
    asked = any((erlang, nested, batch, terminal, *parts))
    named = (
        settings(erlang, dwell, nested, batch, terminal, out, *parts)
        if asked or not of_staff
        else []
    )
    if engine == "kernel":
        named = covered(named)
    tasks = [Task(name, data["title"], file, engine, seed) for name, data, file in named]
    rows, complete = _verified(tasks, jobs, quiet=as_json)
    rows += of_staff
    if as_json:
        typer.echo(encode(rows))
    elif rows:
        print_verification(rows)
    if not complete:
        typer.echo(f"interrupted: {len(rows)} of {len(tasks)} settings finished", err=True)
        return 130
    return 0 if all(row["ok"] for row in rows) else 1


def _of_staff(asked: str | None, seed: int | None) -> list[dict[str, Any]]:
    """The row of staff who work on the manager's orders, where it is asked for."""
    if asked is None:
        return []
    from twin.studies.rehearsal.staff import verify_staff

    return [verify_staff(asked, seed)]


def _verified(
    tasks: list[Task], jobs: int | None, *, quiet: bool
) -> tuple[list[dict[str, Any]], bool]:
    """The rows that were finished, and whether all were."""
    from courtyard.show.progress import watch_run
    from twin.studies.running.tasks import run_tasks
    from twin.studies.verify.sequential import verify_one

    rows: list[dict[str, Any]] = []
    with watch_run("verify", quiet=quiet) as watch:
        try:
            for row in run_tasks(verify_one, tasks, jobs):
                rows.append(row)
                watch.progress(len(rows) / len(tasks), 0.0)
        except KeyboardInterrupt:
            return rows, False
    return rows, True


def covered(named: list[Setting]) -> list[Setting]:
    """The settings that the kernel covers; the others are named on standard error."""
    from scenarios.schema import Scenario
    from twin.engines.kernel.refusals import refused

    missing = {name: refused(Scenario.model_validate(data)) for name, data, _ in named}
    for name, features in missing.items():
        if features:
            typer.echo(f"{name}: the kernel does not cover {', '.join(features)}", err=True)
    return [setting for setting in named if not missing[setting[0]]]


def settings(
    erlang: list[str] | None,
    dwell: str,
    nested: list[str] | None,
    batch: list[str] | None,
    terminal: list[str] | None,
    out: Path,
    waste_bin: list[str] | None = None,
    alarm: list[str] | None = None,
    repair: list[str] | None = None,
    cold: list[str] | None = None,
    counter: list[str] | None = None,
) -> list[Setting]:
    """Name, data and scenario of each setting: those named, written to `out`, else the library."""
    from twin.studies.verify.catalogue import (
        library_settings,
        parse_alarm,
        parse_batch,
        parse_bin,
        parse_cold,
        parse_counter,
        parse_erlang,
        parse_nested,
        parse_repair,
        parse_terminal,
        write_setting,
    )

    named = [
        *(parse_erlang(text, dwell) for text in erlang or ()),
        *(parse_nested(text) for text in nested or ()),
        *(parse_batch(text) for text in batch or ()),
        *(parse_terminal(text) for text in terminal or ()),
        *(parse_bin(text) for text in waste_bin or ()),
        *(parse_alarm(text) for text in alarm or ()),
        *(parse_counter(text) for text in counter or ()),
        *(parse_repair(text) for text in repair or ()),
        *(parse_cold(text) for text in cold or ()),
    ]
    if named:
        return [(name, data, str(write_setting(out, name, data))) for name, data in named]
    return [(name, data, f"verify/{name}") for name, data in library_settings().items()]
