"""Parcels over HTTP: companies reserve and settle, operators report and open, nobody sees more."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

from devices.wire.topics import partition_of
from fleet.core.inputs import Furnish
from tests.unit.fleet.api.desk import Api, running_api

BANK = "/v1/lockers/meadow/bank1"


def _with_banks(folder: Path, check: Callable[[Api], Awaitable[None]]) -> None:
    async def run() -> None:
        async with running_api(folder) as api:
            for site, classes in (("meadow", [2, 1]), ("orchard", [0, 3])):
                asked = Furnish("", "t", f"{site}/bank1", classes, quotas={"swift": 2, "slow": 1})
                await api.desk.driver.ask(partition_of(site), asked)
            await check(api)

    asyncio.run(run())


def _body(parcel: str) -> dict[str, object]:
    return {"parcel": parcel, "size": 0, "recipient": f"r-{parcel}"}


def test_a_company_finds_room_and_holds_it(tmp_path: Path) -> None:
    """By site and size; the same reservation again is one; its quota ends it; given back."""

    async def check(api: Api) -> None:
        async with api.as_("swift", "company") as swift:
            free = (await swift.get("/v1/lockers")).json()["items"]
            assert [(row["site"], row["free"]) for row in free] == [
                ("meadow", [2, 1]), ("orchard", [0, 3]),
            ]  # fmt: skip
            assert free[0]["quotas"] == {"swift": 2}
            assert len((await swift.get("/v1/lockers?site=orchard&size=1")).json()["items"]) == 1
            first = await swift.put(f"{BANK}/reservations/w1", json=_body("p1"))
            again = await swift.put(f"{BANK}/reservations/w1", json=_body("p1"))
            assert first.status_code == 200, first.text
            assert first.json() == again.json()
            assert (first.json()["stage"], first.json()["compartment"]) == ("reserved", 1)
            assert (await swift.put(f"{BANK}/reservations/w1", json=_body("p9"))).status_code == 409
            await swift.put(f"{BANK}/reservations/w2", json=_body("p2"))
            full = await swift.put(f"{BANK}/reservations/w3", json=_body("p3"))
            assert (full.status_code, full.json()["detail"]) == (409, "meadow/bank1: quota")
            gone = await swift.delete(f"{BANK}/reservations/{first.json()['lease']}")
            assert gone.json() == {"decided": ["LeaseEnded"]}
            assert (await swift.put(f"{BANK}/reservations/w3", json=_body("p3"))).status_code == 200
            (row,) = (await swift.get("/v1/settlement")).json()["items"]
            assert (row["company"], row["held"], row["ended"]) == ("swift", 2, {"withdrawn": 1})

    _with_banks(tmp_path, check)


def test_no_company_sees_or_moves_what_is_anothers(tmp_path: Path) -> None:
    """Nor devices, nor other sites than its scope; nobody else speaks for it."""

    async def check(api: Api) -> None:
        async with (
            api.as_("swift", "company") as swift,
            api.as_("slow", "company", "site:meadow") as slow,
            api.as_("kim", "operator") as kim,
            api.as_("eve", "courier") as eve,
        ):
            held = (await swift.put(f"{BANK}/reservations/w1", json=_body("p1"))).json()["lease"]
            assert (await slow.get(f"{BANK}/parcels")).json()["items"] == []
            assert (await slow.delete(f"{BANK}/reservations/{held}")).status_code == 404
            back = await slow.post(f"{BANK}/parcels/{held}/take-back?request=t1")
            assert back.status_code == 404
            assert (await slow.get("/v1/settlement")).json()["items"] == []
            assert len((await slow.get("/v1/lockers")).json()["items"]) == 1
            elsewhere = BANK.replace("meadow", "orchard")
            answer = await slow.put(f"{elsewhere}/reservations/w1", json=_body("p1"))
            assert answer.status_code == 404
            assert (await swift.get("/v1/devices")).status_code == 403
            assert (await kim.put(f"{BANK}/reservations/w9", json=_body("p"))).status_code == 403
            assert (await eve.get("/v1/lockers")).status_code == 403
            need = {"request": "n1", "reason": "smoke"}
            assert (
                await eve.post(f"{BANK}/parcels/{held}/emergency", json=need)
            ).status_code == 403

    _with_banks(tmp_path, check)


def test_operators_report_open_and_see_the_custody(tmp_path: Path) -> None:
    """An exception has somebody and a deadline; an emergency stands in the audit."""

    async def check(api: Api) -> None:
        async with (
            api.as_("swift", "company") as swift,
            api.as_("kim", "operator") as kim,
            api.as_("ann", "admin") as ann,
        ):
            held = (await swift.put(f"{BANK}/reservations/w1", json=_body("p1"))).json()["lease"]
            where = f"{BANK}/parcels/{held}"
            wrong = {"what": "damaged", "responsible": "swift"}
            assert (await kim.post(f"{where}/exceptions", json=wrong)).status_code == 200
            (row,) = (await kim.get(f"{BANK}/parcels?troubled=true")).json()["items"]
            assert (row["trouble"]["what"], row["trouble"]["responsible"]) == ("damaged", "swift")
            no = {"request": "f", "is_recipient": False}
            assert (await kim.post(f"{where}/face", json=no)).json() == {"decided": ["WrongCode"]}
            need = {"request": "n1", "reason": "smoke"}
            assert (await kim.post(f"{where}/emergency", json=need)).status_code == 409
            asked = (await ann.get("/v1/audit")).json()["items"]
            said = [(row["by"], row["asked"], row["words"][-1]) for row in asked]
            assert ("kim", "open in an emergency", "smoke") in said

    _with_banks(tmp_path, check)
