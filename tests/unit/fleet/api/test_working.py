"""Alarms, orders and rules over HTTP: who sees them, who may work on them, what is audited."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from pathlib import Path

import httpx

from devices.wire.topics import partition_of, topic_of
from fleet.core.inputs import Register
from fleet.ports.bus import Message, Share
from tests.small_fleet import payload
from tests.unit.fleet.api.desk import Api, running_api


def _with_api(folder: Path, check: Callable[[Api], Awaitable[None]]) -> None:
    async def run() -> None:
        async with running_api(folder) as api:
            _overflow(api)
            await check(api)

    asyncio.run(run())


def _overflow(api: Api) -> None:
    """The bin of the meadow says that it is nine tenths full."""
    now_ms = api.desk.driver.clock.now_ms()
    said = payload("bin1", 1, now_ms, kind="bin_sensor", fill_permille=900)
    message = Message(topic_of("meadow", "bin1", "telemetry"), said, False)
    share = Share(partition_of("meadow"), [message], [], None)
    api.desk.driver.fleet.commit([share], [], now_ms)


async def _items(client: httpx.AsyncClient, path: str) -> list[dict[str, object]]:
    answer = await client.get(path)
    assert answer.status_code == 200, answer.text
    items: list[dict[str, object]] = answer.json()["items"]
    return items


def test_an_alarm_goes_its_way(tmp_path: Path) -> None:
    """Seen with its order, acknowledged, started, done; what waits is the sensor."""

    async def check(api: Api) -> None:
        async with api.as_("kim", "operator", "site:meadow") as kim:
            (alarm,) = await _items(kim, "/v1/alarms")
            assert (alarm["alarm"], alarm["order"]) == ("overflow", "meadow:1")
            seen = await kim.post("/v1/devices/meadow/bin1/alarms/overflow/acknowledge")
            assert seen.json()["decided"] == ["Acknowledged", "Moved"]
            for act in ("start", "done"):
                answer = await kim.post("/v1/orders/meadow:1", json={"act": act})
                assert answer.json()["decided"] == ["Moved"]
            (order,) = await _items(kim, "/v1/orders")
            assert (order["state"], order["owner"]) == ("done", "property")
            tasks = await _items(kim, "/v1/sites/meadow/today")
            assert [(task["what"], task["device"], task["why"]) for task in tasks] == [
                ("empty_bin", "meadow/bin1", "overflow"), ("look", "meadow/bank1", "unheard"),
            ]  # fmt: skip
            cancelled = await kim.post("/v1/orders/meadow:1", json={"act": "cancel"})
            assert cancelled.status_code == 409

    _with_api(tmp_path, check)


def test_who_may_what(tmp_path: Path) -> None:
    """A viewer looks; outside the scope is nothing, and 404; rules are an admin's."""

    async def check(api: Api) -> None:
        async with (
            api.as_("v", "viewer") as viewer,
            api.as_("w", "operator", "community:west") as west,
            api.as_("o", "operator") as operator,
        ):
            assert len(await _items(viewer, "/v1/alarms")) == 1
            assert await _items(west, "/v1/alarms") == []
            assert await _items(west, "/v1/orders") == []
            body = {"act": "start"}
            assert (await viewer.post("/v1/orders/meadow:1", json=body)).status_code == 403
            assert (await west.post("/v1/orders/meadow:1", json=body)).status_code == 404
            assert (await west.get("/v1/sites/meadow/today")).status_code == 404
            assert (await operator.put("/v1/sites/meadow/rules", json={})).status_code == 403

    _with_api(tmp_path, check)


def test_a_shelf_and_an_order_by_hand(tmp_path: Path) -> None:
    """Shelving ends the order; a month's sheet counts both; all of it is audited."""

    async def check(api: Api) -> None:
        async with api.as_("kim", "operator") as kim, api.as_("root", "admin") as admin:
            shelf = "/v1/devices/meadow/bin1/alarms/overflow/shelf"
            put = await kim.put(shelf, json={"hours": 2})
            assert put.json()["decided"] == ["Shelved", "OrderClosed"]
            body = {"place": "meadow", "kind": "clean", "text": "the floor"}
            assert (await kim.post("/v1/orders", json=body)).status_code == 201
            assert (await kim.post("/v1/orders", json={**body, "kind": "x"})).status_code == 422
            orders = await _items(kim, "/v1/orders?closed=true")
            assert {order["kind"]: order["outcome"] for order in orders} == {
                "empty_bin": "shelved", "clean": "",
            }  # fmt: skip
            assert (await kim.delete(shelf)).json()["decided"] == ["Shelved", "Ordered"]
            asked = [row["asked"] for row in await _items(admin, "/v1/audit")]
            assert asked[:4] == ["alarm", "order", "order", "alarm"]
            month = str(json.loads((await kim.get("/v1/sites/meadow/sheet/2000-01")).text)["items"])
            assert month == "[]"

    _with_api(tmp_path, check)


def test_rules_are_set_whole(tmp_path: Path) -> None:
    """A rulebook as JSON; a slip is refused with its place; the chain changes who is asked."""

    async def check(api: Api) -> None:
        async with api.as_("root", "admin") as admin:
            step = {"owner": "caretaker", "acknowledge_min": 5, "done_min": 30}
            rules = "/v1/sites/orchard/rules"
            answer = await admin.put(rules, json={"chains": {"default": [step]}})
            assert answer.json()["decided"] == ["Configured"]
            await admin.post("/v1/orders", json={"place": "orchard", "kind": "clean"})
            orders = await _items(admin, "/v1/orders")
            assert [o["owner"] for o in orders if o["device"] == "orchard"] == ["caretaker"]
            slip = await admin.put(rules, json={"chain": {}})
            assert slip.status_code == 422
            assert "chain" in slip.text

    _with_api(tmp_path, check)


def test_incidents_are_told_to_who_sees_the_site(tmp_path: Path) -> None:
    """Three banks of the meadow without mains: a row for the city and for the meadow, none for the
    orchard; a community sees no whole site.
    """

    async def check(api: Api) -> None:
        fleet, now_ms = api.desk.driver.fleet, api.desk.driver.clock.now_ms()
        number = partition_of("meadow")
        names = ("bank7", "bank8", "bank9")
        asked = [(number, Register("", "t", f"meadow/{name}", "bank")) for name in names]
        fleet.commit((), asked, now_ms)
        said = [
            Message(
                topic_of("meadow", name, "event"),
                payload(name, 1, now_ms, event="mains", mains=False),
                False,
            )
            for name in names
        ]
        fleet.commit([Share(number, said, [], None)], [], now_ms)
        fleet.commit((), (), now_ms + 60_000)
        for scope, count in (("city", 1), ("site:meadow", 1), ("site:orchard", 0)):
            async with api.as_(scope, "viewer", scope) as who:
                rows = await _items(who, "/v1/incidents")
                assert len(rows) == count
                for row in rows:
                    assert (row["causes"], row["sites"]) == (["mains"], ["meadow"])
                    assert row["devices"] == 3
        async with api.as_("east", "viewer", "community:east") as who:
            assert (await who.get("/v1/incidents")).status_code == 403

    _with_api(tmp_path, check)
