"""Log files: `log/<site>.parquet` with named columns, one file a site for all replications.

Lives here: the parts that processes write while they run, and their union afterwards. Not here:
the record layout (`twin.eventlog.record`), digests.

A process never holds more than PART_RECORDS of a site: it writes them away as a part. When the run
is over, the parts of a site become one file under a temporary name, which is renamed when whole.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from twin.eventlog.record import Records, unpacked

PART_RECORDS = 1 << 20
"""Records of one site kept before a part is written: 64 MiB."""

PARTS = ".parts"


class LogPartWriter:
    """Writes the log of one site in one replication as parts `<site>-r<replication>-<number>`."""

    def __init__(self, folder: Path, site: str, replication: int) -> None:
        self._folder = folder / PARTS
        self._stem = f"{site}-r{replication}"
        self._replication = replication
        self._blocks: list[Records] = []
        self._records = 0
        self.parts: list[Path] = []

    def add(self, block: Records) -> None:
        """Keep a copy of a block."""
        self._blocks.append(block.copy())
        self._records += len(block)
        if self._records >= PART_RECORDS:
            self._flush()

    def close(self) -> list[Path]:
        """Write what is left; the parts in log order."""
        if self._blocks:
            self._flush()
        return self.parts

    def _flush(self) -> None:
        import polars as pl

        records = np.concatenate(self._blocks)
        replication = np.full(len(records), self._replication, dtype=np.int64)
        path = self._folder / f"{self._stem}-{len(self.parts)}.parquet"
        self._folder.mkdir(parents=True, exist_ok=True)
        frame = pl.DataFrame({"replication": replication, **unpacked(records)})
        frame.write_parquet(path)
        self.parts.append(path)
        self._blocks.clear()
        self._records = 0


def join_parts(folder: Path, parts_of: Mapping[str, Sequence[Path]]) -> None:
    """Make `<site>.parquet` of each site's parts, in the order given.

    All other parts in the folder, such as those of a replication that was broken off, are removed.
    """
    import polars as pl

    for site, parts in parts_of.items():
        path = folder / f"{site}.parquet"
        whole = folder / PARTS / f"{site}.whole"
        if len(parts) == 1:
            parts[0].replace(path)
        else:
            pl.scan_parquet(list(parts)).sink_parquet(whole)
            whole.replace(path)
            for part in parts:
                part.unlink()
    shutil.rmtree(folder / PARTS, ignore_errors=True)
