"""Pictures of the console for the documentation, made only when asked for: `make screenshots`."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from selenium.webdriver import Chrome

from tests.browser.console.standing import Yard, find, go, sign_in, size, until, yard
from tests.browser.window import PHONE_PX, ask, console, screenshot
from tests.contract.sources import ROOT

IMAGES = ROOT / "docs" / "img"
LARGEST_BYTES = 150_000

SHOTS = [
    # place, what must be there, language, width, height, file
    ("site/c", "[data-alarm$=overflow]", "en", 1280, 1160, "console-en.png"),
    ("site/c", "[data-alarm$=overflow]", "zh", 1280, 1160, "console-zh.png"),
    ("site/c", "[data-alarm$=overflow]", "zh", PHONE_PX, 1500, "console-zh-phone.png"),
]


@pytest.fixture(scope="module")
def stood(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Yard]:
    """A morning after which parcels lie in the banks and bins are full."""
    with yard(tmp_path_factory.mktemp("yard"), 8.5, 300) as made:
        yield made


@pytest.mark.parametrize(("place", "sign", "language", "width_px", "height_px", "file"), SHOTS)
def test_pictures(
    browser: Chrome, stood: Yard,
    place: str, sign: str, language: str, width_px: int, height_px: int, file: str,
) -> None:  # fmt: skip
    """The upper part of a page, without a word on the console; small enough for a repository."""
    size(browser, width_px, height_px)
    sign_in(browser, stood, language)
    go(browser, place)
    until(browser, lambda: find(browser, sign))
    taken = "return document.querySelectorAll('.doors [data-state=lying]').length"
    until(browser, lambda: ask(browser, taken) > 60)
    screenshot(browser, IMAGES / file, width_px, height_px)
    assert console(browser) == []
    assert (IMAGES / file).stat().st_size < LARGEST_BYTES
