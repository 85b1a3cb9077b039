"""Line protocol: escaping, types, and timestamps that no two points share."""

from __future__ import annotations

import pytest

from fleet.metrics.catalogue import BIN, PRESENCE
from fleet.metrics.lines import (
    NS_PER_MS,
    POINTS_PER_RECORD,
    ahead_ns,
    line,
    stamp_ns,
    tag_value,
    text_value,
)
from fleet.metrics.measurement import UnknownMetric


def test_a_line_as_the_reference_has_it() -> None:
    """Integers end in i, yes is 1, text is quoted, what is None is left out."""
    fields = {"fill_permille": 7, "lid_locked": True, "tilted": None}
    assert line(BIN, ",site=s", fields, 5) == "bin,site=s fill_permille=7i,lid_locked=1i 5"
    assert line(PRESENCE, "", {"presence": 'a "b"\n'}, 5) == 'presence presence="a \\"b\\" " 5'
    assert line(BIN, "", {"tilted": None}, 5) == ""


def test_a_field_that_the_catalogue_lacks_is_an_error() -> None:
    """A name misspelt in code is no new series."""
    with pytest.raises(UnknownMetric, match=r"bin\.fill"):
        line(BIN, "", {"fill": 1}, 5)


@pytest.mark.parametrize(
    ("value", "escaped"),
    [("a b", "a\\ b"), ("a,b=c", "a\\,b\\=c"), ("a\nb", "a\\ b"), ("", "none"), ("a\\", "a")],
)
def test_tags_are_escaped(value: str, escaped: str) -> None:
    """No value of a device can end its tag, its line, or begin another point."""
    assert tag_value(value) == escaped


def test_text_is_cut() -> None:
    """What a payload quotes may be long; a backslash at the end does not open the quotes."""
    assert len(text_value("x" * 1_000)) == 258
    assert text_value("\\") == '"\\\\"'


def test_stamps_differ_within_a_millisecond() -> None:
    """62,500 records with all their points have times of their own, and all lie within the ms."""
    records = NS_PER_MS // POINTS_PER_RECORD
    stamps = {
        stamp_ns(9, sequence, ordinal)
        for sequence in range(100_000, 100_000 + records)
        for ordinal in range(POINTS_PER_RECORD)
    }
    assert len(stamps) == NS_PER_MS
    assert {stamp // NS_PER_MS for stamp in stamps} == {9}


def test_what_is_said_last_of_an_hour_stands_last() -> None:
    """Within the hour's millisecond, in the order in which it was said, second by second."""
    hour_ms = 1_780_002_000_000
    said = [ahead_ns(hour_ms, hour_ms - ahead_s * 1_000) for ahead_s in (604_800, 3_600, 3_599, 0)]
    assert said == sorted(set(said))
    assert {each // NS_PER_MS for each in said} == {hour_ms}
