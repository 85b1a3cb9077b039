"""Numbers and dates as the readers of each language write them."""

from __future__ import annotations

import datetime as dt

import pytest

from twin.report.words.catalogue import Words
from twin.report.words.numbers import MINUS, NO_BREAK, Numbers

EN, ZH = (Numbers(Words(language), "CNY") for language in ("en", "zh"))


@pytest.mark.parametrize(
    ("share", "text"),
    [
        (0.30583, "30.6 %"),
        (0.0051, "0.51 %"),
        (0.00001, "<0.01 %"),
        (0.0, "0 %"),
        (1.0, "100.0 %"),
        (-0.012, f"{MINUS}1.2 %"),
        (None, "–"),
    ],
)
def test_shares(share: float | None, text: str) -> None:
    """One decimal, two below one percent; nothing is nothing, and almost nothing is not."""
    assert EN.share(share) == text.replace(" ", NO_BREAK)
    assert ZH.share(share) == text.replace(" ", "")


@pytest.mark.parametrize(
    ("number", "text"),
    [(11_592.4, "11,592"), (133.5, "134"), (12.34, "12.3"), (0.738, "0.74"), (0.0, "0"),
     (0.0001, "<0.01"), (None, "–")],
)  # fmt: skip
def test_numbers(number: float | None, text: str) -> None:
    """As many digits as a number deserves, thousands parted."""
    assert EN.number(number) == ZH.number(number) == text


def test_intervals() -> None:
    """Ends joined by a dash, by a word where one is negative; none is a dash."""
    assert EN.interval(0.298, 0.314, "1") == f"29.8–31.4{NO_BREAK}%"
    assert ZH.interval(0.298, 0.314, "1") == "29.8%–31.4%"
    assert EN.interval(-0.005, 0.02, "1") == f"{MINUS}0.50 to 2.0{NO_BREAK}%"
    assert ZH.interval(-1.0, 20.0, "s") == f"{MINUS}1.00 至 20.0"
    assert EN.interval(None, None, "1") == "–"


def test_units() -> None:
    """Units in words, of the scenario's currency; a figure may have a fuller one."""
    assert (EN.unit("CNY/day"), ZH.unit("CNY/day"), ZH.unit("currency")) == (
        "CNY/day",
        "元/天",
        "元",
    )
    assert Numbers(Words("zh"), "XYZ").unit("XYZ/day") == "XYZ/天"
    assert ZH.unit("1/day", "deposits") == "件/天"
    assert EN.unit("h/day", "lobby_parcel_hours") == "parcel h/day"
    assert EN.unit("1") == ""
    assert EN.unit("furlong") == "furlong"
    assert ZH.with_unit("18", "h") == "18小时"
    assert EN.with_unit("36.2", "deg") == "36.2°"
    assert EN.with_unit("0.5", "1") == "0.5"


def test_dates() -> None:
    """Dates and hours as each language writes them."""
    day = dt.date(2026, 11, 9)
    assert (EN.date(day), ZH.date(day)) == ("9 Nov 2026", "2026年11月9日")
    assert (EN.short_date(day), ZH.short_date(day)) == ("9 Nov", "11月9日")
    assert (EN.moment(day, 9), ZH.moment(day, 9)) == ("9 Nov, 9–10 h", "11月9日 9–10 时")


def test_times_of_day() -> None:
    """Hours since midnight as a clock says them, to the minute; with a date before them."""
    assert [EN.clock(hours) for hours in (0, 9.5, 17.999, 24)] == ["0:00", "9:30", "18:00", "24:00"]
    day = dt.date(2026, 3, 4)
    assert EN.begin(day, 17) == "4 Mar, 17:00"
    assert ZH.begin(day, 17.25) == "3月4日 17:15"
