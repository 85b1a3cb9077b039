"""What the commands of alarms and orders share: a request put, rows shown.

Lives here: those two. Not here: any command.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import typer

from courtyard.commands.fleet.ask import ask, tell

if TYPE_CHECKING:
    from fleet.adapters.journal.address import JournalAddress
    from fleet.core.inputs import Request


def ask_one(journal: JournalAddress, request: Request, as_json: bool) -> int:
    """Put one request, and say what became of it."""
    return tell([request], ask(journal, [request]), as_json)


def show_rows(rows: list[dict[str, Any]], as_json: bool, columns: tuple[str, ...]) -> None:
    """As a table, or as one document."""
    if as_json:
        typer.echo(json.dumps(rows))
    else:
        from courtyard.show.fleet.tables import print_rows

        print_rows(rows, columns)
