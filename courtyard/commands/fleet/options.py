"""Options that commands of the fleet share, and reading the state out of a journal.

Lives here: where the journal is. Not here: any single command.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from fleet.core.state import PartitionState

JournalFile = Annotated[
    Path,
    typer.Option("--journal", envvar="COURTYARD_JOURNAL", help="The journal of the manager."),
]
DEFAULT_JOURNAL = Path("courtyard.journal")

DeviceName = Annotated[str, typer.Argument(metavar="SITE/DEVICE", help="A device, by its site.")]


def read_states(path: Path) -> list[PartitionState]:
    """What the manager of this journal knows, as of its last commit; it may be running."""
    from fleet.adapters.journal.sqlite import SqliteJournal
    from fleet.core.recovery import recover

    journal = SqliteJournal(path, read_only=True)
    try:
        states = recover(journal)
    finally:
        journal.close()
    return [states[number] for number in sorted(states)]
