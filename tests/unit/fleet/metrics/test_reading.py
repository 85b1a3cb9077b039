"""Records become points: the same every time, each of its own time, all of the catalogue."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import msgspec
import pytest

from fleet.adapters.journal.tail import Placed, Tail
from fleet.metrics import catalogue
from fleet.metrics.ahead.measurements import FORECASTS
from fleet.metrics.catalogue import CATALOGUE, SPOOL, measurement
from fleet.metrics.fold import Fold, Known
from fleet.metrics.points import Points
from fleet.metrics.reading import Reader
from tests.integration.series.produced import START_MS, Compound
from tests.integration.series.told import apart


@pytest.fixture(scope="module")
def placed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Placed]]:
    """Records of an hour and a quarter."""
    journal = tmp_path_factory.mktemp("fleet") / "journal"
    compound = Compound(journal)
    compound.minutes_go_by(75)
    compound.close()
    tail = Tail(journal)
    yield tail.after(0, 100_000)
    tail.close()


def read(fold: Fold, records: list[Placed]) -> list[str]:
    """Points of some records."""
    reader = Reader(fold)
    for position, record in records:
        reader.take(position, record)
    return reader.points.lines


def test_a_fold_saved_anywhere_goes_on_alike(placed: list[Placed]) -> None:
    """Cut in two anywhere, the fold read back from bytes between: the same lines."""
    whole = read(Fold(), placed)
    for cut in (1, len(placed) // 3, len(placed) - 1):
        fold = Fold()
        first = read(fold, placed[:cut])
        again = msgspec.msgpack.decode(msgspec.msgpack.encode(fold), type=Fold)
        assert first + read(again, placed[cut:]) == whole
        assert again.produced == len(whole)


def test_no_two_points_are_one(placed: list[Placed]) -> None:
    """A series never has two points of one time, though much happens within a millisecond."""
    told = [(series, time_ns) for series, _, time_ns in map(apart, read(Fold(), placed))]
    assert len(set(told)) == len(told)
    in_ms = [(series, time_ns // 1_000_000) for series, time_ns in told]
    assert len(set(in_ms)) < len(told)


def test_what_is_written_is_of_the_catalogue_and_all_of_it(placed: list[Placed]) -> None:
    """Names, tags, types; and every measurement but the feed's and forecasts' comes about."""
    seen = set()
    for series, fields, _ in map(apart, read(Fold(), placed)):
        name, *tags = series.replace("\\ ", "_").split(",")
        of = measurement(name)
        seen.add(name)
        known = {tag.name for tag in of.tags}
        assert {tag.split("=")[0] for tag in tags} <= known
        for field, value in fields.items():
            assert value.endswith('"' if of.units[field] == "words" else "i")
    assert seen | {SPOOL.name, *(each.name for each in FORECASTS)} >= {
        each.name for each in CATALOGUE
    }


def test_a_record_read_twice_makes_nothing(placed: list[Placed]) -> None:
    """Records of before a note are passed over."""
    fold = Fold()
    read(fold, placed)
    assert read(fold, placed) == []


def test_records_that_the_journal_forgot_are_counted(placed: list[Placed]) -> None:
    """What is missing between two records of a partition shows in the ledger."""
    fold = Fold()
    partition = placed[0].record.partition
    own = [each for each in placed if each.record.partition == partition]
    read(fold, own[:10] + own[14:20])
    assert fold.ledger.missed == 4


def test_a_tag_with_too_many_values_is_isolated(monkeypatch: pytest.MonkeyPatch) -> None:
    """A value beyond the limit makes no series; those known before go on."""
    small = replace(catalogue.ALARM, tags=(replace(catalogue.ALARM.tags[-1], values_max=2),))
    points = Points(Fold())
    known = Known("s", "d", "bank")
    for alarm in ("a", "b", "c", "a"):
        points.put(small, known, {"alarm": alarm}, {"active": 1}, START_MS)
    assert [line.split(" ")[0][-1] for line in points.lines] == ["a", "b", "a"]
    [(reason, line)] = points.over
    assert reason == "alarm: more than 2 values of the tag alarm"
    assert ",alarm=c " in line
    assert points.fold.produced == 4


def test_what_an_hour_says(placed: list[Placed]) -> None:
    """Some of it by hand: dwell, emptying, alarm with its duration, the city's counts."""
    lines = read(Fold(), placed)
    assert any(line.startswith("stay,") and "dwell_ms=60000i" in line for line in lines)
    emptying = "emptyings=1i,before_permille=989i,after_permille=12i"
    assert any(line.startswith("emptying,device=food1-a,") and emptying in line for line in lines)
    cleared = [line for line in lines if "alarm=jammed active=0i" in line]
    assert any("lasted_ms=660000i" in line for line in cleared)
    city = [line for line in lines if line.startswith("area,level=city,name=city")]
    assert len(city) == 74
    assert "devices=14i,unheard=0i,here=14i" in city[0]
    assert "banks=2i,banks_full=2i,compartments=80i" in city[35]
