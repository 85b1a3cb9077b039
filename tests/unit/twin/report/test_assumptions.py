"""Assumptions for readers: names, units, what may share a row, how firm a source is."""

from __future__ import annotations

from typing import Any

import pytest

from scenarios.reading.library import names, read_scenario
from scenarios.schema import Scenario
from twin.report.assumptions import Standing, assumption_rows, find_place, standing_of
from twin.report.reading.result import Assumption
from twin.report.words.catalogue import Words
from twin.report.words.numbers import NO_BREAK, Numbers
from twin.studies.assumptions import list_assumptions

EN, ZH = Words("en"), Words("zh")


def _rows(*given: tuple[str, Any, str], words: Words = EN) -> list[tuple[str, str]]:
    listed = [Assumption(path=path, value=value, source=source) for path, value, source in given]
    rows = assumption_rows(listed, words, Numbers(words, "CNY"))
    return [(row.meaning, row.value.replace(NO_BREAK, " ")) for row in rows]


@pytest.mark.parametrize(
    ("source", "standing"),
    [
        ("commission: 周边增设36组智能快递柜", "commission"),
        ("commission", "commission"),
        ("Rudy (2025): 30 s a parcel", "source"),
        ("assumed", "assumed"),
        ("assumed: a quarter; explored", "assumed"),
        ("假设", "assumed"),
        ("variant half-day", "assumed"),
        ("set on the command line", "assumed"),
        ("variant readings of the Wyndham log", "source"),
        ("commission names 极兔 and others; shares assumed", "mixed"),
        ("State Post Bureau; the share is an assumption", "mixed"),
    ],
)
def test_standing(source: str, standing: Standing) -> None:
    """Only what assumes nothing is a source; only what begins so is the commission's."""
    assert standing_of(source) == standing


def test_values_have_names_and_units() -> None:
    """Ids, units, shares and words of the format are written for people."""
    given = [
        ("sizes.S.width_cm", 38.0, "x"),
        ("parcels.share_to_lockers", 0.25, "x"),
        ("banks.g.share", 0.2, "x"),
        ("overdue.fee_cap", 3.0, "x"),
        ("overdue.holidays_free", True, "x"),
        ("rejected.then", ["next_bank", "lobby"], "x"),
        ("dwell.law.probabilities", [0.5, 0.5], "x"),
        ("couriers.hour_weights", [0.0, 1.0], "x"),
        ("sites.c.latitude", 36.185, "x"),
    ]
    assert _rows(*given) == [
        ("Size S: inner width", "38 cm"),
        ("Share presented at a locker, with consent", "25 %"),
        ("Bank g: weight in the choice of the first bank", "0.2"),
        ("Highest overdue fee", "3 CNY"),
        ("Holidays are free", "yes"),
        ("Where a rejected parcel goes, in turn", "the next bank here, the lobby floor"),
        ("Dwell: share collected after 0, 1, 2 … days", "50 %, 50 %"),
        ("Courier visits by hour", "by hour from 0 h: 0, 1"),
        ("Site c: latitude", "36.185°"),
    ]
    assert _rows(given[0], given[3], words=ZH) == [
        ("尺寸档 S：内宽", "38厘米"),
        ("超期收费封顶", "3元"),
    ]


def test_parts_of_a_mix_share_a_row() -> None:
    """Where one source speaks for all; another source parts them."""
    one, two = ("parcels.size_mix.S", 0.3, "x"), ("parcels.size_mix.L", 0.7, "x")
    assert _rows(one, two) == [("Mix of parcel sizes", "S 30 %, L 70 %")]
    assert len(_rows(one, (*two[:2], "y"))) == 2
    doors = [("banks.b.compartments.S", 32, "x"), ("banks.b.compartments.M", 29, "x")]
    assert _rows(*doors) == [("Bank b: compartments", "S 32, M 29")]


def test_members_alike_share_a_row() -> None:
    """Neighbours with one value and source; another value begins a new row."""
    state = [(f"banks.old.members.old{i}.state", "existing", "x") for i in range(1, 4)]
    assert _rows(*state) == [("Bank old1 … old3 (3): state", "existing")]
    names_apart = [
        ("sites.c.members.c1.name", "怡康家园", "x"),
        ("sites.c.members.c2.name", "翡翠山景", "x"),
    ]
    assert [value for _, value in _rows(*names_apart)] == ["怡康家园", "翡翠山景"]


def test_paths_that_the_format_does_not_know_stand_as_they_are() -> None:
    """A result of another version is still shown."""
    assert find_place("no.such.path") is None
    assert _rows(("no.such.path", 3.5, "x")) == [("no.such.path", "3.5")]


def test_sources_are_not_said_twice() -> None:
    """The word that the standing says already is left out, the reason stays."""
    given = [
        Assumption(path="run.days", value=14, source="assumed"),
        Assumption(path="run.seed", value=1, source="assumed: any"),
        Assumption(path="sites.c.count", value=36, source="commission: 36组"),
        Assumption(path="banks.g.doors", value=9, source="commission: 36组; number assumed"),
    ]
    rows = assumption_rows(given, EN, Numbers(EN, "CNY"))
    assert [row.source for row in rows] == ["", "any", "36组", "commission: 36组; number assumed"]


@pytest.mark.parametrize("name", [*names(), *(f"yiyuan@{v}" for v in ("double11", "flat"))])
def test_every_value_of_the_library_has_a_name(name: str) -> None:
    """No row of a library scenario shows a bare path, and no value is lost."""
    scenario = read_scenario(name, Scenario).scenario
    listed, _ = list_assumptions(scenario)
    for words in (EN, ZH):
        assumptions = [Assumption(**entry) for entry in listed]
        rows = assumption_rows(assumptions, words, Numbers(words, "CNY"))
        assert [row.meaning for row in rows if row.meaning in row.paths] == []
        assert [path for row in rows for path in row.paths] == [entry["path"] for entry in listed]


def test_hours_of_the_day_are_times() -> None:
    """A begin at 17.5 h is 17:30; a length of 17.5 h stays one, and hourly lists stay lists."""
    given = [
        ("outages.storm.from_hour", 17.5, "x"),
        ("outages.storm.hours", 17.5, "x"),
        ("overdue.take_back_hour", 10, "x"),
    ]
    assert [value for _, value in _rows(*given)] == ["17:30", "17.5 h", "10:00"]
    assert [value for _, value in _rows(*given, words=ZH)] == ["17:30", "17.5小时", "10:00"]


def test_who_set_a_value_is_said_in_the_language_of_the_page() -> None:
    """A variant and the command line are no sources; the page says in its own words who it was."""
    listed = [
        Assumption(path="parcels.per_day", value=3, source=source)
        for source in ("variant half-day", "set on the command line")
    ]
    for words, said in ((EN, ["variant half-day", "set on the command line"]),
                        (ZH, ["变体 half-day 设定", "命令行设定"])):  # fmt: skip
        rows = assumption_rows(listed, words, Numbers(words, "CNY"))
        assert [(row.source, row.standing) for row in rows] == [(s, "assumed") for s in said]
