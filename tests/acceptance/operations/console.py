"""How long somebody waits who opens the console, cold: a site as doors, and a list of 10,000.

    python -m tests.acceptance.operations.console

Lives here: the measuring, in a real Chromium with a fresh profile each time. Not here: bounds.
`first_view_s`: from the link of `courtyard up property` to the first door drawn, the longest of
three. `list_s`: from the address to a page of a list of 10,000 devices; `filter_s`: from typing to
the filtered list; `sites_s`: until the map of their 100 sites stands.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from selenium.webdriver import Chrome

from tests.browser.chromium import chromium
from tests.browser.console.manager import open_as, serving
from tests.browser.console.standing import find, sign_in, size, until, yard
from tests.browser.window import DESK_PX, ask

TIMES = 3
SITES, DEVICES = 100, 100
HOUR, SPEED = 10.0, 60
ROWS = "return document.querySelectorAll('[data-row]').length"


def _long_s(browser: Chrome, act: Callable[[], object], is_so: Callable[[], object]) -> float:
    begun = time.monotonic()
    act()
    until(browser, is_so)
    return time.monotonic() - begun


def first_view_s(folder: Path) -> float:
    """The longest of some first views, each with a profile that has seen nothing."""
    longest = 0.0
    with yard(folder, HOUR, SPEED) as stood:
        for number in range(TIMES):
            with chromium(folder / f"profile{number}") as browser:
                size(browser, DESK_PX)
                address = stood.link if number == 0 else stood.page
                if number:
                    sign_in(browser, stood)
                    browser.execute_cdp_cmd("Network.clearBrowserCache", {})
                    browser.get("about:blank")
                found = _long_s(
                    browser,
                    lambda at=address: browser.get(at),  # type: ignore[misc]
                    lambda: find(browser, ".doors .door"),
                )
                longest = max(longest, found)
    return longest


def lists_s(folder: Path) -> dict[str, float]:
    """How long the list, the filter and the map of 10,000 devices take."""
    with serving(folder / "fleet", SITES, DEVICES) as manager, chromium(folder / "p") as browser:
        size(browser, DESK_PX)
        open_as(browser, manager, "work")
        until(browser, lambda: find(browser, "main section"))
        found = {
            "sites_s": _long_s(
                browser,
                lambda: ask(browser, "location.hash = '#/'"),
                lambda: ask(browser, "return document.querySelectorAll('.map a').length") == SITES,
            ),
            "list_s": _long_s(
                browser,
                lambda: ask(browser, "location.hash = '#/devices'"),
                lambda: ask(browser, ROWS) == 100,
            ),
        }
        field = find(browser, "#list-text")
        found["filter_s"] = _long_s(
            browser, lambda: field.send_keys("s42/d7"), lambda: ask(browser, ROWS) == 11
        )
    return found


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory(prefix="console-") as place:
        folder = Path(place)
        (folder / "yard").mkdir()
        (folder / "lists" / "fleet").mkdir(parents=True)
        found = {"first_view_s": first_view_s(folder / "yard"), **lists_s(folder / "lists")}
    sys.stdout.write(json.dumps({name: round(value, 3) for name, value in found.items()}) + "\n")


if __name__ == "__main__":
    main()
