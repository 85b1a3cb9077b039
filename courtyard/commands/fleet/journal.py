"""`courtyard fleet replay|check|backup|restore`: the journal as a thing to look after.

Lives here: their options and sentences. Not here: what a journal is (`fleet.adapters.journal`).
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from courtyard.commands.fleet.options import DEFAULT_JOURNAL, Journal, JournalArgument
from courtyard.options import AsJson

DIFFERENT = 1


def replay(path: JournalArgument, as_json: AsJson = False) -> int:
    """Decide again on every input, and report the first difference to what was decided."""
    from fleet.adapters.journal.opening import open_journal
    from fleet.core import recovery
    from fleet.core.coding import digest

    journal = open_journal(path, read_only=True)
    try:
        done = recovery.replay(journal)
    finally:
        journal.close()
    found = done.difference
    document = {
        "records": done.records,
        "digest": digest(done.states.values()),
        "same": found is None and done.snapshot_differs is None,
        "difference": None
        if found is None
        else {
            "partition": found.partition,
            "sequence": found.sequence,
            "now_ms": found.now_ms,
            "input": repr(found.given),
            "recorded": [repr(decision) for decision in found.recorded],
            "now": [repr(decision) for decision in found.now],
        },
        "snapshot_differs": done.snapshot_differs,
    }
    if as_json:
        typer.echo(json.dumps(document))
    else:
        typer.echo(_verdict(document))
    return 0 if document["same"] else DIFFERENT


def _verdict(document: dict[str, object]) -> str:
    lines = [f"{document['records']} records, state {document['digest']}"]
    difference = document["difference"]
    if isinstance(difference, dict):
        lines.append(f"first difference: {json.dumps(difference, indent=2)}")
    elif document["snapshot_differs"]:
        lines.append(f"a snapshot is not what its records lead to: {document['snapshot_differs']}")
    else:
        lines.append("decided again: the same, record by record")
    return "\n".join(lines)


def check(path: JournalArgument) -> int:
    """Read every record of a journal, and say whether it is whole."""
    from fleet.adapters.journal import opening

    typer.echo(f"{path}: whole, {opening.check(path)} records")
    return 0


def backup(
    target: Annotated[Path, typer.Argument(help="The file to write.")],
    journal: Journal = DEFAULT_JOURNAL,
) -> int:
    """Copy the journal into a file while managers go on writing it."""
    from fleet.adapters.journal.files import check_journal
    from fleet.adapters.journal.opening import open_journal

    source = open_journal(journal, read_only=True)
    try:
        source.backup(target)
    finally:
        source.close()
    typer.echo(f"{target}: {check_journal(target)} records")
    return 0


def restore(
    source: Annotated[Path, typer.Argument(metavar="BACKUP", help="The backup.")],
    journal: Journal = DEFAULT_JOURNAL,
) -> int:
    """Put a backup, or a journal file, in the place of a journal; the old one is kept beside it."""
    from fleet.adapters.journal import opening

    aside = opening.restore(source, journal)
    typer.echo(f"{journal}: restored" + (f"; the old one is {aside}" if aside else ""))
    return 0
