"""Points that somebody has already, brought to a store: a run of the twin, and whatever is whole.

Lives here: spooling batches in order, sending them, going on where it was stopped. Not here: the
points; those of a journal, which never end (`fleet.service.feeding`).

Batches are made again where they were not noted: the same batch gives the same points, and a point
sent twice is one.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import msgspec

from fleet.adapters.series.draining import Drain
from fleet.adapters.series.poison import PoisonFile
from fleet.adapters.series.spool import Place, SeriesError, Spool
from fleet.adapters.series.stores import Store

Batch = Callable[[], list[str]]
"""Makes some of the points, whenever it is asked."""


class Noted(msgspec.Struct):
    """What is on the disk: of which points (`key`), how many batches and points, up to where.

    `isolated`: what the spool had put aside before the first of them.
    """

    key: str
    isolated: int = 0
    batches: int = 0
    points: int = 0
    segment: int = 0
    offset: int = 0


@dataclass(frozen=True, slots=True)
class Brought:
    """What came of it: points, those of them that the store refused, batches of an earlier try."""

    points: int
    refused: int
    resumed: int
    poison: Path


@contextmanager
def _spooled(folder: Path, limit_bytes: int) -> Iterator[Spool]:
    spool = Spool(folder, limit_bytes)
    try:
        yield spool
    finally:
        spool.close()


def bring(
    batches: Sequence[Batch], key: str, folder: Path, store: Store, limit_bytes: int,
    complain: Callable[[str], None], wait: Callable[[float], bool],
) -> Brought:  # fmt: skip
    """Send all batches through a spool in `folder`, which is gone when the store took everything.

    Waits for as long as the store is away, with `wait` (seconds), and says why; what was stopped
    goes on where it was, if `key` is the same. Raises SeriesError where the folder is in use or not
    ours.
    """
    poison = PoisonFile(folder / "poison.lines")
    with _spooled(folder, limit_bytes) as spool:
        mark = folder / "sending.json"
        noted = _begin(mark, key, spool)
        resumed, before = noted.batches, noted.isolated
        drain = Drain(spool, store, poison, wait)
        for batch in batches[noted.batches :]:
            lines = batch()
            spool.append(lines)
            spool.sync()
            noted = Noted(key, before, noted.batches + 1, noted.points + len(lines), *spool.end)
            _note(mark, noted)
            _drain(drain, wait, complain, lambda: spool.is_full)
        _drain(drain, wait, complain, lambda: spool.waiting_bytes > 0)
        refused = spool.sent.isolated - before
        mark.unlink()
    if not poison.path.exists():
        shutil.rmtree(folder)
    return Brought(noted.points, refused, resumed, poison.path)


def _begin(mark: Path, key: str, spool: Spool) -> Noted:
    if mark.exists():
        try:
            noted = msgspec.json.decode(mark.read_bytes(), type=Noted)
        except msgspec.DecodeError as error:
            raise SeriesError(f"{mark}: {error}; remove it to begin anew") from None
        if noted.key == key:
            spool.rewind(Place(noted.segment, noted.offset))
            return noted
    spool.rewind(Place(0, 0))
    noted = Noted(key, spool.sent.isolated)
    _note(mark, noted)
    return noted


def _note(mark: Path, noted: Noted) -> None:
    fresh = mark.with_suffix(".fresh")
    fresh.write_bytes(msgspec.json.encode(noted))
    fresh.replace(mark)


def _drain(
    drain: Drain, wait: Callable[[float], bool], complain: Callable[[str], None],
    is_needed: Callable[[], bool],
) -> None:  # fmt: skip
    while is_needed():
        wait_s = drain.step()
        if drain.complaint:
            complain(drain.complaint)
            wait(wait_s)
