"""Screenshots of the documentation, made only when asked for: `make screenshots`."""

from __future__ import annotations

from pathlib import Path

import pytest
from selenium.webdriver import Chrome

from courtyard.main import run_app
from tests.browser.window import DESK_PX, PHONE_PX, ask, console, open_file, screenshot
from tests.contract.sources import ROOT

IMAGES = ROOT / "docs" / "img"
HEIGHT_PX = 2300
PHONE_HEIGHT_PX = 2000


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The county proposal, as `make demo` runs it."""
    out = tmp_path_factory.mktemp("yiyuan")
    assert run_app(["run", "yiyuan", "--out", str(out)]) == 0
    return out


@pytest.mark.parametrize("language", ["en", "zh"])
def test_screenshots(browser: Chrome, folder: Path, language: str) -> None:
    """The upper part of the report on a desk and on a phone, without a word on the console."""
    page = folder / f"{language}.html"
    assert run_app(["report", str(folder), "--lang", language, "--out", str(page)]) == 0
    for name, width_px, height_px in (
        (f"report-{language}.png", DESK_PX, HEIGHT_PX),
        (f"report-{language}-phone.png", PHONE_PX, PHONE_HEIGHT_PX),
    ):
        open_file(browser, page, width_px)
        assert console(browser) == []
        assert ask(browser, "return document.documentElement.scrollHeight") > height_px
        screenshot(browser, IMAGES / name, width_px, height_px)
