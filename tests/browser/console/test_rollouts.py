"""Rollouts in the console: planned, started and paused by who may, seen by who looks."""

from __future__ import annotations

import json
from collections.abc import Iterator
from urllib.request import Request, urlopen

import pytest
from selenium.webdriver import Chrome

from devices.signing import make_key
from devices.wire.topics import partition_of, topic_of
from fleet.adapters.firmware.store import Store, store_path
from fleet.ports.bus import Message, Share
from tests.browser.console.inspecting import faults
from tests.browser.console.manager import Served, open_as, serving
from tests.browser.console.standing import find, press, size, until
from tests.browser.window import DESK_PX, PHONE_PX, ask, console
from tests.small_fleet import payload
from tests.unit.devices.firmware import FILE, MODEL, NEW, OLD
from tests.unit.fleet.api.desk import Api

LINE = "[data-rollout=spring]"


async def _prepare(api: Api) -> None:
    """An artifact in the store, and a device that runs an older version."""
    folder = api.desk.journal.parent
    (folder / "file").write_bytes(FILE)
    make_key(folder / "key")
    Store(store_path(api.desk.journal)).add(folder / "file", NEW, [MODEL], folder / "key", 0)
    now_ms = api.desk.driver.clock.now_ms()
    birth = payload(
        "bin1", 1, now_ms, state="ready", connection=1, kind="bin_sensor", model=MODEL,
        interval_s=600, firmware={"version": OLD},
    )  # fmt: skip
    said = Message(topic_of("meadow", "bin1", "state"), birth, False)
    api.desk.driver.fleet.commit([Share(partition_of("meadow"), [said], [], None)], (), now_ms)


@pytest.fixture(scope="module")
def manager(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A manager with a rollout that was planned."""
    with serving(tmp_path_factory.mktemp("fleet"), 2, 2, _prepare) as made:
        body = json.dumps({"name": "spring", "artifact": NEW}).encode()
        head = {"Authorization": f"Bearer {made.tokens['admin']}"}
        address = made.page.removesuffix("console") + "v1/rollouts"
        with urlopen(Request(address, body, {**head, "Content-Type": "application/json"})):
            yield made


def test_a_rollout_is_steered_by_who_may(browser: Chrome, manager: Served) -> None:
    """Started and paused with a word of its state each time; a viewer sees it, and no button."""
    size(browser, DESK_PX)
    open_as(browser, manager, "firmware", "admin")
    until(browser, lambda: find(browser, f"{LINE}[data-state=drafted]"))
    press(browser, LINE, "Start")
    until(browser, lambda: find(browser, f"{LINE}[data-state=running]"))
    press(browser, LINE, "Pause")
    until(browser, lambda: find(browser, f"{LINE}[data-state=paused]"))
    assert f"spring: {NEW}" in find(browser, LINE).text
    open_as(browser, manager, "firmware", "viewer")
    until(browser, lambda: find(browser, LINE))
    assert find(browser, f"{LINE} button") is None
    assert console(browser) == []


@pytest.mark.parametrize("width_px", [PHONE_PX, DESK_PX])
def test_progress_is_told_beside_its_bar(browser: Chrome, manager: Served, width_px: int) -> None:
    """The bar has a name and a value; every share of it stands in words below."""
    size(browser, width_px)
    open_as(browser, manager, "firmware")
    until(browser, lambda: find(browser, f"{LINE} .progress"))
    bar = find(browser, f"{LINE} .progress")
    assert bar.get_attribute("aria-label") == "Progress of spring"
    assert bar.get_attribute("aria-valuetext").startswith("0 of ")
    shares = f"return document.querySelectorAll('{LINE} .legend li').length"
    assert ask(browser, shares) == 6
    assert faults(browser, width_px) == []
    assert console(browser) == []
