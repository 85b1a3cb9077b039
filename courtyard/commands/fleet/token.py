"""`courtyard fleet token add|link|list|revoke`: who may use the API.

Lives here: options and sentences. Not here: tokens (`fleet.api.access`).
"""

from __future__ import annotations

import json
import re
import time
from typing import Annotated

import typer

from courtyard.commands.fleet.options import DEFAULT_JOURNAL, JournalFile
from courtyard.inputs import InputError
from courtyard.options import AsJson

app = typer.Typer(help="Who may use the HTTP API.", no_args_is_help=True)

DAY_MS = 86_400_000
LINK_MS = 3_600_000
"""How long a link waits to be used."""

TokenName = Annotated[str, typer.Argument(help="Who holds it; stands in the journal.")]
Role = Annotated[str, typer.Option(help="viewer, courier, operator or admin.")]
Scope = Annotated[str, typer.Option(help="site:ID, community:GROUP or city.")]


@app.command("add")
def add(
    name: TokenName,
    role: Role,
    scope: Scope,
    days: Annotated[int, typer.Option(help="Days it is good for.", min=1, max=3_660)] = 90,
    journal: JournalFile = DEFAULT_JOURNAL,
) -> None:
    """Make a token and print it, once; the file has its hash."""
    now_ms = _now_ms()
    typer.echo(_make(journal, name, role, scope, now_ms, now_ms + days * DAY_MS, is_link=False))


@app.command("link")
def link(
    name: TokenName,
    role: Role = "operator",
    scope: Scope = "city",
    api: Annotated[str, typer.Option(help="Where the API is.")] = "http://127.0.0.1:8080",
    console: Annotated[
        bool, typer.Option("--console", help="A link that opens the console, signed in.")
    ] = False,
    journal: JournalFile = DEFAULT_JOURNAL,
) -> None:
    """Print a link that gives a token for twelve hours, once, within an hour."""
    now_ms = _now_ms()
    code = _make(journal, name, role, scope, now_ms, now_ms + LINK_MS, is_link=True)
    typer.echo(f"{api}/console#code={code}" if console else f"{api}/enter?code={code}")


@app.command("list")
def list_tokens(journal: JournalFile = DEFAULT_JOURNAL, as_json: AsJson = False) -> None:
    """List who has a token or a link, with role and scope."""
    from fleet.api.access.tokens import Tokens, tokens_path

    rows = [
        {"name": grant.name, "role": grant.role, "scope": grant.scope,
         "expires_ms": grant.expires_ms, "link": grant.is_link}
        for grant in Tokens(tokens_path(journal)).grants()
    ]  # fmt: skip
    if as_json:
        typer.echo(json.dumps(rows))
    else:
        from courtyard.show.fleet.tables import print_rows

        print_rows(rows, ("name", "role", "scope", "expires_ms", "link"))


@app.command("revoke")
def revoke(name: TokenName, journal: JournalFile = DEFAULT_JOURNAL) -> None:
    """Take a token or a link back; the manager knows at once."""
    from fleet.api.access.tokens import Tokens, tokens_path

    Tokens(tokens_path(journal)).revoke(name, _now_ms())
    typer.echo(f"{name}: revoked")


def _make(
    journal: JournalFile, name: str, role: str, scope: str, now_ms: int, over_ms: int,
    *, is_link: bool,
) -> str:  # fmt: skip
    from fleet.api.access.rights import MAY, check_scope
    from fleet.api.access.tokens import NAME_PATTERN, Tokens, tokens_path

    if not re.fullmatch(NAME_PATTERN, name):
        raise InputError(f"{name!r}: 1 to 64 letters, digits or . _ @ - are expected")
    if role not in MAY:
        raise InputError(f"--role = {role!r}: must be one of {', '.join(MAY)}")
    tokens = Tokens(tokens_path(journal))
    return tokens.add(name, role, check_scope(scope), now_ms, over_ms, is_link=is_link)


def _now_ms() -> int:
    return time.time_ns() // 1_000_000
