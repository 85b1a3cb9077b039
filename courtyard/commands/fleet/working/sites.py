"""`courtyard fleet today|rules`: what a site has to do, and how it works.

Lives here: reading the journal, requests to its manager. Not here: what is granted (`fleet.core`).
"""

from __future__ import annotations

import getpass
import time
from typing import TYPE_CHECKING, Annotated

import typer

from courtyard.commands.fleet.ask import ask, tell
from courtyard.commands.fleet.options import DEFAULT_JOURNAL, Journal, read_states
from courtyard.commands.fleet.working.asking import show_rows
from courtyard.options import AsJson

if TYPE_CHECKING:
    from fleet.core.inputs import Request


def today(
    site: Annotated[str, typer.Argument(metavar="SITE", help="Whose staff.")],
    journal: Journal = DEFAULT_JOURNAL,
    as_json: AsJson = False,
) -> int:
    """List what the staff of a site have to do until this time tomorrow."""
    from fleet.core.orders.shown import today_rows

    states = read_states(journal)
    now_ms = max([time.time_ns() // 1_000_000, *(state.now_ms for state in states)])
    show_rows(
        today_rows(states, site, now_ms), as_json, ("due_ms", "what", "device", "owner", "why")
    )
    return 0


def rules(
    book: Annotated[str, typer.Argument(metavar="FILE.yaml|NAME", help="A rulebook.")],
    sites: Annotated[list[str], typer.Argument(metavar="SITE…", help="That work so from now on.")],
    journal: Journal = DEFAULT_JOURNAL,
    as_json: AsJson = False,
) -> int:
    """Give sites their rules of alarms, chains of owners, rosters and plans, whole."""
    from courtyard.site_files import read_rulebook
    from fleet.adapters.rulebook.reading import configure

    read = read_rulebook(book)
    requests: list[Request] = [configure(read, site, getpass.getuser()) for site in sites]
    return tell(requests, ask(journal, requests), as_json)
