"""Reports looked at in Chromium, on a desk and a phone, and what is wrong with them as JSON.

    python -m tests.browser.look PAGE [PAGE ...]

Lives here: the look that an acceptance check takes at whole runs. Not here: the tests of a page's
parts (test_report.py).
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from selenium.webdriver import Chrome

from tests.browser.chromium import chromium
from tests.browser.window import DESK_PX, PHONE_PX, ask, console, open_file, requests

PLOTS_SEEN = """
return [...document.querySelectorAll('figure')].map(figure =>
  [figure.id, [...figure.querySelectorAll('svg')].filter(svg => svg.getClientRects().length &&
    svg.getBoundingClientRect().height > 60).length]);
"""


def look_at(browser: Chrome, page: Path) -> dict[str, Any]:
    """`{"page", "plots", "faults"}`: how many plots, and in words what is wrong at which width."""
    plots: list[tuple[str, int]] = []
    faults: list[str] = []
    for width_px in (PHONE_PX, DESK_PX):
        open_file(browser, page, width_px)
        at = f"{page.name} at {width_px} px"
        faults += [f"{at}: console: {word}" for word in console(browser)]
        asked = [url for url in requests(browser) if not url.startswith(("file:", "data:"))]
        faults += [f"{at}: asks for {url}" for url in asked]
        plots = ask(browser, PLOTS_SEEN)
        faults += [f"{at}: {name} shown {seen} times" for name, seen in plots if seen != 1]
    return {"page": page.name, "plots": len(plots), "faults": faults}


def main(pages: Sequence[str]) -> None:
    """Look at each page; print what was seen."""
    with (
        tempfile.TemporaryDirectory(prefix="profile-") as profile,
        chromium(Path(profile)) as browser,
    ):
        seen = [look_at(browser, Path(page)) for page in pages]
    sys.stdout.write(json.dumps(seen, indent=1) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
