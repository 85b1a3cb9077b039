"""Log files read back as records, and proved to be the run's.

Lives here: columns → records (the inverse of `twin.eventlog.record.unpacked`), the comparison with
the digests in the result. Not here: what is made of the records.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import numpy as np

from twin.eventlog.log import LogDigest
from twin.eventlog.record import FIELDS, GUEST_SHIFT, WIDTH, Records, unpacked
from twin.report.reading.errors import ReportError
from twin.report.reading.result import Result
from twin.studies.results import LOG_FOLDER

if TYPE_CHECKING:
    import polars as pl

REPLICATION = "replication"
COLUMNS = (REPLICATION, *unpacked(np.empty((0, WIDTH), dtype=np.int64)))
"""Columns of a log file, all of them whole numbers."""

MAX_REPLICATIONS_READ = 50
"""Replications of a log that a report reads; means by the hour are narrow long before."""

Absence = Literal["not_kept", "many_sites", "incomplete", "nothing_finished"]
"""Why there is no log to read: the run kept none; too many sites to stand apart; files of sites
are missing; no replication was finished."""


def absent_log(folder: Path, result: Result) -> Absence | None:
    """Why the log of a run cannot be read, None where it can."""
    sites = result.setting.sites
    if result.replications == 0:
        return "nothing_finished"
    if result.log_digests is None or not (folder / LOG_FOLDER).is_dir():
        return "not_kept"
    if sites is None:
        return "many_sites"
    found = [_path(folder, site.id).is_file() for site in sites]
    if all(found):
        return None
    return "incomplete" if any(found) else "not_kept"


def read_site(folder: Path, result: Result, site: str) -> Iterator[tuple[int, Records]]:
    """Replication by replication, the number of it and the records of one site's log.

    At most MAX_REPLICATIONS_READ. Raises ReportError for a file that is no log, or not the log
    that the result was made from.
    """
    path = _path(folder, site)
    for digests in (result.log_digests or [])[:MAX_REPLICATIONS_READ]:
        number = digests.replication
        records = _records(path, number)
        digest = LogDigest()
        digest.add(records)
        noted = (digests.sites or {}).get(site, "(none)")
        if digest.hexdigest() != noted:
            raise ReportError(
                f"{path}: not the log of this run: the digest of replication {number} is "
                f"{digest.hexdigest()[:12]}…, the result says {noted[:12]}…"
            )
        yield number, records


def _path(folder: Path, site: str) -> Path:
    return folder / LOG_FOLDER / f"{site}.parquet"


def _records(path: Path, replication: int) -> Records:
    import polars as pl

    try:
        lazy = pl.scan_parquet(path)
        schema = lazy.collect_schema()
        for column in COLUMNS:
            if schema.get(column) != pl.Int64:
                raise ReportError(f"{path}: no log of a run: no column {column} of whole numbers")
        chosen = lazy.filter(pl.col(REPLICATION) == replication).select(COLUMNS).collect()
    except (pl.exceptions.PolarsError, OSError) as error:
        reason = str(error).partition("\n")[0]
        raise ReportError(f"{path}: no readable parquet file: {reason}") from error
    return packed(chosen)


def packed(frame: pl.DataFrame) -> Records:
    """Records of the named columns of a log file."""
    column = {name: frame[name].to_numpy() for name in COLUMNS if name != REPLICATION}
    fields = {
        "time_ms": column["time_ms"],
        "kind": column["kind"],
        "entity": column["entity"] | (column["guest_of"] << GUEST_SHIFT),
        "ordinal": column["ordinal"],
        "place": (column["bank"] << 32) | column["compartment"],
        "attributes": (column["size"] + 1)
        | ((column["size_class"] + 1) << 8)
        | (column["temperature"] << 16)
        | (column["stream"] << 20)
        | ((column["company"] + 1) << 24),
        "free": (column["free_of_bank"] << 32) | column["free_of_class"],
        "value": column["value"],
    }
    return np.stack([fields[field] for field in FIELDS], axis=1)
