"""Who asks, sites, doors, lists: what the console begins with, within a scope."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from devices.wire.topics import partition_of, topic_of
from fleet.adapters.journal.tail import Tail
from fleet.api.outside.following import read_events
from fleet.core.inputs import Furnish
from fleet.ports.bus import Message, Share
from tests.small_fleet import payload
from tests.unit.fleet.api.desk import Api, running_api


def _with_banks(folder: Path, check: Callable[[Api], Awaitable[None]]) -> None:
    async def run() -> None:
        async with running_api(folder) as api:
            for site in ("meadow", "orchard"):
                asked = Furnish("", "t", f"{site}/bank1", [2, 1])
                await api.desk.driver.ask(partition_of(site), asked)
            await check(api)

    asyncio.run(run())


def test_everybody_learns_who_they_are(tmp_path: Path) -> None:
    """Name, role, scope, what they may in a word each, and the manager's time."""

    async def check(api: Api) -> None:
        async with api.as_("kim", "operator", "site:meadow") as kim, api.as_("v", "viewer") as v:
            me = (await kim.get("/v1/me")).json()
            assert (me["name"], me["role"], me["scope"]) == ("kim", "operator", "site:meadow")
            assert me["may"] == ["look", "open", "command", "desire", "work", "ask", "drill"]
            assert me["now_ms"] > 0
            assert me["clock_speed"] == 1.0
            assert (await v.get("/v1/me")).json()["may"] == ["look"]

    _with_banks(tmp_path, check)


def test_sites_and_doors_end_with_the_scope(tmp_path: Path) -> None:
    """A site outside is not there; a company's system, which may not look, gets neither."""

    async def check(api: Api) -> None:
        async with (
            api.as_("city", "viewer") as city,
            api.as_("west", "viewer", "community:west") as west,
            api.as_("swift", "company") as swift,
        ):
            rows = (await city.get("/v1/sites")).json()["items"]
            assert [(row["site"], row["devices"]) for row in rows] == [
                ("meadow", 2),
                ("orchard", 1),
            ]
            assert [r["site"] for r in (await west.get("/v1/sites")).json()["items"]] == ["orchard"]
            (bank,) = (await city.get("/v1/sites/meadow/doors")).json()["items"]
            assert (bank["bank"], bank["states"]) == ("bank1", ["free"] * 3)
            assert (await west.get("/v1/sites/meadow/doors")).json()["items"] == []
            assert len((await west.get("/v1/sites/orchard/doors")).json()["items"]) == 1
            for path in ("sites", "sites/meadow/doors"):
                assert (await swift.get(f"/v1/{path}")).status_code == 403

    _with_banks(tmp_path, check)


def test_a_list_is_searched_and_counted(tmp_path: Path) -> None:
    """`text` in the key; `found` counts all of them; telemetry comes where it is asked for."""

    async def check(api: Api) -> None:
        async with api.as_("city", "viewer") as city:
            page = (await city.get("/v1/devices?text=bank&limit=1")).json()
            assert (page["found"], page["next"]) == (2, "meadow/bank1")
            rest = (await city.get(f"/v1/devices?text=bank&after={page['next']}")).json()
            assert [row["site"] for row in rest["items"]] == ["orchard"]
            (row,) = (await city.get("/v1/devices?text=meadow/bin&measured=true")).json()["items"]
            assert row["measured"] is None

    _with_banks(tmp_path, check)


def test_a_history_goes_back_stretch_by_stretch(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A device's events, the newest first, and nobody else's; `next` leads on, until the beginning
    of the journal; outside of a scope there is none.
    """

    async def check(api: Api) -> None:
        async with api.as_("kim", "operator") as kim, api.as_("w", "viewer", "site:orchard") as w:
            for version in range(4):
                for path in ("meadow/bin1", "meadow/bank1"):
                    body = {"version": version, "values": {"n": version}}
                    await kim.put(f"/v1/devices/{path}/shadow", json=body)
            found: list[dict[str, Any]] = []
            stretches, query = 0, "?"
            while query:
                page = (await kim.get(f"/v1/devices/meadow/bin1/history{query}")).json()
                found += page["items"]
                stretches += 1
                query = f"?before={page['next']}" if page["next"] else ""
            assert {row["device"] for row in found} == {"meadow/bin1"}
            assert [row["event"] for row in found] == ["desired_set"] * 4 + ["registered"]
            assert [row["version"] for row in found[:4]] == [4, 3, 2, 1]
            assert stretches > 2
            assert (await w.get("/v1/devices/meadow/bin1/history")).status_code == 404

    monkeypatch.setattr("fleet.api.routes.looking.HISTORY_SPAN", 5)
    _with_banks(tmp_path, check)


def test_telemetry_is_told_of_the_site_that_was_asked_for(tmp_path: Path) -> None:
    """The stream's reader gives a `measured` row for one site, and none without one."""

    async def check(api: Api) -> None:
        words = {"kind": "bin_sensor", "fill_permille": 420}
        data = payload("bin1", 1, api.desk.driver.clock.now_ms(), **words)
        message = Message(topic_of("meadow", "bin1", "telemetry"), data, False)
        share = Share(partition_of("meadow"), [message], (), None)
        api.desk.driver.fleet.commit([share], (), api.desk.driver.clock.now_ms())
        tail = Tail(api.desk.journal)
        try:
            told = {site: read_events(tail, 0, site)[1] for site in ("", "meadow", "orchard")}
        finally:
            tail.close()
        found = {
            site: [row for _, row in rows if row["event"] == "measured"]
            for site, rows in told.items()
        }
        assert found[""] == found["orchard"] == []
        (row,) = found["meadow"]
        assert (row["device"], row["measured"]["fill_permille"]) == ("meadow/bin1", 420)
        assert json.dumps(row)

    _with_banks(tmp_path, check)
