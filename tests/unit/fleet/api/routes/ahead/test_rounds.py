"""Rounds over HTTP: the list as JSON, CSV and GPX, of what is in scope alone."""

from __future__ import annotations

import asyncio
import csv
import io
from collections.abc import Awaitable, Callable
from pathlib import Path
from xml.etree import ElementTree

import pytest

from devices.wire.topics import partition_of, topic_of
from fleet.api.planning import WAITING_MOST, RoundDesk, RoundsBusy
from fleet.ports.bus import Message, Share
from tests.small_fleet import payload
from tests.unit.fleet.api.desk import Api, running_api
from tests.unit.fleet.rounds.test_live import BOOK


def _with_api(folder: Path, check: Callable[[Api], Awaitable[None]]) -> None:
    async def run() -> None:
        async with running_api(folder) as api:
            now_ms = api.desk.driver.clock.now_ms()
            said = payload("bin1", 1, now_ms, kind="bin_sensor", fill_permille=950)
            message = Message(topic_of("meadow", "bin1", "telemetry"), said, False)
            share = Share(partition_of("meadow"), [message], [], None)
            api.desk.driver.fleet.commit([share], [], now_ms)
            await check(api)

    asyncio.run(run())


def test_a_round_comes_in_three_forms(tmp_path: Path) -> None:
    """One visit to the one full bin; who sees another site has nothing to fetch."""

    async def check(api: Api) -> None:
        planner = RoundDesk(BOOK)
        api.desk.rounds = planner
        async with api.as_("kim", "viewer", "site:meadow") as kim:
            told = (await kim.get("/v1/rounds")).json()
            assert [(row["site"], row["bins"]) for row in told["visits"]] == [
                ("meadow", "meadow/bin1")
            ]
            assert told["km"] > 0
            assert told["left"] == []
            at = {"at_ms": told["sets_out_ms"]}
            table = await kim.get("/v1/rounds", params={"form": "csv", **at})
            assert table.headers["content-type"].startswith("text/csv")
            (row,) = csv.DictReader(io.StringIO(table.text.removeprefix("\ufeff")))
            assert (row["site"], row["arrives"]) == ("meadow", told["visits"][0]["arrives"])
            route = await kim.get("/v1/rounds", params={"form": "gpx", "site": "meadow", **at})
            assert route.headers["content-type"] == "application/gpx+xml"
            assert ElementTree.fromstring(route.text).tag.endswith("gpx")
            for far in (0, at["at_ms"] + 32 * 86_400_000, 253_402_300_799_999):
                assert (await kim.get("/v1/rounds", params={"at_ms": far})).status_code == 422
            for days in (-30, 30):
                near = {"at_ms": at["at_ms"] + days * 86_400_000}
                assert (await kim.get("/v1/rounds", params=near)).status_code == 200
        async with api.as_("lee", "operator", "site:orchard") as lee:
            none = await lee.get("/v1/rounds")
            assert (none.status_code, "no fill sensor" in none.text) == (404, True)
        async with api.as_("sun", "courier") as sun:
            assert (await sun.get("/v1/rounds")).status_code == 403
        planner.end()

    _with_api(tmp_path, check)


def test_without_a_book_there_are_no_rounds(tmp_path: Path) -> None:
    """Said with the option that gives one; a form that there is not is refused."""

    async def check(api: Api) -> None:
        async with api.as_("kim", "viewer") as kim:
            none = await kim.get("/v1/rounds")
            assert (none.status_code, "--rounds" in none.text) == (404, True)
            assert (await kim.get("/v1/rounds", params={"form": "pdf"})).status_code == 422

    _with_api(tmp_path, check)


def test_no_more_than_some_wait() -> None:
    """The next one is told to come again, and nothing is begun for it."""
    planner = RoundDesk(BOOK)
    planner._waiting = WAITING_MOST
    with pytest.raises(RoundsBusy):
        asyncio.run(planner.plan([], 0))
