"""Tests of scenarios.schema.scenario: dates, reserved words, labels, words in Chinese."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from pydantic import ValidationError

from scenarios.days import lay_out_days
from tests.small import scenario

SALE = {"id": "sale", "first_day": "2026-03-03", "length_days": 1, "multiplier": 2.0}
LONG = {"days": 3660, "warmup_days": 365, "replications": 1, "seed": 1}


def _parts(date: str) -> list[tuple[tuple[str | int, ...], dict[str, Any]]]:
    """Every place of a scenario that holds a date, with `date` there."""
    return [
        (("start_date",), {"start_date": date}),
        (("calendar", "holidays", 0), {"calendar": {"holidays": [date]}}),
        (
            ("calendar", "peaks", 0, "first_day"),
            {"calendar": {"peaks": [SALE | {"first_day": date}]}},
        ),
        (("labels", "l", 0, "first_day"), {"labels": {"l": [{"first_day": date}]}}),
    ]


@pytest.mark.parametrize(
    ("date", "bound"),
    [
        ("0001-01-01", "1970-01-01"),
        ("1969-12-31", "1970-01-01"),
        ("2200-01-02", "2200-01-01"),
        ("9999-12-31", "2200-01-01"),
    ],
)
@pytest.mark.parametrize("place", range(4))
def test_dates_beyond_the_calendar_are_refused(date: str, bound: str, place: int) -> None:
    """At their own place, with the bound, before any day is counted from them."""
    where, parts = _parts(date)[place]
    with pytest.raises(ValidationError) as raised:
        scenario(**parts)
    (error,) = raised.value.errors()
    assert error["loc"] == where
    assert bound in error["msg"]


@pytest.mark.parametrize("date", ["1970-01-01", "2200-01-01"])
def test_the_longest_run_fits_at_both_ends(date: str) -> None:
    """Warm-up and days are laid out from the first and the last date there is."""
    for _, parts in _parts(date):
        days = lay_out_days(scenario(run=LONG, **parts))
        assert days.date(days.count - 1) - days.date(0) == dt.timedelta(days=4024)


def test_no_size_is_called_oversize() -> None:
    """The word stands in a size mix for what fits no compartment."""
    size = {"id": "oversize", "width_cm": 38, "height_cm": 8, "depth_cm": 64}
    with pytest.raises(ValidationError, match=re.escape("sizes.oversize: the word is reserved")):
        scenario(
            sizes=[size],
            banks=[{"id": "b", "site": "c", "compartments": {"oversize": 1}}],
            parcels={"per_household_day": 1.0, "size_mix": {"oversize": 1.0}},
        )
    mix = {"S": 0.9, "oversize": 0.1}
    assert scenario(parcels={"per_household_day": 1.0, "size_mix": mix}).parcels.size_mix == mix


def test_no_label_is_called_as_a_peak() -> None:
    """A peak is a label of its own; the days of both would be counted as one."""
    calendar = {"peaks": [SALE]}
    days = [{"first_day": "2026-03-04"}]
    with pytest.raises(ValidationError, match=r"labels\.sale: a peak has this id"):
        scenario(calendar=calendar, labels={"sale": days})
    assert set(lay_out_days(scenario(calendar=calendar, labels={"l": days})).labels) == {
        "sale",
        "l",
    }


def test_no_two_peaks_are_called_alike() -> None:
    """Their days would be counted as one label."""
    again = SALE | {"first_day": "2026-03-09"}
    with pytest.raises(ValidationError, match=r"calendar\n.*peaks: the id 'sale' stands twice"):
        scenario(calendar={"peaks": [SALE, again]})
    assert len(scenario(calendar={"peaks": [SALE, again | {"id": "n"}]}).calendar.peaks) == 2


def test_words_in_chinese_are_left_out_where_there_are_none() -> None:
    """A scenario without them is dumped, and so digested, as if the fields did not exist."""
    assert not {"title_zh", "question_zh"} & set(scenario().model_dump())
    given = scenario(title_zh="标题").model_dump()
    assert given["title_zh"] == "标题"
    assert "question_zh" not in given


def test_a_variant_in_chinese_changes_no_digest() -> None:
    """The title of a variant in Chinese is kept, and stands in no dump."""
    plain = {"title": "Few", "set": {"run.days": 3}}
    told = scenario(variants={"few": plain | {"title_zh": "少"}})
    assert told.variants["few"].title_zh == "少"
    assert told.model_dump() == scenario(variants={"few": plain}).model_dump()
