"""The console over a fleet that nobody simulates: a map of sites, a long list, names that attack.

One manager without a broker for all of it; its devices are registered in its journal.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from pathlib import Path

import pytest
from selenium.webdriver import Chrome

from devices.wire.topics import partition_of, topic_of
from fleet.api.access.atlas import Atlas, Outline, Place
from fleet.api.outside.serving import ApiSettings, served
from fleet.core.inputs import Register, Work
from fleet.ports.bus import Message, Share
from tests.browser.console.inspecting import faults
from tests.browser.console.standing import find, go, size, until
from tests.browser.window import DESK_PX, PHONE_PX, ask, console
from tests.integration.broker import free_port
from tests.small_fleet import payload
from tests.unit.fleet.api.desk import Api, running_api

HOSTILE = "<img src=x onerror=\"document.title='taken'\"><script>document.title='taken'</script>"
GROUP = HOSTILE[:60]
SITES, DEVICES = 12, 30
WORK = Work("", "t", "s1/d0", "open", "", "clean", HOSTILE[:200])
TEXT = "return document.querySelector('main').textContent"
SQUARE = [(120.0, 30.0), (120.6, 30.0), (120.6, 30.4), (120.0, 30.4), (120.0, 30.0)]


class Served:
    """A manager that serves the console; `tokens` by role."""

    def __init__(self, page: str, tokens: dict[str, str]) -> None:
        self.page = page
        self.tokens = tokens


async def _fill(api: Api) -> None:
    """360 devices at twelve sites, one of them with hostile words wherever a device may write."""
    fleet, now_ms = api.desk.driver.fleet, api.desk.driver.clock.now_ms()
    asked = [
        (partition_of(f"s{site}"), Register("", "t", f"s{site}/d{number}", "bin_sensor", [GROUP]))
        for site in range(SITES)
        for number in range(DEVICES)
    ]  # fmt: skip
    fleet.commit((), asked, now_ms)
    birth = payload(
        "d0", 1, now_ms, state="ready", connection=1, kind="bin_sensor", model="<b>m</b>",
        interval_s=60, firmware={"version": "<i>1</i>"},
    )  # fmt: skip
    report = payload("d0", 2, now_ms, kind="bin_sensor", fill_permille=950)
    fault = payload("d0", 3, now_ms, event="fault", fault="<u>x</u>", active=True, detail=HOSTILE)
    said = [("state", birth), ("telemetry", report), ("event", fault)]
    messages = [Message(topic_of("s1", "d0", channel), data, False) for channel, data in said]
    fleet.commit([Share(partition_of("s1"), messages, (), None)], (), now_ms)


@contextmanager
def _serving(folder: Path) -> Iterator[Served]:
    """The manager in a thread with a loop of its own."""
    ready: Future[Served] = Future()
    over = threading.Event()

    async def run() -> None:
        port = free_port()
        async with running_api(folder) as api:
            await _fill(api)
            places = {
                f"s{n}": Place(HOSTILE if n == 1 else f"{n}", 120.05 + n / 30, 30.05 + n % 5 / 15)
                for n in range(SITES)
            }
            settings = ApiSettings(
                "127.0.0.1", port, atlas=Atlas(places, [Outline("district", "", SQUARE)])
            )
            async with served(api.desk.driver, api.desk.journal, settings) as desk:
                await desk.driver.ask(partition_of("s1"), WORK)
                tokens = {
                    role: desk.tokens.add(role, role, "city", desk.wall_ms())
                    for role in ("viewer", "operator")
                }
                ready.set_result(Served(f"http://127.0.0.1:{port}/console", tokens))
                await asyncio.to_thread(over.wait)

    thread = threading.Thread(target=lambda: asyncio.run(run()))
    thread.start()
    try:
        yield ready.result(60)
    finally:
        over.set()
        thread.join(30)


@pytest.fixture(scope="module")
def manager(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The manager."""
    with _serving(tmp_path_factory.mktemp("fleet")) as made:
        yield made


def _open(browser: Chrome, manager: Served, place: str, role: str = "operator") -> None:
    browser.get(manager.page)
    ask(browser, "localStorage.setItem('language', 'en')")
    ask(browser, f"sessionStorage.setItem('courtyard-token', '{manager.tokens[role]}')")
    console(browser)
    browser.get("about:blank")
    browser.get(manager.page)
    go(browser, place)


@pytest.mark.parametrize("width_px", [PHONE_PX, DESK_PX])
def test_sites_stand_on_a_map_without_tiles(
    browser: Chrome, manager: Served, width_px: int
) -> None:
    """A mark for each place within the outline, a link to its site; the worst one by its shape."""
    size(browser, width_px)
    _open(browser, manager, "")
    until(browser, lambda: find(browser, ".map a"))
    marks = "return document.querySelectorAll('.map a[href^=\"#/site/s\"]').length"
    assert ask(browser, marks) == SITES
    inside = """
    const ground = document.querySelector('.map .outline').getBoundingClientRect();
    return [...document.querySelectorAll('.map a path')].map(one => one.getBoundingClientRect())
      .every(box => box.left >= ground.left && box.right <= ground.right
                    && box.top >= ground.top && box.bottom <= ground.bottom)"""
    assert ask(browser, inside) is True
    worst = ask(browser, "return document.querySelector('.map [data-worst=warning]').textContent")
    assert worst == HOSTILE
    assert faults(browser, width_px) == []
    assert console(browser) == []


def test_a_list_is_paged_and_filtered_by_the_manager(browser: Chrome, manager: Served) -> None:
    """A hundred rows a page; typing and choosing filter; the address of a filter can be kept."""
    size(browser, DESK_PX)
    _open(browser, manager, "devices")
    rows = "return document.querySelectorAll('[data-row]').length"
    until(browser, lambda: ask(browser, rows) == 100)
    all_of_them = SITES * DEVICES + 3
    assert f"1 to 100 of {all_of_them}" in find(browser, "main [role=status]").text
    find(browser, ".acts button:last-child").click()
    until(browser, lambda: "101 to 200" in find(browser, "main [role=status]").text)
    find(browser, "#list-text").send_keys("s1/d")
    until(browser, lambda: ask(browser, rows) == DEVICES)
    find(browser, "#list-alarmed").click()
    until(browser, lambda: ask(browser, rows) == 1)
    _open(browser, manager, "devices?kind=bank")
    until(browser, lambda: ask(browser, rows) == 2)
    assert faults(browser, DESK_PX) == []
    assert console(browser) == []


def test_hostile_words_are_read_and_nothing_else(browser: Chrome, manager: Served) -> None:
    """A site, a model, a version, a fault, a work order: text on every page, and no element."""
    size(browser, DESK_PX)
    for place, sign, said in (
        ("", ".map a", HOSTILE),
        ("work", "[data-order]", HOSTILE[:200]),
        ("devices?text=s1/d0", "[data-row]", "<i>1</i>"),
        ("device/s1/d0", "[data-event]", "<b>m</b>"),
        ("site/s1", "[data-order]", HOSTILE[:200]),
    ):
        _open(browser, manager, place)
        until(browser, lambda sign=sign: find(browser, sign))  # type: ignore[misc]
        until(browser, lambda said=said: said in ask(browser, TEXT))  # type: ignore[misc]
        made = "return document.querySelectorAll('main img, main script, main b b, main u').length"
        assert ask(browser, made) == 0, place
        assert "taken" not in ask(browser, "return document.title")
        assert console(browser) == [], place


def test_a_role_is_offered_what_it_may(browser: Chrome, manager: Served) -> None:
    """A viewer sees orders and no button to act; no drill where devices are real."""
    size(browser, DESK_PX)
    acts = "return document.querySelectorAll('[data-order] .acts button').length"
    _open(browser, manager, "work", "viewer")
    until(browser, lambda: find(browser, "[data-order]"))
    assert ask(browser, acts) == 0
    places = "return [...document.querySelectorAll('nav a')].map(one => one.dataset.place)"
    assert ask(browser, places) == ["", "work", "devices", "firmware"]
    _open(browser, manager, "device/s1/d0", "viewer")
    until(browser, lambda: find(browser, "[data-event]"))
    assert find(browser, "textarea") is None
    _open(browser, manager, "work")
    until(browser, lambda: ask(browser, acts))
    assert ask(browser, places) == ["", "work", "devices", "parcels", "firmware"]
    assert console(browser) == []


def test_a_token_that_is_revoked_ends_the_page(browser: Chrome, manager: Served) -> None:
    """Who is asked to leave sees the way in, and nothing that was there before."""
    size(browser, DESK_PX)
    _open(browser, manager, "work")
    until(browser, lambda: find(browser, "[data-order]"))
    ask(browser, "sessionStorage.setItem('courtyard-token', 'courtyard_guess')")
    go(browser, "devices")
    until(browser, lambda: find(browser, "#token"))
    assert find(browser, "[data-order]") is None
    assert ask(browser, "return sessionStorage.getItem('courtyard-token')") is None
