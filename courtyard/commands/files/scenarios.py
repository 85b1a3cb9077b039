"""`courtyard scenarios`: the library, and a copy of one of its files to start from.

Lives here: the commands. Not here: where library files lie (`scenarios.reading.library`).
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from courtyard.options import AsJson

app = typer.Typer(
    help="List the library, or copy a scenario to a file of your own.",
    rich_markup_mode=None,
    add_completion=False,
)


@app.callback(invoke_without_command=True)
def list_scenarios(context: typer.Context, as_json: AsJson = False) -> None:
    """List library scenarios with the question each answers, and their variants."""
    if context.invoked_subcommand is not None:
        return
    from scenarios.reading.library import names, question, read_scenario
    from scenarios.schema import Scenario

    rows = [
        {
            "name": name,
            "question": question(name),
            "variants": list(read_scenario(name, Scenario).scenario.variants),
        }
        for name in names()
    ]
    if as_json:
        import json

        typer.echo(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    for row in rows:
        typer.echo(f"{row['name']}\n    {row['question']}")
        for variant in row["variants"]:
            typer.echo(f"    {row['name']}@{variant}")


@app.command("copy")
def copy(
    name: Annotated[str, typer.Argument(help="A library scenario.")],
    file: Annotated[Path, typer.Argument(help="The file to write; must not exist.")],
) -> None:
    """Copy a library scenario, comments and all, to start from."""
    from courtyard.inputs import writing
    from scenarios.reading.library import locate_in_library

    text = locate_in_library(name).read_text(encoding="utf-8")
    with writing("FILE", file), file.open("x", encoding="utf-8") as copied:
        copied.write(text)
    typer.echo(f"Written to {file}; try: courtyard run {file}")
