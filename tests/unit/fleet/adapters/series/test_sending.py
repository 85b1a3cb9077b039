"""Whole sets of points: sent in order, gone on with where it was stopped, sent again alike."""

from __future__ import annotations

from pathlib import Path

import pytest

from fleet.adapters.series.sending import Batch, bring
from fleet.adapters.series.spool import Spool
from tests.unit.fleet.adapters.series.test_draining import SmallStore

EVERYTHING = 1 << 20


def batches(count: int, made: list[int]) -> list[Batch]:
    """Of ten points each; which were made is noted."""

    def batch(number: int) -> Batch:
        def make() -> list[str]:
            made.append(number)
            return [f"bank,run=a free={n}i {number * 10 + n}" for n in range(10)]

        return make

    return [batch(number) for number in range(count)]


def test_all_of_it_arrives_and_nothing_is_left(tmp_path: Path) -> None:
    """The store has every point once, though it was away; the folder is gone."""
    store = SmallStore(lambda _: True, tells=True)
    store.away = 2
    made: list[int] = []
    said: list[str] = []
    waits: list[float] = []

    def wait(seconds: float) -> bool:
        waits.append(seconds)
        return False

    done = bring(batches(5, made), "k", tmp_path / "s", store, 200, said.append, wait)
    assert (done.points, done.refused, done.resumed) == (50, 0, 0)
    assert len(store.lines) == 50
    assert said == ["gone out"] * 2
    assert waits == [0.5, 1.0]
    assert not (tmp_path / "s").exists()


class Stop(Exception):
    """Ctrl-C, in a test."""


def test_what_was_stopped_goes_on_and_another_begins_anew(tmp_path: Path) -> None:
    """Batches that are on the disk are not made again; under another key all are, and what lay
    there of the first is dropped.
    """

    def stop(_: str) -> None:
        raise Stop

    gone = SmallStore(lambda _: True, tells=True)
    gone.away = 100
    made: list[int] = []
    with pytest.raises(Stop):
        bring(batches(3, made), "k", tmp_path / "s", gone, EVERYTHING, stop, lambda _: False)
    store = SmallStore(lambda _: True, tells=True)
    done = bring(batches(4, made), "k", tmp_path / "s", store, EVERYTHING, stop, lambda _: False)
    assert made == [0, 1, 2, 3]
    assert (done.points, done.resumed) == (40, 3)
    assert len(store.lines) == 40
    with pytest.raises(Stop):
        bring(batches(2, made), "k", tmp_path / "s", gone, EVERYTHING, stop, lambda _: False)
    other = SmallStore(lambda _: True, tells=True)
    made.clear()
    done = bring(batches(1, made), "other", tmp_path / "s", other, EVERYTHING, stop,
                 lambda _: False)  # fmt: skip
    assert (done.points, done.resumed, len(other.lines)) == (10, 0, 10)


def test_what_is_refused_is_kept_and_told(tmp_path: Path) -> None:
    """Beside its reason; the second time likewise, and counted anew."""
    store = SmallStore(lambda line: "free=3i" not in line, tells=True)
    for _ in range(2):
        done = bring(batches(2, []), "k", tmp_path / "s", store, EVERYTHING, print,
                     lambda _: False)  # fmt: skip
        assert (done.points, done.refused) == (20, 2)
        assert done.poison.read_text().count("# partial write") >= 2
    assert len(store.lines) == 18


def test_a_folder_in_use_is_refused(tmp_path: Path) -> None:
    """Two at once would take each other's points for their own."""
    spool = Spool(tmp_path / "s")
    with pytest.raises(ValueError, match="another process"):
        bring([], "k", tmp_path / "s", SmallStore(bool, tells=True), 1, print, lambda _: False)
    spool.close()
