"""The Locust file of courier companies, its calls made at the port of a real API.

Locust itself is no part of Courtyard; what stands in for it has real HTTP sessions.
"""

from __future__ import annotations

import asyncio
import runpy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from devices.wire.topics import partition_of
from fleet.api.outside.serving import ApiSettings, served
from fleet.core.inputs import Furnish
from tests.contract.sources import ROOT
from tests.integration.broker import free_port
from tests.integration.loadtest.locust_words import Table, stand_in
from tests.unit.fleet.api.desk import running_api

FILE = ROOT / "deploy" / "locust" / "companies.py"
HOLD = ("PUT", "/v1/lockers/{site}/{bank}/reservations/{request}")
GIVE_BACK = ("DELETE", "/v1/lockers/{site}/{bank}/reservations/{lease}")
LOOK, SETTLE = ("GET", "/v1/lockers"), ("GET", "/v1/settlement")

AT_ONCE = 60
"""Requests that a token may make before it is told to ask later: of a look and thirty turns of two,
the last question goes unanswered.
"""

Play = Callable[[Callable[[], Any], Table, "Clock"], None]
"""Given how to make a user of the file, Locust's table, and the manager's clock."""


class Clock:
    """Of the manager; it stands until it is told to go on."""

    ms = 1_800_000_000_000


@pytest.fixture
def at_the_api(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[[list[str], list[int], Play], None]:
    """Play with users of the file: companies by name, compartments of each class of two banks."""

    async def serve(names: list[str], classes: list[int], play: Play) -> None:
        async with running_api(tmp_path) as api:
            for site in ("meadow", "orchard"):
                asked = Furnish("", "t", f"{site}/bank1", classes)
                await api.desk.driver.ask(partition_of(site), asked)
            port = free_port()
            desk = api.desk
            async with served(desk.driver, desk.journal, ApiSettings("127.0.0.1", port)) as desk:
                clock = Clock()
                desk.wall_ms = lambda: clock.ms
                files = []
                for name in names:
                    files.append(tmp_path / f"{name}.token")
                    token = desk.tokens.add(name, "company", "city", desk.wall_ms())
                    files[-1].write_text(f"{token}\n", encoding="ascii")
                monkeypatch.setenv("COURTYARD_TOKENS", ",".join(map(str, files)))
                stand_in(monkeypatch)
                company = runpy.run_path(str(FILE))["Company"]
                table = Table()
                user = lambda: company(f"http://127.0.0.1:{port}", table)  # noqa: E731
                await asyncio.to_thread(play, user, table, clock)

    return lambda names, classes, play: asyncio.run(serve(names, classes, play))


def test_companies_hold_give_back_look_and_settle(at_the_api: Callable[..., None]) -> None:
    """Every call is answered as it should be; all that was held was given back, by each company."""

    def play(user: Callable[[], Any], table: Table, clock: Clock) -> None:
        users = [user(), user()]
        for each in users:
            each.on_start()
            assert type(each).wait_time(each) == 1.0
        for each in users:
            each.do_all()
        assert not table.failed
        assert table.asked == {HOLD: 18, GIVE_BACK: 18, LOOK: 2 + 4, SETTLE: 2}
        for each, name in zip(users, ("swift", "blue"), strict=True):
            (row,) = each.client.get("/v1/settlement").json()["items"]
            assert (row["company"], row["held"], row["ended"]) == (name, 0, {"withdrawn": 9})

    at_the_api(["swift", "blue"], [1, 1, 1], play)


def test_a_full_bank_is_no_failure(at_the_api: Callable[..., None]) -> None:
    """Where others hold every compartment nothing is held, so nothing is given back."""

    def play(user: Callable[[], Any], table: Table, clock: Clock) -> None:
        other, company = user(), user()
        other.on_start()
        for number, (site, bank) in enumerate(other.banks * 2):
            place = f"/v1/lockers/{site}/{bank}/reservations/r{number}"
            wish = {"parcel": f"r{number}", "size": 0, "recipient": "r"}
            assert other.client.put(place, json=wish, name="").ok == (number < len(other.banks))
        table.asked.clear()
        table.failed.clear()
        company.on_start()
        company.do_all()
        assert not table.failed
        assert table.asked == {HOLD: 9, LOOK: 1 + 2, SETTLE: 1}

    at_the_api(["blue", "swift"], [1, 0, 0], play)


def test_who_asks_too_often_keeps_what_he_owes_and_gives_it_back_later(
    at_the_api: Callable[..., None],
) -> None:
    """Later (429) is an answer, to a reservation and to its end; nothing stays held for it."""

    def play(user: Callable[[], Any], table: Table, clock: Clock) -> None:
        company = user()
        company.on_start()
        for _ in range(AT_ONCE // 2):
            company.hold_and_give_back()
        company.give_back()
        assert len(company.held) == 1
        clock.ms += 60_000
        company.give_back()
        assert (company.held, table.failed) == ([], {})
        assert table.asked == {LOOK: 1, HOLD: AT_ONCE // 2, GIVE_BACK: AT_ONCE // 2 + 2}

    at_the_api(["swift"], [1, 1, 1], play)


def test_what_went_wrong_is_counted(at_the_api: Callable[..., None]) -> None:
    """An unknown token is a failure of every kind of call, and holds nothing."""

    def play(user: Callable[[], Any], table: Table, clock: Clock) -> None:
        company = user()
        company.on_start()
        company.client.headers["Authorization"] = "Bearer nobody"
        company.do_all()
        assert table.failed == {(*HOLD, 401): 9, (*LOOK, 401): 2, (*SETTLE, 401): 1}

    at_the_api(["swift"], [1, 1, 1], play)
