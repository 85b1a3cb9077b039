"""The forecast in the console: what will be, what would be if, how good it was; told by a manager
whose forecaster is a small one of ours.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pytest
from selenium.webdriver import Chrome

from devices.wire.topics import partition_of
from fleet.core.inputs import Register
from fleet.ports.forecast import BankAhead, BinAhead, CellAhead, Forecast, Scores, SizeAhead
from tests.browser.console.inspecting import faults
from tests.browser.console.manager import Served, open_as, serving
from tests.browser.console.standing import find, press, size, until
from tests.browser.window import DESK_PX, PHONE_PX, ask, console
from tests.small_fleet import NOON_MS
from tests.unit.fleet.api.desk import Api

HOUR_MS = 3_600_000
HOURS = 6
MEANS = [11.0 - hour for hour in range(HOURS)]
PIT = [1.2, 0.9, 1.0, 1.0, 0.9, 1.1, 1.0, 1.0, 0.9, 1.0]


class SmallForesight:
    """Two banks and a bin; with any edit the first bank is sure to be full."""

    def __init__(self) -> None:
        self.asked: list[list[str]] = []
        self.latest: Forecast | None = _forecast(0.62, ())

    def scores(self) -> Scores:
        """Of ten forecasts."""
        return Scores(10, 0.081, 0.24, 0.19, 0.4, 60, 0.9, 0.5, 60, PIT)

    async def foresee(self, edits: Sequence[str] = ()) -> Forecast:
        """What is asked is remembered."""
        self.asked.append(list(edits))
        return _forecast(1.0, edits)


def _forecast(full: float, edits: Sequence[str]) -> Forecast:
    free = [[9 - hour + spread for spread in (0, 1, 2, 3, 4)] for hour in range(HOURS)]
    banks = [
        BankAhead("s2", name, p, [p] * HOURS, [SizeAhead(size, p, free, MEANS) for size in "SL"])
        for name, p in (("b2", 0.04), ("b1", full))
    ]
    bins = [
        BinAhead("s1", "d0", 0.31, NOON_MS + HOUR_MS, [700, 800, 850, 900, 990], [0.31] * HOURS)
    ]
    warm = [0.0, 0.0, 0.2, 0.3, 0.6, 0.7]
    cells = [
        CellAhead("s2", "b1-cell1", False, [0.0] * HOURS, 1_440),
        CellAhead("s2", "b1-cell2", True, warm, 125),
    ]
    return Forecast(
        NOON_MS, NOON_MS + HOURS * HOUR_MS, NOON_MS + HOURS * HOUR_MS, "meadow", 1, 500, "d" * 64,
        [NOON_MS + hour * HOUR_MS for hour in range(HOURS)], [50, 250, 500, 750, 950], banks, bins,
        list(edits), cells,
    )  # fmt: skip


@pytest.fixture(scope="module")
def foresight() -> SmallForesight:
    """Who makes them."""
    return SmallForesight()


@pytest.fixture(scope="module")
def manager(
    tmp_path_factory: pytest.TempPathFactory, foresight: SmallForesight
) -> Iterator[Served]:
    """A manager that forecasts its banks and bins; the scope has them all."""

    async def prepare(api: Api) -> None:
        api.desk.driver.foresight = foresight
        for key in ("s2/b1", "s2/b2"):
            await api.desk.driver.ask(partition_of("s2"), Register("", "t", key, "bank"))

    with serving(tmp_path_factory.mktemp("fleet"), 3, 2, prepare) as made:
        yield made


@pytest.mark.parametrize("width_px", [PHONE_PX, DESK_PX])
def test_what_will_be_is_drawn_and_told(browser: Chrome, manager: Served, width_px: int) -> None:
    """The likeliest bank first, its bands of free compartments named, the bin, cold cells, the
    scores.
    """
    size(browser, width_px)
    open_as(browser, manager, "forecast")
    until(browser, lambda: find(browser, "[data-bank]"))
    first = find(browser, "tbody [data-bank]")
    assert first.get_attribute("data-bank") == "s2/b1"
    assert "62 %" in first.text
    drawn = find(browser, "[data-bank] svg")
    label = "Free compartments of s2/b1: the middle future falls to 12, at most 26"
    assert drawn.get_attribute("aria-label") == label
    paths = "return document.querySelectorAll('[data-bank] path[d^=M]').length"
    assert ask(browser, paths) == 6
    assert "31 %" in find(browser, "[data-bin]").text
    rows = ask(
        browser, "return [...document.querySelectorAll('[data-cell]')].map(r => r.innerText)"
    )
    assert [words.split() for words in rows] == [
        ["s2/b1-cell2", "a", "parcel", "70", "%", "70", "%", "125", "min"],
        ["s2/b1-cell1", "nothing", "0", "%", "0", "%", "a", "day", "or", "more"],
    ]
    assert "Brier score 0.081" in find(browser, "main").text
    assert "0.90 to 1.20" in find(browser, ".tenths").get_attribute("aria-label")
    assert ask(browser, "return document.querySelectorAll('.tenths rect').length") == 10
    assert faults(browser, width_px) == []
    assert console(browser) == []


def test_what_would_be_if_is_asked_and_taken_back(
    browser: Chrome, manager: Served, foresight: SmallForesight
) -> None:
    """Each edit is asked in the manager's words; the answer is shown until it is dropped."""
    size(browser, DESK_PX)
    open_as(browser, manager, "forecast")
    until(browser, lambda: find(browser, "#if-bank option"))
    for words in ("Close the bank", "Change the parcels"):
        press(browser, "form", words)
        until(browser, lambda: "100 %" in find(browser, "[data-bank]").text)
        press(browser, "section", "As it is")
        until(browser, lambda: "62 %" in find(browser, "[data-bank]").text)
    assert foresight.asked == [["close b2"], ["parcels 2 today"]]
    assert console(browser) == []
