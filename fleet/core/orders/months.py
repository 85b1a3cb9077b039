"""Months of the calendar at a site.

Lives here: the month of a moment. Not here: what is counted by it (`fleet.core.applying.orders`).
"""

from __future__ import annotations

from datetime import UTC, datetime


def month_of(now_ms: int, utc_offset_min: int) -> str:
    """Such as 2027-01, by the local clock."""
    return datetime.fromtimestamp(now_ms / 1_000 + utc_offset_min * 60, UTC).strftime("%Y-%m")
