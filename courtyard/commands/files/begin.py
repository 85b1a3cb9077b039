"""`courtyard new`: a scenario without writing YAML.

Lives here: asking, and the one file that is written at the end. Not here: the questions and the
text of the file (`scenarios.writing`).
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from courtyard.inputs import InputError, writing
from courtyard.options import FullAt, LeaveOut, Map, read_levels, say_levels

if TYPE_CHECKING:
    from scenarios.writing.questions import Answer, Answers, Question

OUT = Path("scenario.yaml")


def new(
    out: Annotated[Path, typer.Option(help="The file to write.")] = OUT,
    template: Annotated[
        str | None, typer.Option(help="lockers, waste or both; asked where it is not given.")
    ] = None,
    sites: Annotated[
        Path | None,
        typer.Option(help="A filled-in sheet of compounds (.xlsx, CSV); see --sheet."),
    ] = None,
    answer: Annotated[
        list[str] | None, typer.Option(help="KEY=VALUE, such as households=1200; repeat.")
    ] = None,
    yes: Annotated[
        bool, typer.Option("--yes", "-y", help="Ask nothing; take defaults for the rest.")
    ] = False,
    sheet: Annotated[
        Path | None, typer.Option(help="Only write an empty sheet of compounds to fill in.")
    ] = None,
    levels: Annotated[
        Path | None,
        typer.Option(help="Make it from a log of fill levels; see --map, --full-at, --leave-out."),
    ] = None,
    headers: Map = None,
    full_at: FullAt = 100.0,
    leave_out: LeaveOut = None,
    time_zone: Annotated[str, typer.Option(help="With --levels.")] = "Asia/Shanghai",
    force: Annotated[bool, typer.Option("--force", help="Replace a file that is there.")] = False,
) -> None:
    """Ask a few questions (or read a sheet, or a log) and write a commented scenario that runs."""
    target = out if sheet is None else sheet
    if target.exists() and not force:
        option = "--out" if sheet is None else "--sheet"
        raise InputError(f"{option} {target}: is there already; --force replaces it")
    if sheet is not None:
        from scenarios.writing.sheet import empty_sheet

        _write("--sheet", sheet, empty_sheet(sheet.suffix))
        typer.echo(f"Written to {sheet}; fill it in, then: courtyard new --sites {sheet}")
        return
    if levels is not None:
        text = _from_levels(levels, headers, full_at, leave_out, time_zone)
    else:
        text = _from_answers(template, sites, answer or (), yes)
    _write("--out", out, text.encode())
    typer.echo(f"Written to {out}" + ("" if levels else f"; try: courtyard run {out}"))


def _from_levels(
    path: Path,
    headers: Sequence[str] | None,
    full_at: float,
    leave_out: Sequence[str] | None,
    time_zone: str,
) -> str:
    from scenarios.writing.bins import bins_scenario

    log = read_levels(path, headers, full_at, leave_out, time_zone)
    typer.echo(say_levels(log))
    return bins_scenario(log, f"The bins of {path.name}", time_zone)


def _from_answers(template: str | None, sites: Path | None, given: Sequence[str], yes: bool) -> str:
    from scenarios.writing.compound import compound_scenario
    from scenarios.writing.questions import (
        TEMPLATES,
        check_template,
        questions_for,
        read_answers,
        with_defaults,
    )
    from scenarios.writing.sheet import read_sheet

    rows = None if sites is None else read_sheet(sites)
    if template is None and not yes:
        template = _ask_word("What is it about", TEMPLATES)
    kind = check_template(template or TEMPLATES[0])
    asked = questions_for(kind, by_sheet=rows is not None)
    answers = read_answers(given, questions_for(kind, by_sheet=False))
    if not yes:
        for question in asked:
            if question.key not in answers:
                answers[question.key] = _ask(question)
    return compound_scenario(kind, _placed(with_defaults(answers), rows, answers), rows)


def _placed(complete: Answers, rows: Sequence[object] | None, given: Answers) -> Answers:
    """Answers in which a sheet's first compound says where things are, unless that is given."""
    if rows:
        for key in ("latitude", "longitude"):
            complete[key] = given.get(key, getattr(rows[0], key))
    return complete


def _ask(question: Question) -> Answer:
    """Ask until the answer can be used."""
    from scenarios.writing.questions import BadAnswer

    unit = f" [{question.unit}]" if question.unit else ""
    while True:
        text = typer.prompt(f"{question.asks}{unit}", default=str(question.default), type=str)
        try:
            return question.read(text)
        except BadAnswer as error:
            typer.echo(f"  {error}")


def _ask_word(asks: str, words: Sequence[str]) -> str:
    """Ask until the answer is one of the words."""
    while True:
        text = str(typer.prompt(f"{asks} ({', '.join(words)})", default=words[0], type=str))
        if text.strip() in words:
            return text.strip()
        typer.echo(f"  {text!r}: must be one of {', '.join(words)}")


def _write(option: str, path: Path, content: bytes) -> None:
    """Write under another name beside it and rename: nothing half-written bears the name."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}.part")
    with writing(option, path):
        try:
            temporary.write_bytes(content)
            temporary.replace(path)
        finally:
            temporary.unlink(missing_ok=True)
