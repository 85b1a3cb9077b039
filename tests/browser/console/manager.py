"""A manager without a broker that serves the console over as many devices as are asked for.

Lives here: filling it, hostile words too, and serving it in a thread. Not here: what must be seen.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from pathlib import Path

from selenium.webdriver import Chrome

from devices.wire.topics import partition_of, topic_of
from fleet.api.access.atlas import Atlas, Outline, Place
from fleet.api.outside.serving import ApiSettings, served
from fleet.core.inputs import Register, Work
from fleet.ports.bus import Message, Share
from tests.browser.console.standing import go
from tests.browser.window import ask, console
from tests.integration.broker import free_port
from tests.small_fleet import payload
from tests.unit.fleet.api.desk import Api, running_api

HOSTILE = "<img src=x onerror=\"document.title='taken'\"><script>document.title='taken'</script>"
GROUP = HOSTILE[:60]
WORK = Work("", "t", "s1/d0", "open", "", "clean", HOSTILE[:200])
SQUARE = [(120.0, 30.0), (120.6, 30.0), (120.6, 30.4), (120.0, 30.4), (120.0, 30.0)]


Prepare = Callable[[Api], Awaitable[None]]


class Served:
    """A manager that serves the console; `tokens` by role."""

    def __init__(self, page: str, tokens: dict[str, str]) -> None:
        self.page = page
        self.tokens = tokens


async def _fill(api: Api, sites: int, devices: int) -> None:
    """Devices at sites, one of them with hostile words wherever a device may write."""
    fleet, now_ms = api.desk.driver.fleet, api.desk.driver.clock.now_ms()
    asked = [
        (partition_of(f"s{site}"), Register("", "t", f"s{site}/d{number}", "bin_sensor", [GROUP]))
        for site in range(sites)
        for number in range(devices)
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
def serving(
    folder: Path, sites: int, devices: int, prepare: Prepare | None = None
) -> Iterator[Served]:
    """A manager of `devices` at each of so many sites, in a thread with a loop of its own.

    `prepare`: what is done to it before it is served.
    """
    ready: Future[Served] = Future()
    over = threading.Event()

    async def run() -> None:
        port = free_port()
        async with running_api(folder) as api:
            await _fill(api, sites, devices)
            if prepare is not None:
                await prepare(api)
            places = {
                f"s{n}": Place(
                    HOSTILE if n == 1 else f"{n}", 120.05 + n % 12 / 24, 30.05 + n % 5 / 15
                )
                for n in range(sites)
            }
            settings = ApiSettings(
                "127.0.0.1", port, atlas=Atlas(places, [Outline("district", "", SQUARE)])
            )
            async with served(api.desk.driver, api.desk.journal, settings) as desk:
                await desk.driver.ask(partition_of("s1"), WORK)
                tokens = {
                    role: desk.tokens.add(role, role, "city", desk.wall_ms())
                    for role in ("viewer", "operator", "admin")
                }
                ready.set_result(Served(f"http://127.0.0.1:{port}/console", tokens))
                await asyncio.to_thread(over.wait)

    thread = threading.Thread(target=lambda: asyncio.run(run()))
    thread.start()
    try:
        yield ready.result(120)
    finally:
        over.set()
        thread.join(30)


def open_as(browser: Chrome, manager: Served, place: str, role: str = "operator") -> None:
    """Open a place of the console, signed in, in English; quiet from here on."""
    browser.get(manager.page)
    ask(browser, "localStorage.setItem('language', 'en')")
    ask(browser, f"sessionStorage.setItem('courtyard-token', '{manager.tokens[role]}')")
    console(browser)
    browser.get("about:blank")
    browser.get(manager.page)
    go(browser, place)
