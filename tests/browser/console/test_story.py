"""The console over `courtyard up property`: people come and go, an alarm comes, is acknowledged, and
its work order ends when the sensor agrees. One deployment for all of it; its evening is short.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from selenium.webdriver import Chrome
from selenium.webdriver.common.keys import Keys

from tests.browser.console.inspecting import faults
from tests.browser.console.standing import Yard, find, go, press, sign_in, size, until, yard
from tests.browser.window import DESK_PX, PHONE_PX, ask, console, requests

SPEED = 600
"""Ten minutes a second: the three hours before the truck comes take twenty seconds."""

HOUR = 17.0
"""The food bins are full since noon; their truck comes at half past eight."""

BIN, ALARM = "c/p1-food1", "overflow"

STATES = "return [...document.querySelectorAll('.doors .door')].map(one => one.dataset.state)"
FILLS = "return [...document.querySelectorAll('.bins [data-fill]')].map(one => one.dataset.fill)"


@pytest.fixture(scope="module")
def stood(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Yard]:
    """The deployment."""
    with yard(tmp_path_factory.mktemp("yard"), HOUR, SPEED) as made:
        yield made


def test_the_link_that_is_printed_opens_the_console_once(browser: Chrome, stood: Yard) -> None:
    """Its code leaves the address at once, and is good for nothing afterwards."""
    size(browser, DESK_PX)
    browser.get(stood.link)
    until(browser, lambda: find(browser, ".door"))
    assert "code=" not in browser.current_url
    assert find(browser, "header .live[data-live=true]") or until(
        browser, lambda: find(browser, "header .live[data-live=true]")
    )
    ask(browser, "sessionStorage.clear()")
    browser.get("about:blank")
    console(browser)
    browser.get(stood.link)
    until(browser, lambda: find(browser, "#token"))
    assert "used before" in find(browser, "[role=alert]").text
    assert all("410" in said for said in console(browser))


def test_an_alarm_is_acknowledged_and_its_order_ends_by_the_sensor(
    browser: Chrome, stood: Yard
) -> None:
    """Doors and bins change; the full bin is acknowledged, its work reported; the truck comes."""
    size(browser, DESK_PX)
    sign_in(browser, stood)
    go(browser, "site/c")
    until(browser, lambda: ask(browser, STATES))
    doors, fills = ask(browser, STATES), ask(browser, FILLS)
    assert (len(doors), len(fills)) == (762, 14)
    alarm = f"[data-alarm='{BIN} {ALARM}']"
    until(browser, lambda: find(browser, alarm))
    press(browser, alarm, "Acknowledge")
    until(browser, lambda: find(browser, f"{alarm}[data-acknowledged=true]"))
    assert "Acknowledged: Bin full" in find(browser, "[role=status]").text
    (order,) = [row["order"] for row in stood.ask("v1/orders")["items"]
                if (row["device"], row["alarm"]) == (BIN, ALARM)]  # fmt: skip
    line = f"[data-order='{order}']"
    until(browser, lambda: find(browser, f"{line}[data-state=acknowledged]"))
    press(browser, line, "Start")
    press(browser, line, "Report done")
    until(browser, lambda: find(browser, f"{line}[data-state=done]"))
    assert find(browser, alarm) is not None
    until(browser, lambda: not find(browser, line) and not find(browser, alarm))
    closed = {row["order"]: row for row in stood.ask("v1/orders?closed=true")["items"]}[order]
    assert (closed["state"], closed["outcome"]) == ("closed", "confirmed")
    until(browser, lambda: ask(browser, STATES) != doors and ask(browser, FILLS) != fills)
    assert console(browser) == []
    origin = stood.page.removesuffix("console")
    assert [url for url in requests(browser) if not url.startswith((origin, "about:"))] == []


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("width_px", [PHONE_PX, DESK_PX])
def test_every_view_is_for_everybody(
    browser: Chrome, stood: Yard, language: str, width_px: int
) -> None:
    """Names, order, contrast, no sideways scrolling, in both languages, on a phone and a desk."""
    size(browser, width_px)
    sign_in(browser, stood, language)
    for place, sign in (("work", "[data-alarm]"), ("site/c", ".door")):
        go(browser, place)
        until(browser, lambda sign=sign: find(browser, sign))  # type: ignore[misc]
        assert faults(browser) == [], place
        lang = ask(browser, "return document.documentElement.lang")
        assert lang == {"en": "en", "zh": "zh-Hans"}[language]
    assert console(browser) == []


def test_doors_are_read_by_keyboard(browser: Chrome, stood: Yard) -> None:
    """One door of a bank takes the Tab key; arrows lead to others, which say what they are."""
    size(browser, DESK_PX)
    sign_in(browser, stood)
    go(browser, "site/c")
    until(browser, lambda: find(browser, ".door"))
    ask(browser, "document.querySelector('.doors [tabindex=\"0\"]').focus()")
    first = browser.switch_to.active_element
    first.send_keys(Keys.ARROW_DOWN, Keys.ARROW_RIGHT)
    now = browser.switch_to.active_element
    assert now.get_attribute("data-number") != first.get_attribute("data-number")
    label = now.get_attribute("aria-label")
    assert label == f"Door {now.get_attribute('data-number')}: {label.partition(': ')[2]}"
    said = ask(browser, "return document.activeElement.closest('.bank').querySelector('.one').textContent")
    assert said.startswith(label.partition(":")[0])
    inside = "return document.querySelectorAll('.bank')[0].querySelectorAll('.door[tabindex=\"0\"]').length"
    assert ask(browser, inside) == 1
