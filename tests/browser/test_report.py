"""Reports in a real browser: quiet, by themselves, every plot there, readable on a phone."""

from __future__ import annotations

from pathlib import Path

import pytest
from selenium.webdriver import Chrome

from courtyard.main import run_app
from tests.browser.window import (
    DESK_PX,
    PHONE_PX,
    SMALLEST_TEXT,
    TEXT_ON_TEXT,
    TEXT_OUTSIDE,
    VISIBLE_PLOTS,
    ask,
    console,
    open_file,
    print_media,
    requests,
)
from tests.unit.twin.report.left_behind import leave_run
from tests.unit.twin.report.waste_run import two_compounds

PLOTS = ["week", "hours", "time", "days", "places", "map", "sizes"]
WASTE_PLOTS = ["bags", "floor", "fill", "waste-days", "waste-map", "rounds-t"]
TITLE = "Two small sites, every rule on"
TITLES = {"en": TITLE, "zh": "两个很小的小区，全部规则启用"}

RUNS = {
    "few": ["smoke"],
    "many": ["smoke", "--days", "8", "--set", "banks.w.count=14"],
}
"""Few banks are lines over a week that is measured in part, many a heat map with their median."""


@pytest.fixture(scope="module", params=["few-en", "few-zh", "many-en", "many-zh", "waste-zh"])
def page(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report of a run of the smallest library scenario, or of waste, in one language."""
    run, _, language = str(request.param).partition("-")
    out, page = (
        tmp_path_factory.mktemp(run),
        tmp_path_factory.mktemp(f"page-{run}") / f"{language}.html",
    )
    if run == "waste":
        leave_run(out, two_compounds(title=TITLE))
    else:
        small = ["--engine", "reference", "--jobs", "1", "--out", str(out)]
        assert run_app(["run", *RUNS[run], *small]) == 0
    assert run_app(["report", str(out), "--lang", language, "--out", str(page)]) == 0
    return page


def test_page_is_quiet_and_asks_for_nothing(browser: Chrome, page: Path) -> None:
    """No word on the console, and no address but the file's own and data within it."""
    open_file(browser, page, DESK_PX)
    assert console(browser) == []
    asked = requests(browser)
    assert page.resolve().as_uri() in asked
    assert [url for url in asked if not url.startswith(("file://", "data:"))] == []


@pytest.mark.parametrize("width_px", [PHONE_PX, DESK_PX])
def test_every_plot_is_seen(browser: Chrome, page: Path, width_px: int) -> None:
    """One picture a plot, drawn over a good part of its place."""
    open_file(browser, page, width_px)
    plots = ask(browser, VISIBLE_PLOTS)
    names = WASTE_PLOTS if "waste" in str(page) else PLOTS
    assert [name for name, *_ in plots] == [f"plot-{name}" for name in names]
    for name, shown, width, height in plots:
        assert shown == 1, name
        assert width > 0.7 * (width_px - 100), name
        assert height > 60, name


@pytest.mark.parametrize("width_px", [PHONE_PX, DESK_PX])
def test_text_of_plots_is_whole(browser: Chrome, page: Path, width_px: int) -> None:
    """No label leaves its plot or lies on another, in the fonts that are here; none is tiny."""
    open_file(browser, page, width_px)
    assert ask(browser, TEXT_OUTSIDE) == []
    assert ask(browser, TEXT_ON_TEXT) == []
    assert ask(browser, SMALLEST_TEXT) > 9


@pytest.mark.parametrize("width_px", [320, PHONE_PX, DESK_PX])
def test_page_does_not_scroll_sideways(browser: Chrome, page: Path, width_px: int) -> None:
    """Neither at once nor with the tables unfolded: wide tables scroll in their own box."""
    open_file(browser, page, width_px)
    for unfold in ("", "document.querySelectorAll('details').forEach(d => d.open = true);"):
        # Of innerWidth a phone says what it zooms out to, not what it is wide.
        assert ask(browser, f"{unfold} return document.documentElement.scrollWidth") <= width_px


def test_page_prints(browser: Chrome, page: Path) -> None:
    """On paper: the plots in full width, no navigation, nothing folded."""
    open_file(browser, page, PHONE_PX)
    print_media(browser)
    hidden = "return ['nav', 'details', '.plot .narrow'].map(s => " \
        "[...document.querySelectorAll(s)].some(e => e.getClientRects().length))"  # fmt: skip
    assert ask(browser, hidden) == [False, False, False]
    shown = "return [...document.querySelectorAll('.plot .wide')].every(" \
        "e => e.getClientRects().length)"  # fmt: skip
    assert ask(browser, shown) is True


def test_language_and_names_are_told(browser: Chrome, page: Path) -> None:
    """What a screen reader is told: language, title, the name of every plot and table."""
    open_file(browser, page, DESK_PX)
    language = {"en": "en", "zh": "zh-Hans"}[page.stem]
    assert ask(browser, "return document.documentElement.lang") == language
    title = TITLE if "waste" in str(page) else TITLES[page.stem]
    assert title in browser.title
    unnamed = "return [...document.querySelectorAll('figure, section, [role=region]')].filter(" \
        "e => !e.ariaLabel && !e.getAttribute('aria-labelledby')).length"  # fmt: skip
    assert ask(browser, unnamed) == 0
