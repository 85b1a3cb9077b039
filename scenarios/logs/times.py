"""Times in logs: ISO 8601, with an offset or as a date alone.

Lives here: reading and bounding them. Not here: the calendar of a run (`scenarios.days`).
"""

from __future__ import annotations

import datetime as dt
import zoneinfo

from scenarios.logs.table import BadCell

FIRST_YEAR, LAST_YEAR = 1970, 2200
"""A time outside is a slip of the pen or a device without a clock."""

EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
MILLISECOND = dt.timedelta(milliseconds=1)


def to_ms(column: str, text: str) -> int:
    """Milliseconds since 1970 of a time with an offset. Raises BadCell."""
    try:
        time = dt.datetime.fromisoformat(text)
    except ValueError:
        raise BadCell(column, text, "must be a time such as 2025-11-11T09:30:00+08:00") from None
    if time.utcoffset() is None:
        raise BadCell(column, text, "has no offset: must be such as 2025-11-11T09:30:00+08:00")
    _check_year(column, text, time.year)
    return (time - EPOCH) // MILLISECOND


def to_date(column: str, text: str) -> dt.date:
    """A date alone. Raises BadCell."""
    try:
        date = dt.date.fromisoformat(text)
    except ValueError:
        raise BadCell(column, text, "must be a date such as 2025-11-11") from None
    _check_year(column, text, date.year)
    return date


def is_date(text: str) -> bool:
    """Whether a text is as long as a date and no longer: `2025-11-11`."""
    return len(text) == len("2025-11-11")


def first_midnight_ms(earliest_ms: int, zone: zoneinfo.ZoneInfo) -> tuple[dt.date, int]:
    """The local day of a time, and when it begins in ms since 1970."""
    day = (EPOCH + earliest_ms * MILLISECOND).astimezone(zone).date()
    midnight = dt.datetime.combine(day, dt.time(), zone)
    return day, (midnight - EPOCH) // MILLISECOND


def _check_year(column: str, text: str, year: int) -> None:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise BadCell(column, text, f"the year must be {FIRST_YEAR} to {LAST_YEAR}")
