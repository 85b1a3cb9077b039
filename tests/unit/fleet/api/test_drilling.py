"""Drills over HTTP: only where the fleet is simulated, for who may, of what is in scope."""

from __future__ import annotations

import asyncio
from pathlib import Path

from devices.simulator.acts import Act
from devices.simulator.session import Session
from devices.simulator.shell.drilling import Drilling, listening
from tests.unit.fleet.api.desk import running_api
from twin.staging.cast import Member

PATH = "/v1/devices/meadow/bank1/drill"


def test_nothing_is_drilled_where_devices_are_real(tmp_path: Path) -> None:
    """404, and who asks who they are learns so before; one that does not stand yet is 503."""

    async def run() -> None:
        async with running_api(tmp_path) as api, api.as_("kim", "operator") as kim:
            assert (await kim.get("/v1/me")).json()["simulated"] is False
            assert (await kim.get("/v1/drill")).status_code == 404
            assert (await kim.post(PATH, json={"fault": "mains"})).status_code == 404
            api.desk.drill = tmp_path / "nobody"
            assert (await kim.get("/v1/drill")).json()["ready"] is False
            assert (await kim.post(PATH, json={"fault": "mains"})).status_code == 503

    asyncio.run(run())


def test_who_may_breaks_what_is_theirs(tmp_path: Path) -> None:
    """A viewer may not; a site's operator sees and breaks nothing elsewhere; reasons are told."""
    done: list[tuple[tuple[str, str], Act]] = []
    keys = [("meadow", "bank1"), ("orchard", "bank1")]
    members = [Member(*key, "bank", size=3, classes=(3,)) for key in keys]
    sessions = {m.key: Session(m.identity(), m.body(), "b1") for m in members}
    drilling = Drilling(sessions.get, lambda key, act: done.append((key, act)))

    async def run() -> None:
        path = tmp_path / "drill.socket"
        async with (
            running_api(tmp_path) as api, listening(drilling, path),
            api.as_("eve", "viewer") as eve, api.as_("kim", "operator") as kim,
            api.as_("lee", "operator", "site:orchard") as lee,
        ):  # fmt: skip
            api.desk.drill = path
            assert (await eve.get("/v1/drill")).status_code == 403
            assert (await eve.post(PATH, json={"fault": "mains"})).status_code == 403
            shown = (await kim.post(PATH, json={"fault": "jammed", "number": 2})).json()
            assert shown["faults"]["bin_sensor"] == ["full", "dead"]
            assert shown["numbered"] == ["jammed"]
            assert [(d["site"], d["number"]) for d in shown["drills"]] == [("meadow", 2)]
            assert (await lee.get("/v1/drill")).json()["drills"] == []
            assert (await lee.post(PATH, json={"fault": "mains"})).status_code == 404
            wrong = await kim.post(PATH, json={"fault": "jammed", "number": 9})
            assert (wrong.status_code, wrong.json()["detail"]) == (422, "door 9: there is none")
            right = {"fault": "jammed", "number": 2, "is_on": False}
            assert (await kim.post(PATH, json=right)).json()["drills"] == []
        assert [key for key, _ in done] == [("meadow", "bank1")] * 2

    asyncio.run(run())
