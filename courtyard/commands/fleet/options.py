"""Options that commands of the fleet share, and reading the state out of a journal.

Lives here: where the journal is, a file or a database, and the store of its time series. Not here:
any single command.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from courtyard.inputs import InputError

if TYPE_CHECKING:
    from fleet.adapters.journal.address import JournalAddress
    from fleet.core.state import PartitionState
    from fleet.service.feeding import FeedSettings
else:
    JournalAddress = object


def _read(text: str) -> JournalAddress:
    """An address, for Typer."""
    from fleet.adapters.journal.address import read_journal_address
    from fleet.ports.journal import JournalError

    try:
        return read_journal_address(str(text))
    except JournalError as error:
        raise typer.BadParameter(str(error)) from None


Journal = Annotated[
    JournalAddress,
    typer.Option(
        "--journal",
        envvar="COURTYARD_JOURNAL",
        help="The journal of the manager: a file, or postgresql://[USER@]HOST/DATABASE.",
        metavar="JOURNAL",
        parser=_read,
    ),
]
JournalFile = Annotated[
    Path,
    typer.Option("--journal", envvar="COURTYARD_JOURNAL", help="The journal file of the manager."),
]
JournalArgument = Annotated[
    JournalAddress,
    typer.Argument(metavar="JOURNAL", help="A journal: a file, or postgresql://…", parser=_read),
]
DEFAULT_JOURNAL = Path("courtyard.journal")


def file_of(journal: JournalAddress, what: str) -> Path:
    """The journal where it is a file; raises InputError for a database."""
    if not isinstance(journal, Path):
        raise InputError(f"{what}: only with a journal in a file, not {journal}")
    return journal


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
    journal: JournalAddress, influx: str, token_file: Path | None, spool: Path | None, spool_mb: int
) -> FeedSettings:
    """What the options say; raises SeriesError, InputError without a place to spool."""
    from fleet.adapters.series.stores import read_store_address
    from fleet.service.feeding import FeedSettings

    if spool is None and not isinstance(journal, Path):
        raise InputError(f"--spool: a folder is needed with {journal}")
    folder = spool or file_of(journal, "--spool").with_name(f"{Path(str(journal)).name}.series")
    return FeedSettings(journal, read_store_address(influx, token_file), folder, spool_mb << 20)


def read_states(address: JournalAddress) -> list[PartitionState]:
    """What the manager of this journal knows, as of its last commit; it may be running."""
    from fleet.adapters.journal.opening import open_journal
    from fleet.core.recovery import recover

    journal = open_journal(address, read_only=True)
    try:
        states = recover(journal)
    finally:
        journal.close()
    return [states[number] for number in sorted(states)]
