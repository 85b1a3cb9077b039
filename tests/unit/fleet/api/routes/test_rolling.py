"""Rollouts and artifacts over HTTP: who may, what is shown, bytes by Range."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from devices.signing import make_key
from devices.wire.topics import partition_of, topic_of
from fleet.adapters.firmware.store import Store, store_path
from fleet.api.routes.loading import LOADS
from fleet.ports.bus import Message, Share
from fleet.service.telling.carrying import Carrying
from tests.small_fleet import payload
from tests.unit.devices.firmware import FILE, MODEL, NEW, OLD
from tests.unit.fleet.api.desk import Api, running_api


def _with_api(folder: Path, check: Callable[[Api], Awaitable[None]]) -> None:
    async def run() -> None:
        async with running_api(folder) as api:
            (folder / "file").write_bytes(FILE)
            make_key(folder / "key")
            store = Store(store_path(api.desk.journal))
            store.add(folder / "file", NEW, [MODEL], folder / "key", 0)
            now_ms = api.desk.driver.clock.now_ms()
            birth = payload(
                "bin1", 1, now_ms, state="ready", connection=1, kind="bin_sensor", model=MODEL,
                interval_s=600, firmware={"version": OLD},
            )  # fmt: skip
            said = Message(topic_of("meadow", "bin1", "state"), birth, False)
            share = Share(partition_of("meadow"), [said], [], None)
            api.desk.driver.fleet.commit([share], [], now_ms)
            await check(api)

    asyncio.run(run())


async def _carried(api: Api) -> None:
    """Every letter is there."""
    carrier = Carrying(api.desk.driver, api.desk.journal)
    while await carrier.turn():
        pass


def test_a_rollout_over_http(tmp_path: Path) -> None:
    """Planned, started, seen: the device is told where to load, by whom, under which name."""

    async def check(api: Api) -> None:
        async with api.as_("root", "admin") as root:
            planned = await root.post("/v1/rollouts", json={"name": "spring", "artifact": NEW})
            assert planned.json() == {"decided": ["Drafted"]}
            again = await root.post("/v1/rollouts", json={"name": "spring", "artifact": NEW})
            assert again.json() == {"decided": []}
            other = {"name": "spring", "artifact": NEW, "per_site": 1}
            assert (await root.post("/v1/rollouts", json=other)).status_code == 409
            assert (await root.post("/v1/rollouts/spring/start")).status_code == 200
            await _carried(api)
            (row,) = (await root.get("/v1/rollouts")).json()["items"]
            assert (row["state"], row["wave"], row["devices"], row["under_way"]) == (
                "running", 0, 1, 1,
            )  # fmt: skip
            page = (await root.get("/v1/rollouts/spring")).json()
            assert [step["by"] for step in page["history"]][:2] == ["root", "root"]
            assert page["plan"]["artifact"]["address"].startswith("http://fleet/firmware/")
            (member,) = (await root.get("/v1/rollouts/spring/devices")).json()["items"]
            assert (member["device"], member["state"]) == ("meadow/bin1", "ordered")
            (command,) = (await root.get("/v1/devices/meadow/bin1/commands")).json()
            assert (command["command"], command["by"]) == ("install", "rollout spring")
            assert (await root.post("/v1/rollouts/spring/abort")).json()["decided"] == ["Steered"]
            asked = (await root.get("/v1/audit")).json()["items"]
            assert [row["asked"] for row in asked[:3]] == ["rollout"] * 3

    _with_api(tmp_path, check)


def test_who_may_roll_out(tmp_path: Path) -> None:
    """An admin of the whole city; others of the city look; nobody of one site sees it whole."""

    async def check(api: Api) -> None:
        words = {"name": "spring", "artifact": NEW}
        async with (
            api.as_("root", "admin") as root,
            api.as_("kim", "operator") as kim,
            api.as_("mei", "admin", "site:meadow") as mei,
        ):
            assert (await kim.post("/v1/rollouts", json=words)).status_code == 403
            assert (await mei.post("/v1/rollouts", json=words)).status_code == 403
            assert (await root.post("/v1/rollouts", json=words)).status_code == 201
            assert (await kim.post("/v1/rollouts/spring/start")).status_code == 403
            await _carried(api)
            for path in ("/v1/rollouts", "/v1/rollouts/spring", "/v1/artifacts"):
                assert (await kim.get(path)).status_code == 200
                assert (await mei.get(path)).status_code == 403
            members = (await mei.get("/v1/rollouts/spring/devices")).json()["items"]
            assert [row["device"] for row in members] == ["meadow/bin1"]
            async with api.as_("li", "viewer", "site:orchard") as li:
                assert (await li.get("/v1/rollouts/spring/devices")).json()["items"] == []
            missing = await root.post("/v1/rollouts", json={"name": "x", "artifact": "9"})
            assert missing.status_code == 404
            assert (await root.post("/v1/rollouts/autumn/start")).status_code == 404

    _with_api(tmp_path, check)


def test_a_file_is_loaded_in_parts_without_a_token(tmp_path: Path) -> None:
    """Any range of it, as it is; outside it 416; what is not there 404; too many at once 503."""

    async def check(api: Api) -> None:
        async with api.as_("nobody", "") as device:
            checksum = Store(store_path(api.desk.journal)).find(NEW).sha256
            path = f"/firmware/{checksum}"
            part = await device.get(path, headers={"Range": "bytes=100000-100063"})
            assert (part.status_code, part.content) == (206, FILE[100_000:100_064])
            assert part.headers["content-range"] == f"bytes 100000-100063/{len(FILE)}"
            assert (await device.get(path)).content == FILE
            beyond = await device.get(path, headers={"Range": f"bytes={len(FILE)}-"})
            assert beyond.status_code == 416
            assert (await device.get(f"/firmware/{'0' * 64}")).status_code == 404
            assert api.desk.loads == 0
            api.desk.loads = LOADS
            assert (await device.get(path)).status_code == 503

    _with_api(tmp_path, check)


@pytest.mark.parametrize("name", ["../journal", "a b", "x" * 49])
def test_a_name_that_cannot_be(tmp_path: Path, name: str) -> None:
    """Refused as a whole."""

    async def check(api: Api) -> None:
        async with api.as_("root", "admin") as root:
            answer = await root.post("/v1/rollouts", json={"name": name, "artifact": NEW})
            assert answer.status_code == 422

    _with_api(tmp_path, check)
