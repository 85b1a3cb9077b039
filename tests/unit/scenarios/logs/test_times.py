"""Tests of scenarios.logs.times: dates alone, times with an offset, the first midnight."""

from __future__ import annotations

import datetime as dt
import zoneinfo

import pytest

from scenarios.logs.table import BadCell
from scenarios.logs.times import first_midnight_ms, is_date, to_date, to_ms

SHANGHAI = zoneinfo.ZoneInfo("Asia/Shanghai")


def test_dates_are_told_from_times() -> None:
    """A date is ten characters; what has a time has more."""
    assert is_date("2025-11-11")
    assert not is_date("2025-11-11T00:00Z")
    assert to_date("time", "2025-11-11") == dt.date(2025, 11, 11)


def test_first_midnight_is_local() -> None:
    """16:30 in Greenwich is the next day in Shanghai."""
    day, midnight_ms = first_midnight_ms(to_ms("time", "2026-03-02T16:30:00Z"), SHANGHAI)
    assert day == dt.date(2026, 3, 3)
    assert midnight_ms == to_ms("time", "2026-03-03T00:00:00+08:00")


@pytest.mark.parametrize("text", ["2025-02-30", "yesterday!", "1969-12-31", "2201-01-01"])
def test_no_dates(text: str) -> None:
    """Days that do not exist and years of devices without a clock."""
    with pytest.raises(BadCell):
        to_date("time", text)


@pytest.mark.parametrize("text", ["2025-11-11T09:30", "now", "2300-01-01T00:00:00Z"])
def test_no_times(text: str) -> None:
    """Without an offset a time is at any of 26 places."""
    with pytest.raises(BadCell):
        to_ms("time", text)
