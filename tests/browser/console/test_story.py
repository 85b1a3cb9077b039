"""The console over `courtyard up property`: people come and go, an alarm comes, is acknowledged,
and its work order ends when the sensor agrees. One deployment for all of it.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from selenium.webdriver import Chrome
from selenium.webdriver.common.keys import Keys

from tests.browser.console.inspecting import faults
from tests.browser.console.standing import Yard, find, go, press, sign_in, size, until, yard
from tests.browser.window import DESK_PX, PHONE_PX, ask, console, requests
from tests.depth import is_deep

SPEED = 120
"""Two minutes a second: people come by the second, sensors of bins report each quarter of a minute;
and who reports work done has a quarter of a minute, too, before the sensor must agree.
"""

HOUR = 10.0
"""Couriers come, and residents after them."""

DEVICE, DOOR = "c/east", 7
ALARM = f"[data-alarm='{DEVICE} jammed:{DOOR}']"

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
    """A drill jams a door: its alarm is acknowledged, its work reported done, and still stands;
    the door moves again, and both are over, by the door's word. Doors and bins change meanwhile.
    """
    size(browser, DESK_PX)
    sign_in(browser, stood)
    go(browser, "site/c")
    until(browser, lambda: ask(browser, STATES))
    doors, fills = ask(browser, STATES), ask(browser, FILLS)
    assert (len(doors), len(fills)) == (762, 14)
    until(browser, lambda: stood.ask("v1/drill")["ready"])
    go(browser, "drill")
    _drill(browser, DEVICE, "jammed", DOOR)
    go(browser, "site/c")
    door = f"[data-device=east] .door[data-number='{DOOR}']"
    until(browser, lambda: find(browser, ALARM) and find(browser, f"{door}[data-state=jammed]"))
    press(browser, ALARM, "Acknowledge")
    until(browser, lambda: find(browser, f"{ALARM}[data-acknowledged=true]"))
    assert "Acknowledged: Door jammed: 7" in find(browser, "[role=status]").text
    line = f"[data-order='{_order(stood)}']"
    until(browser, lambda: find(browser, f"{line}[data-state=acknowledged]"))
    press(browser, line, "Start")
    press(browser, line, "Report done")
    until(browser, lambda: find(browser, f"{line}[data-state=done]"))
    assert find(browser, ALARM) is not None
    order = _order(stood)
    go(browser, "drill")
    press(browser, f"[data-drill='{DEVICE} jammed']", "Put right")
    go(browser, "site/c")
    until(browser, lambda: find(browser, door) and not find(browser, line))
    assert find(browser, ALARM) is None
    closed = {row["order"]: row for row in stood.ask("v1/orders?closed=true")["items"]}[order]
    assert (closed["state"], closed["outcome"]) == ("closed", "confirmed")
    until(browser, lambda: ask(browser, STATES) != doors and ask(browser, FILLS) != fills)
    assert console(browser) == []
    origin = stood.page.removesuffix("console")
    assert [url for url in requests(browser) if not url.startswith((origin, "about:"))] == []


def _drill(browser: Chrome, device: str, fault: str, number: int) -> None:
    """Choose on the page of drills, and break it."""
    until(browser, lambda: find(browser, "#drill-fault option"))
    for field, value in (("device", device), ("fault", fault), ("number", number)):
        script = f"""
        const field = document.querySelector('#drill-{field}');
        field.value = '{value}'; field.dispatchEvent(new Event('change'));"""
        ask(browser, script)
    press(browser, "form", "Break it")
    until(browser, lambda: find(browser, f"[data-drill='{device} {fault}']"))


def _order(stood: Yard) -> str:
    """The order that was made of the jam."""
    rows = stood.ask("v1/orders")["items"]
    (name,) = [row["order"] for row in rows if row["alarm"] == f"jammed:{DOOR}"]
    return str(name)


PLACES = (
    ("work", "main section"),
    ("site/c", ".door"),
    ("devices", "[data-row]"),
    ("device/c/gate", "[data-event]"),
    ("device/c/p1-food1", "dd"),
    ("parcels?bank=c%2Feast", "[data-lease]"),
    ("firmware", "tbody td"),
    ("drill", "#drill-fault option"),
)
"""Each with what stands there once it is loaded."""


LOOKS = [("en", PHONE_PX), ("zh", DESK_PX)]
"""Every language, every width; with `--deep` each with each."""
if is_deep():
    LOOKS += [("en", DESK_PX), ("zh", PHONE_PX)]


@pytest.mark.parametrize(("language", "width_px"), LOOKS)
def test_every_view_is_for_everybody(
    browser: Chrome, stood: Yard, language: str, width_px: int
) -> None:
    """Names, order, contrast, no sideways scrolling, in both languages, on a phone and a desk."""
    size(browser, width_px)
    sign_in(browser, stood, language)
    for place, sign in PLACES:
        go(browser, place)
        until(browser, lambda sign=sign: find(browser, sign))  # type: ignore[misc]
        assert faults(browser, width_px) == [], place
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
    number, label = now.get_attribute("data-number"), str(now.get_attribute("aria-label"))
    assert number != first.get_attribute("data-number")
    assert label.startswith(f"Door {number}: ")
    bank = "document.activeElement.closest('.bank')"
    said = ask(browser, f"return {bank}.querySelector('.one').textContent")
    assert said.startswith(f"Door {number}: ")
    tabs = ask(browser, f"return {bank}.querySelectorAll('.door[tabindex=\"0\"]').length")
    assert tabs == 1
