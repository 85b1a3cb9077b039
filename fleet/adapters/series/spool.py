"""Points on disk until a store has them: whole lines, in order, in files of some MiB.

Lives here: appending, reading on, letting go. Not here: who writes (`fleet.service.feeding`), who
sends (`fleet.adapters.series.draining`).

One thread appends, one reads. The journal can make every point again, so appending syncs nothing:
`sync` is called before the reader's place in the journal is noted, and `rewind` throws away what
came after it. What is sent twice is one point, for it has one timestamp.
"""

from __future__ import annotations

import fcntl
import os
import threading
from pathlib import Path
from typing import BinaryIO, NamedTuple

import msgspec

SEGMENT_BYTES = 4 << 20
"""Size at which a file is closed and the next begun: what was sent goes file by file."""

SEGMENTS = "[0-9]*.lines"
"""Its files; the poison file (`poison.lines`) may lie beside them."""

LIMIT_BYTES = 256 << 20
"""Default bound of all files: an hour of 500 points a second of 140 bytes. When it is full nothing
is appended, and the rest waits in the journal."""

READ_BYTES = 512 << 10
"""Read at a time: some 4,000 points, which InfluxDB's authors advise for a batch (5,000)."""


class SeriesError(ValueError):
    """Points cannot be kept or sent; says what was found and what helps."""

    clear = True


class Place(NamedTuple):
    """Where in the spool: a file, and how far into it."""

    segment: int
    offset: int


class Sent(msgspec.Struct):
    """How far a store has taken it, and how many points it took and refused, as noted on disk."""

    segment: int = 1
    offset: int = 0
    stored: int = 0
    isolated: int = 0


class Spool:
    """A folder of lines. `end` is where the next line goes, `sent` what a store has."""

    def __init__(self, folder: Path, limit_bytes: int = LIMIT_BYTES) -> None:
        """Raises SeriesError where another process has it, or a file in it is not ours."""
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self.limit_bytes = limit_bytes
        self._lock = _take(folder)
        self._guard = threading.Lock()
        self._sent_file = folder / "sent.json"
        try:
            self.sent = self._read_sent()
        except msgspec.DecodeError as error:
            os.close(self._lock)
            raise SeriesError(f"{self._sent_file}: {error}") from None
        numbers = sorted(int(path.stem) for path in folder.glob(SEGMENTS))
        self.end = Place(self.sent.segment, 0)
        if numbers and numbers[-1] >= self.sent.segment:
            last = numbers[-1]
            self.end = Place(last, self._path(last).stat().st_size)
        for number in numbers:
            if number < self.sent.segment:
                self._path(number).unlink()
        self._sizes = {n: self._path(n).stat().st_size for n in numbers if n >= self.sent.segment}
        self._file = self._open()
        self.rewind(self.end)

    def _read_sent(self) -> Sent:
        if not self._sent_file.exists():
            return Sent()
        return msgspec.json.decode(self._sent_file.read_bytes(), type=Sent)

    @property
    def waiting_bytes(self) -> int:
        """What no store has yet."""
        with self._guard:
            return max(0, sum(self._sizes.values()) - self.sent.offset)

    @property
    def is_full(self) -> bool:
        """Nothing more may be appended for now."""
        return self.waiting_bytes >= self.limit_bytes

    # ---------------------------------------------------------------- the writer's side

    def append(self, lines: list[str]) -> None:
        """Put points behind the others; raises OSError where the disk is full."""
        if not lines:
            return
        data = ("\n".join(lines) + "\n").encode()
        if self.end.offset >= SEGMENT_BYTES:
            self._begin_next()
        self._file.write(data)
        self._file.flush()
        with self._guard:
            self.end = Place(self.end.segment, self.end.offset + len(data))
            self._sizes[self.end.segment] = self.end.offset

    def _begin_next(self) -> None:
        self.sync()
        self._file.close()
        with self._guard:
            self.end = Place(self.end.segment + 1, 0)
        self._file = self._open()

    def sync(self) -> None:
        """Wait until what was appended is on the disk."""
        os.fsync(self._file.fileno())

    def rewind(self, end: Place) -> None:
        """Throw away what stands behind a place; what a store has of it stays sent."""
        self._file.close()
        sent = Place(self.sent.segment, self.sent.offset)
        end = max(end, sent)
        with self._guard:
            for number in [n for n in self._sizes if n > end.segment]:
                self._path(number).unlink()
                del self._sizes[number]
            self.end = end
            self._sizes[end.segment] = end.offset
        self._file = self._open()
        self._file.truncate(end.offset)

    def close(self) -> None:
        """Let go of the folder."""
        self._file.close()
        os.close(self._lock)

    # ---------------------------------------------------------------- the reader's side

    def read(self, limit_bytes: int = READ_BYTES) -> tuple[list[str], Place]:
        """The next points that no store has, and the place behind them; at least one line."""
        with self._guard:
            end, sent = self.end, Place(self.sent.segment, self.sent.offset)
        segment, offset = sent
        while segment < end.segment and offset >= self._sizes.get(segment, 0):
            segment, offset = segment + 1, 0
        stop = end.offset if segment == end.segment else self._sizes[segment]
        if offset >= stop:
            return [], sent
        with self._path(segment).open("rb") as file:
            file.seek(offset)
            data = file.read(min(limit_bytes, stop - offset))
            cut = data.rfind(b"\n") + 1
            if not cut:
                data += file.readline()
                cut = len(data)
        return data[:cut].decode().splitlines(), Place(segment, offset + cut)

    def done(self, place: Place, stored: int, isolated: int) -> None:
        """A store has all up to a place; files before it go."""
        with self._guard:
            gone = [number for number in self._sizes if number < place.segment]
            for number in gone:
                del self._sizes[number]
            before = self.sent
            self.sent = Sent(*place, before.stored + stored, before.isolated + isolated)
        fresh = self._sent_file.with_suffix(".fresh")
        fresh.write_bytes(msgspec.json.encode(self.sent))
        fresh.replace(self._sent_file)
        for number in gone:
            self._path(number).unlink(missing_ok=True)

    def _path(self, segment: int) -> Path:
        return self.folder / f"{segment:012d}.lines"

    def _open(self) -> BinaryIO:
        return self._path(self.end.segment).open("ab")


def _take(folder: Path) -> int:
    handle = os.open(folder / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        os.close(handle)
        raise SeriesError(f"{folder}: another process feeds from this spool") from error
    return handle
