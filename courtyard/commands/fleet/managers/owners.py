"""`courtyard fleet owners`: which manager owns what of a database.

Lives here: the list. Not here: how a manager becomes an owner (`fleet.adapters.journal.postgres`).
"""

from __future__ import annotations

import json
from pathlib import Path

import typer

from courtyard.commands.fleet.options import DEFAULT_JOURNAL, Journal
from courtyard.inputs import InputError
from courtyard.options import AsJson

ORPHANED = 1


def owners(journal: Journal = DEFAULT_JOURNAL, as_json: AsJson = False) -> int:
    """List the partitions of a database and their managers; 1 where one has none."""
    if isinstance(journal, Path):
        raise InputError(f"{journal}: one manager owns all of a file; ask `courtyard fleet health`")
    from fleet.adapters.journal.postgres.claims import look_at_owners

    rows = [
        {"partition": partition, "manager": manager, "epoch": epoch, "for_s": round(since_s, 1)}
        for partition, manager, epoch, since_s in look_at_owners(journal)
    ]
    if as_json:
        typer.echo(json.dumps(rows))
    else:
        from courtyard.show.fleet.tables import print_rows

        print_rows(rows, ("partition", "manager", "epoch", "for_s"))
    return 0 if all(row["manager"] for row in rows) else ORPHANED
