"""Reports looked at in Chromium, on a desk and a phone, and what is wrong with them.

    python -m tests.browser.look PAGE [PAGE ...]

Lives here: the look that is taken at whole reports, by the test of the library and, at full length,
by the acceptance checks, to which it is printed as JSON. Not here: the tests of a page's parts
(test_report.py).
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from selenium.webdriver import Chrome

from tests.browser.chromium import chromium
from tests.browser.window import (
    DESK_PX,
    PHONE_PX,
    TEXT_ON_TEXT,
    TEXT_OUTSIDE,
    VISIBLE_PLOTS,
    ask,
    console,
    open_file,
    requests,
)

LEAST_HEIGHT_PX = 40
LEAST_WIDTH = 0.7
"""Share of the window, less its margins, over which a plot is drawn."""
MARGINS_PX = 100


@dataclass(frozen=True)
class Seen:
    """What a look at a page saw: the plots by name, and in words what is wrong."""

    page: str
    plots: list[str]
    faults: list[str]


def look_at(browser: Chrome, page: Path) -> Seen:
    """Open `page` at both widths: quiet, asking nobody, every plot seen, no text lost."""
    plots: list[str] = []
    faults: list[str] = []
    for width_px in (DESK_PX, PHONE_PX):
        open_file(browser, page, width_px)
        found = list(_faults(browser, width_px))
        faults += [f"{page.name} at {width_px} px: {fault}" for fault in found]
        plots = [str(name) for name, *_ in ask(browser, VISIBLE_PLOTS)]
    return Seen(page.name, plots, faults)


def _faults(browser: Chrome, width_px: int) -> Iterator[str]:
    yield from (f"console: {word}" for word in console(browser))
    asked = [url for url in requests(browser) if not url.startswith(("file://", "data:"))]
    yield from (f"asks for {url}" for url in asked)
    for name, shown, drawn_px, height_px in ask(browser, VISIBLE_PLOTS):
        if shown != 1:
            yield f"{name} shown {shown} times"
        elif drawn_px <= LEAST_WIDTH * (width_px - MARGINS_PX) or height_px <= LEAST_HEIGHT_PX:
            yield f"{name} drawn over {drawn_px:.0f} × {height_px:.0f} px"
    yield from (f"outside its plot: {text}" for text in ask(browser, TEXT_OUTSIDE))
    yield from (f"one on another: {text}" for text in ask(browser, TEXT_ON_TEXT))
    if ask(browser, "return document.documentElement.scrollWidth") > width_px:
        yield "scrolls sideways"


def main(pages: Sequence[str]) -> None:
    """Look at each page; print what was seen."""
    with (
        tempfile.TemporaryDirectory(prefix="profile-") as profile,
        chromium(Path(profile)) as browser,
    ):
        seen = [asdict(look_at(browser, Path(page))) for page in pages]
    sys.stdout.write(json.dumps(seen, indent=1) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
