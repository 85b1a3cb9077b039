"""Screenshots of the documentation, made only when asked for: `make screenshots`."""

from __future__ import annotations

from pathlib import Path

import pytest
from selenium.webdriver import Chrome

from courtyard.main import run_app
from tests.browser.window import DESK_PX, PHONE_PX, ask, console, open_file, screenshot
from tests.contract.sources import ROOT

IMAGES = ROOT / "docs" / "img"

SHOTS = [
    # library scenario, language, width, height, file
    ("yiyuan", "en", DESK_PX, 2300, "report-en.png"),
    ("yiyuan", "zh", DESK_PX, 2300, "report-zh.png"),
    ("yiyuan", "zh", PHONE_PX, 2000, "report-zh-phone.png"),
    ("hangzhou", "en", DESK_PX, 2300, "report-waste-en.png"),
    ("hangzhou", "zh", DESK_PX, 2300, "report-waste-zh.png"),
    ("heatwave", "en", DESK_PX, 1900, "report-cold-en.png"),
    ("heatwave", "zh", DESK_PX, 1900, "report-cold-zh.png"),
    ("outage", "en", DESK_PX, 2000, "report-faults-en.png"),
    ("outage", "zh", DESK_PX, 2000, "report-faults-zh.png"),
    ("property@mixed", "en", DESK_PX, 2000, "report-counters-en.png"),
    ("property@mixed", "zh", PHONE_PX, 2000, "report-counters-zh-phone.png"),
]


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Every scenario that is shown, as `courtyard run` runs it."""
    shown = dict.fromkeys(name for name, *_ in SHOTS)
    runs = {name: tmp_path_factory.mktemp(name.replace("@", "-")) for name in shown}
    for name, out in runs.items():
        assert run_app(["run", name, "--out", str(out)]) == 0
    return runs


@pytest.mark.parametrize(("scenario", "language", "width_px", "height_px", "file"), SHOTS)
def test_screenshots(
    browser: Chrome,
    folders: dict[str, Path],
    scenario: str,
    language: str,
    width_px: int,
    height_px: int,
    file: str,
) -> None:
    """The upper part of a report, without a word on the console."""
    folder = folders[scenario]
    page = folder / f"{language}.html"
    assert run_app(["report", str(folder), "--lang", language, "--out", str(page)]) == 0
    open_file(browser, page, width_px)
    assert console(browser) == []
    assert ask(browser, "return document.documentElement.scrollHeight") > height_px
    screenshot(browser, IMAGES / file, width_px, height_px)
