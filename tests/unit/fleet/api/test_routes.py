"""The API over a manager that runs: who sees what, who may what, what is journaled."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from pathlib import Path

import httpx

from tests.unit.fleet.api.desk import Api, running_api


def _with_api(folder: Path, check: Callable[[Api], Awaitable[None]]) -> None:
    async def run() -> None:
        async with running_api(folder) as api:
            await check(api)

    asyncio.run(run())


def _keys(answer: httpx.Response) -> list[str]:
    assert answer.status_code == 200, answer.text
    return [f"{row['site']}/{row['device']}" for row in answer.json()["items"]]


def test_nobody_sees_anything_without_a_token(tmp_path: Path) -> None:
    """Every path but liveness, readiness and links answers a stranger with 401."""

    async def check(api: Api) -> None:
        async with api.as_("", "") as stranger:
            document = (await stranger.get("/openapi.json")).json()
            asked = 0
            for path, methods in document["paths"].items():
                where = path.replace("{", "").replace("}", "")
                for method in methods:
                    if path not in {"/health", "/ready", "/enter", "/firmware/{sha256}"}:
                        answer = await stranger.request(method, where, json={})
                        assert answer.status_code == 401, (method, path)
                        asked += 1
            assert asked > 14
            assert (await stranger.get("/health")).status_code == 200
            bad = await stranger.get("/v1/devices", headers={"Authorization": "Bearer guess"})
            assert bad.status_code == 401

    _with_api(tmp_path, check)


def test_a_scope_ends_what_is_seen(tmp_path: Path) -> None:
    """A site, a community and the city; what is outside is not there (404), not forbidden."""

    async def check(api: Api) -> None:
        async with (
            api.as_("a", "viewer") as city,
            api.as_("b", "viewer", "site:meadow") as site,
            api.as_("c", "viewer", "community:west") as community,
            api.as_("d", "courier", "community:east") as courier,
        ):
            everything = ["meadow/bank1", "meadow/bin1", "orchard/bank1"]
            assert _keys(await city.get("/v1/devices")) == everything
            assert _keys(await site.get("/v1/devices")) == everything[:2]
            assert _keys(await community.get("/v1/devices")) == everything[2:]
            assert _keys(await courier.get("/v1/devices")) == everything[:1]
            assert (await community.get("/v1/devices/meadow/bank1")).status_code == 404
            assert (await site.get("/v1/devices/meadow/bank1")).json()["kind"] == "bank"
            assert (await courier.get("/v1/devices/meadow/bin1/shadow")).status_code == 404

    _with_api(tmp_path, check)


def test_pages_follow_each_other(tmp_path: Path) -> None:
    """`next` leads through all devices, each once."""

    async def check(api: Api) -> None:
        async with api.as_("a", "viewer") as city:
            found: list[str] = []
            after: str | None = ""
            while after is not None:
                answer = await city.get("/v1/devices", params={"limit": 2, "after": after})
                found += _keys(answer)
                after = answer.json()["next"]
            assert found == ["meadow/bank1", "meadow/bin1", "orchard/bank1"]
            assert (await city.get("/v1/devices", params={"limit": 501})).status_code == 422

    _with_api(tmp_path, check)


def test_a_shadow_needs_the_version_seen(tmp_path: Path) -> None:
    """The second of two who saw the same version is refused with 409, and nothing changes."""

    async def check(api: Api) -> None:
        async with api.as_("a", "operator") as operator:
            path = "/v1/devices/meadow/bin1/shadow"
            first = await operator.put(path, json={"version": 0, "values": {"alarm": 70}})
            assert first.json()["desired_version"] == 1
            assert first.json()["pending"]
            second = await operator.put(path, json={"version": 0, "values": {"alarm": 90}})
            assert second.status_code == 409
            assert (await operator.get(path)).json()["desired"] == {"alarm": 70}
            assert any(topic.endswith("/down/desired") for topic, _ in api.bus.published)

    _with_api(tmp_path, check)


def test_a_command_is_given_once(tmp_path: Path) -> None:
    """The same id twice is one command; another under that id is refused; a bad one, too."""

    async def check(api: Api) -> None:
        async with api.as_("a", "operator") as operator:
            path = "/v1/devices/meadow/bank1/commands"
            body = {"command": "open_door", "arguments": {"compartment": 3}, "id": "c1"}
            for _ in range(2):
                answer = await operator.post(path, json=body)
                assert (answer.status_code, answer.json()["by"]) == (202, "a")
            assert len((await operator.get(path)).json()) == 1
            assert (await operator.get(f"{path}/c1")).json()["outcome"] == ""
            other = await operator.post(path, json={"command": "restart", "id": "c1"})
            assert other.status_code == 409
            bad = await operator.post(path, json={"command": "open_door"})
            assert bad.status_code == 422
            assert len(api.bus.published) == 1

    _with_api(tmp_path, check)


def test_roles_end_what_may_be_asked(tmp_path: Path) -> None:
    """A courier opens doors of banks, a viewer nothing; only an admin registers and audits."""

    async def check(api: Api) -> None:
        door = {"command": "open_door", "arguments": {"compartment": 1}}
        path = "/v1/devices/meadow/bank1"
        async with (
            api.as_("v", "viewer") as viewer,
            api.as_("c", "courier") as courier,
            api.as_("o", "operator") as operator,
            api.as_("s", "admin", "site:meadow") as admin,
        ):
            statuses = [
                (await who.post(f"{path}/commands", json=door)).status_code
                for who in (viewer, courier, operator, admin)
            ]
            assert statuses == [403, 202, 202, 202]
            restart = await courier.post(f"{path}/commands", json={"command": "restart"})
            assert restart.status_code == 403
            assert (await operator.get("/v1/audit")).status_code == 403
            assert (await operator.delete(path)).status_code == 403
            new = {"kind": "camera"}
            assert (await admin.put("/v1/devices/orchard/cam", json=new)).status_code == 403
            assert (await admin.put("/v1/devices/meadow/cam", json=new)).status_code == 200
            assert (await admin.delete("/v1/devices/orchard/bank1")).status_code == 404
            assert (await admin.delete("/v1/devices/meadow/cam")).status_code == 200

    _with_api(tmp_path, check)


def test_a_community_cannot_reach_beyond_itself(tmp_path: Path) -> None:
    """Its admin takes no device of others in, and no site in which it has nothing."""

    async def check(api: Api) -> None:
        async with api.as_("w", "admin", "community:west") as admin:
            mine = {"kind": "camera", "groups": ["west"]}
            assert (await admin.put("/v1/devices/orchard/cam", json=mine)).status_code == 200
            assert (await admin.put("/v1/devices/meadow/cam", json=mine)).status_code == 403
            other = {"kind": "bank", "groups": ["west"]}
            assert (await admin.put("/v1/devices/meadow/bank1", json=other)).status_code == 404
            lost = {"kind": "camera", "groups": ["east"]}
            assert (await admin.put("/v1/devices/orchard/cam", json=lost)).status_code == 403

    _with_api(tmp_path, check)


def test_the_journal_says_who_did_what(tmp_path: Path) -> None:
    """Granted and refused requests, the newest first, with the name of the token."""

    async def check(api: Api) -> None:
        async with api.as_("kim", "admin") as admin:
            path = "/v1/devices/meadow/bin1/shadow"
            for _ in range(2):
                await admin.put(path, json={"version": 0, "values": {"alarm": 70}})
            rows = (await admin.get("/v1/audit", params={"limit": 3})).json()
            found = [(r["by"], r["asked"], r["decided"][0]["event"]) for r in rows["items"]]
            assert found[:2] == [("kim", "desire", "refused"), ("kim", "desire", "desired_set")]
            beyond = await admin.get("/v1/audit", params={"before": 2**63})
            assert beyond.status_code == 422
            older = await admin.get("/v1/audit", params={"before": rows["next"]})
            assert {row["asked"] for row in older.json()["items"]} == {"register"}

    _with_api(tmp_path, check)


def test_who_asks_too_often_waits(tmp_path: Path) -> None:
    """After 60 at once 429 with Retry-After; a second later there is room again."""

    async def check(api: Api) -> None:
        async with api.as_("a", "viewer") as city, api.as_("b", "viewer") as other:
            for _ in range(60):
                assert (await city.get("/v1/firmware")).status_code == 200
            refused = await city.get("/v1/firmware")
            assert (refused.status_code, refused.headers["retry-after"]) == (429, "1")
            assert (await other.get("/v1/firmware")).status_code == 200
            api.now_ms += 1_000
            assert (await city.get("/v1/firmware")).status_code == 200

    _with_api(tmp_path, check)


def test_guessing_is_slow(tmp_path: Path) -> None:
    """After 20 wrong tokens an address is refused whatever it shows."""

    async def check(api: Api) -> None:
        async with api.as_("a", "viewer") as city:
            wrong = {"Authorization": "Bearer wrong"}
            seen = {(await city.get("/v1/health", headers=wrong)).status_code for _ in range(20)}
            assert seen == {401}
            assert (await city.get("/v1/health")).status_code == 429

    _with_api(tmp_path, check)


def test_a_link_gives_a_token_once(tmp_path: Path) -> None:
    """Its token works with the role and scope of the link; the link is then gone."""

    async def check(api: Api) -> None:
        code = api.desk.tokens.add("op", "operator", "city", api.now_ms, is_link=True)
        async with api.as_("", "") as stranger:
            as_token = {"Authorization": f"Bearer {code}"}
            assert (await stranger.get("/v1/devices", headers=as_token)).status_code == 401
            entered = (await stranger.get("/enter", params={"code": code})).json()
            headers = {"Authorization": f"Bearer {entered['token']}"}
            assert (await stranger.get("/v1/devices", headers=headers)).status_code == 200
            assert (await stranger.get("/enter", params={"code": code})).status_code == 410

    _with_api(tmp_path, check)


def test_readiness_is_that_of_the_broker(tmp_path: Path) -> None:
    """503 while a session is not connected; the process is alive all the same."""

    async def check(api: Api) -> None:
        async with api.as_("", "") as stranger:
            assert (await stranger.get("/ready")).status_code == 200
            api.bus.connected = False
            assert (await stranger.get("/ready")).status_code == 503
            assert (await stranger.get("/health")).status_code == 200

    _with_api(tmp_path, check)


def test_bodies_are_checked_before_anything_else(tmp_path: Path) -> None:
    """Too long is 413, a field that does not exist is 422; neither reaches the journal."""

    async def check(api: Api) -> None:
        async with api.as_("a", "operator") as operator:
            commits = api.desk.driver.fleet.commits
            path = "/v1/devices/meadow/bin1/shadow"
            long = await operator.put(path, content=b" " * 65_537)
            assert long.status_code == 413
            slip = {"version": 0, "values": {}, "force": True}
            for body in map(json.dumps, (slip, {"values": {}}, [], "x")):
                assert (await operator.put(path, content=body)).status_code == 422
            deep = await operator.put(path, json={"version": 0, "values": {"a": {"b": 1}}})
            assert deep.status_code == 422
            assert api.desk.driver.fleet.commits == commits

    _with_api(tmp_path, check)
