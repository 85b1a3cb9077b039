"""Numbers as people read them."""

from __future__ import annotations

import pytest

from courtyard.show.numbers import label, plain, with_half_width, with_interval


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (None, "1", "–"),
        (0.01234, "1", "1.23 %"),
        (0.0, "1", "0.00 %"),
        (3.14159, "h", "3.14"),
        (-3.14159, "h", "-3.14"),
        (0.0, "h", "0.0"),
        (314.159, "1/day", "314.2"),
        (31415.9, "1/day", "31,416"),
    ],
)
def test_digits(value: float | None, unit: str, text: str) -> None:
    """Shares in percent, small numbers with two digits, large ones in groups of three."""
    assert plain(value, unit) == text


def test_intervals() -> None:
    """The unit stands once; without an interval the mean stands alone."""
    row = {"mean": 0.1, "low": 0.05, "high": 0.15, "unit": "1"}
    assert with_interval(row) == "10.00 % [5.00, 15.00]"
    assert with_interval(row | {"low": None}) == "10.00 %"


def test_labels() -> None:
    """Shares say their unit by the percent sign."""
    assert label("occupancy", "1") == "occupancy"
    assert label("dwell_h", "h") == "dwell_h [h]"


def test_half_widths() -> None:
    """Mean ± half of the interval, the unit once."""
    row = {"mean": 0.1, "low": 0.05, "high": 0.15, "unit": "1"}
    assert with_half_width(row) == "10.00 ± 5.00 %"
    assert with_half_width(row | {"unit": "h"}) == "0.10 ± 0.05"
    assert with_half_width(row | {"high": None}) == "10.00 %"
