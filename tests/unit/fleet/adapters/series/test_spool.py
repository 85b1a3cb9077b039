"""The spool keeps lines in order, within its bound, and forgets only what a store has."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from fleet.adapters.series.spool import SEGMENT_BYTES, Place, SeriesError, Spool


def numbered(first: int, count: int) -> list[str]:
    """Lines that show their place."""
    return [f"m v={number}i {number}" for number in range(first, first + count)]


def drained(spool: Spool, limit_bytes: int = 1_000) -> list[str]:
    """All that waits, batch by batch."""
    found: list[str] = []
    while True:
        lines, place = spool.read(limit_bytes)
        if not lines:
            return found
        found += lines
        spool.done(place, len(lines), 0)


def test_in_order_over_files_and_restarts(tmp_path: Path) -> None:
    """What is appended in three lives over several files comes out once, in order."""
    count = 3 * SEGMENT_BYTES // 20
    for life in range(3):
        spool = Spool(tmp_path)
        for first in range(0, count, 10_000):
            spool.append(numbered(life * count + first, min(10_000, count - first)))
        spool.close()
    spool = Spool(tmp_path)
    assert len(list(tmp_path.glob("*.lines"))) > 3
    half = spool.read(SEGMENT_BYTES // 2)
    spool.done(half[1], len(half[0]), 0)
    spool.close()
    spool = Spool(tmp_path)
    assert half[0] + drained(spool, 1 << 19) == numbered(0, 3 * count)
    assert spool.waiting_bytes == 0
    assert spool.sent.stored == 3 * count
    assert len(list(tmp_path.glob("*.lines"))) == 1
    spool.close()


def test_rewind_takes_back_what_was_not_sent(tmp_path: Path) -> None:
    """Lines behind a place go; what a store has of them stays sent, and what comes next follows."""
    spool = Spool(tmp_path)
    spool.append(numbered(0, 10))
    noted = spool.end
    spool.append(numbered(10, 10))
    lines, _ = spool.read(noted.offset + 30)
    spool.done(Place(1, len("\n".join(lines)) + 1), len(lines), 0)
    spool.close()
    spool = Spool(tmp_path)
    spool.rewind(noted)
    assert spool.end == Place(spool.sent.segment, spool.sent.offset)
    spool.append(numbered(10, 10))
    assert drained(spool) == numbered(10, 10)
    spool.close()


def test_a_torn_end_is_taken_back(tmp_path: Path) -> None:
    """Half a line that a power cut left is no line."""
    spool = Spool(tmp_path)
    spool.append(numbered(0, 3))
    noted = spool.end
    spool.close()
    with (tmp_path / f"{1:012d}.lines").open("ab") as file:
        file.write(b"m v=3i")
    spool = Spool(tmp_path)
    spool.rewind(noted)
    spool.append(numbered(3, 1))
    assert drained(spool) == numbered(0, 4)
    spool.close()


def test_it_says_when_it_is_full(tmp_path: Path) -> None:
    """Bytes that wait count, those sent do not."""
    spool = Spool(tmp_path, limit_bytes=100)
    spool.append(numbered(0, 20))
    before, _, after = spool.is_full, drained(spool), spool.is_full
    assert (before, after) == (True, False)
    spool.close()


def test_a_line_longer_than_a_batch_is_sent_alone(tmp_path: Path) -> None:
    """A small batch never stands still."""
    spool = Spool(tmp_path)
    long = [f'm t="{"x" * 500}" 1', "m v=2i 2"]
    spool.append(long)
    assert spool.read(100)[0] == long[:1]
    assert drained(spool, 100) == long
    spool.close()


def test_one_process_has_it(tmp_path: Path) -> None:
    """Two feeds on one spool would send from the middle of a line."""
    spool = Spool(tmp_path)
    with pytest.raises(SeriesError, match="another process"):
        Spool(tmp_path)
    spool.close()
    Spool(tmp_path).close()


def test_a_spoilt_note_is_named(tmp_path: Path) -> None:
    """Which file it is, instead of a beginning at zero in silence."""
    (tmp_path / "sent.json").write_text("{", encoding="utf-8")
    with pytest.raises(SeriesError, match=r"sent\.json"):
        Spool(tmp_path)


def test_what_was_refused_lies_beside_it(tmp_path: Path) -> None:
    """The poison file is none of its files: a spool opens again where points were set aside."""
    with closing(Spool(tmp_path)) as spool:
        spool.append(["a"])
    (tmp_path / "poison.lines").write_text("# refused\nb\n")
    with closing(Spool(tmp_path)) as spool:
        assert spool.read()[0] == ["a"]
