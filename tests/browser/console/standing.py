"""`courtyard up property` at a time of day of our choice, and the console that it serves.

Lives here: starting, opening, waiting, clicking. Not here: what must be seen.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import pytest
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

from devices.clock import DAY_MS, ScaledClock
from tests.browser.window import ask, console, requests
from tests.integration.broker import free_port
from tests.integration.up.standing import stands_up

WAIT_S = 60


class Yard:
    """A deployment that stands; `page` is the console's address, without a code."""

    def __init__(self, said: dict[str, str]) -> None:
        self.link = said["console"].split()[0]
        self.page = self.link.partition("#")[0]
        enter = said["enter"].split()[0]
        with urlopen(enter, timeout=30) as answer:
            self.token: str = json.load(answer)["token"]

    def ask(self, path: str, method: str = "GET", body: object = None) -> Any:
        """The API, as the operator."""
        head = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        data = None if body is None else json.dumps(body).encode()
        address = self.page.removesuffix("console") + path
        with urlopen(Request(address, data, head, method=method), timeout=30) as answer:
            return json.load(answer)


@contextmanager
def yard(folder: Path, hour: float, speed: int) -> Iterator[Yard]:
    """It stands, and people live as at `hour` o'clock: the zone is chosen by the fast clock."""
    utc_h = ScaledClock(speed).now_ms() % DAY_MS / 3_600_000
    west_h = (round(utc_h - hour) + 12) % 24 - 12
    with pytest.MonkeyPatch.context() as changed:
        changed.setenv("TZ", f"YRD{west_h:+d}")
        port = ["--port", str(free_port()), "--speed", str(speed)]
        with stands_up(folder, "property", *port) as said:
            yield Yard(said)


def size(browser: Chrome, width_px: int, height_px: int = 900) -> None:
    """A window of a size; of a phone where it is narrow."""
    shape = {"width": width_px, "height": height_px, "deviceScaleFactor": 1}
    browser.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride", {**shape, "mobile": width_px < 500}
    )


def sign_in(browser: Chrome, yard: Yard, language: str = "en") -> None:
    """Open the console in a new tab's memory, signed in, in a language; quiet from here on."""
    browser.get(yard.page)
    ask(browser, f"localStorage.setItem('language', '{language}');"
                 f"sessionStorage.setItem('courtyard-token', '{yard.token}')")  # fmt: skip
    console(browser)
    requests(browser)
    browser.get("about:blank")
    browser.get(yard.page)


def go(browser: Chrome, place: str) -> None:
    """Go to a place of the console."""
    ask(browser, f"location.hash = '#/{place}'")


def until(browser: Chrome, is_so: Callable[[], Any]) -> Any:
    """Look again and again until something is so; what it is."""
    return WebDriverWait(browser, WAIT_S, 0.1).until(lambda _: is_so())


def find(browser: Chrome, selector: str) -> Any:
    """An element, or None."""
    found = browser.find_elements(By.CSS_SELECTOR, selector)
    return found[0] if found else None


def press(browser: Chrome, selector: str, words: str) -> None:
    """Press the button with these words inside of an element, once it is there."""

    def press_it() -> bool:
        script = f"""
        const found = [...document.querySelectorAll(`{selector} button`)]
          .find(one => one.textContent === '{words}');
        if (found) {{ found.scrollIntoView(); found.click(); }}
        return Boolean(found)"""
        return bool(ask(browser, script))

    until(browser, press_it)
