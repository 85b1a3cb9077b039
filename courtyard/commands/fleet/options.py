"""Options that commands of the fleet share, and reading the state out of a journal.

Lives here: where the journal is, and the store of its time series. Not here: any single command.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from fleet.core.state import PartitionState
    from fleet.service.feeding import FeedSettings

JournalFile = Annotated[
    Path,
    typer.Option("--journal", envvar="COURTYARD_JOURNAL", help="The journal of the manager."),
]
DEFAULT_JOURNAL = Path("courtyard.journal")

DeviceName = Annotated[str, typer.Argument(metavar="SITE/DEVICE", help="A device, by its site.")]


StoreUrl = Annotated[
    str,
    typer.Option(
        "--influx",
        envvar="COURTYARD_INFLUX",
        help="http://HOST:PORT?org=ORG&bucket=BUCKET, or for InfluxDB 1.x http://HOST:PORT?db=DB.",
    ),
]
TokenFile = Annotated[
    Path | None,
    typer.Option("--influx-token-file", help="File with its token; for 1.x USER:PASSWORD."),
]
SpoolFolder = Annotated[
    Path | None,
    typer.Option("--spool", help="Folder for points that wait; default: JOURNAL.series."),
]
SpoolMb = Annotated[int, typer.Option(help="MiB that may wait there.", min=1, max=1_000_000)]


def feed_settings(
    journal: Path, influx: str, token_file: Path | None, spool: Path | None, spool_mb: int
) -> FeedSettings:
    """What the options say; raises SeriesError."""
    from fleet.adapters.series.stores import read_store_address
    from fleet.service.feeding import FeedSettings

    folder = spool or journal.with_name(f"{journal.name}.series")
    return FeedSettings(journal, read_store_address(influx, token_file), folder, spool_mb << 20)


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
