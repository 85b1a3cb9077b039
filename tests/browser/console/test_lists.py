"""The console over a fleet that nobody simulates: a map of sites, a long list, names that attack.

One manager without a broker for all of it; its devices are registered in its journal.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from selenium.webdriver import Chrome

from tests.browser.console.inspecting import faults
from tests.browser.console.manager import HOSTILE, Served, open_as, serving
from tests.browser.console.standing import find, go, size, until
from tests.browser.window import DESK_PX, PHONE_PX, ask, console

SITES, DEVICES = 12, 30
TEXT = "return document.querySelector('main').textContent"


@pytest.fixture(scope="module")
def manager(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The manager."""
    with serving(tmp_path_factory.mktemp("fleet"), SITES, DEVICES) as made:
        yield made


@pytest.mark.parametrize("width_px", [PHONE_PX, DESK_PX])
def test_sites_stand_on_a_map_without_tiles(
    browser: Chrome, manager: Served, width_px: int
) -> None:
    """A mark for each place within the outline, a link to its site; the worst one by its shape."""
    size(browser, width_px)
    open_as(browser, manager, "")
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
    open_as(browser, manager, "devices")
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
    open_as(browser, manager, "devices?kind=bank")
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
        ("site/s1", "[data-order]", f"{HOSTILE} (s1)"),
    ):
        open_as(browser, manager, place)
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
    open_as(browser, manager, "work", "viewer")
    until(browser, lambda: find(browser, "[data-order]"))
    assert ask(browser, acts) == 0
    places = "return [...document.querySelectorAll('nav a')].map(one => one.dataset.place)"
    assert ask(browser, places) == ["", "work", "devices", "firmware"]
    open_as(browser, manager, "device/s1/d0", "viewer")
    until(browser, lambda: find(browser, "[data-event]"))
    assert find(browser, "textarea") is None
    open_as(browser, manager, "work")
    until(browser, lambda: ask(browser, acts))
    assert ask(browser, places) == ["", "work", "devices", "parcels", "firmware"]
    assert console(browser) == []


def test_a_token_that_is_revoked_ends_the_page(browser: Chrome, manager: Served) -> None:
    """Who is asked to leave sees the way in, and nothing that was there before."""
    size(browser, DESK_PX)
    open_as(browser, manager, "work")
    until(browser, lambda: find(browser, "[data-order]"))
    ask(browser, "sessionStorage.setItem('courtyard-token', 'courtyard_guess')")
    go(browser, "devices")
    until(browser, lambda: find(browser, "#token"))
    assert find(browser, "[data-order]") is None
    assert ask(browser, "return sessionStorage.getItem('courtyard-token')") is None
