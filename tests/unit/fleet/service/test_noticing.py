"""Notices: sent through real channels, with a code that fits, until each is done."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec
import pytest

from devices.codes import bank_key, code_of
from devices.wire.topics import partition_of, topic_of
from fleet.adapters.notices.with_apprise import AppriseChannel, ChannelError
from fleet.core.inputs import Ask, Furnish, Redraw
from fleet.core.parcels.state import Parcels, draw_command
from fleet.ports.bus import Message, Share
from fleet.service.noticing import ATTEMPTS, NoticesError, Noticing, Plan, read_plan
from tests.small_fleet import payload
from tests.unit.fleet.api.desk import Api, running_api
from tests.unit.fleet.api.test_outside import running_platform

KEY = b"k" * 32
BANK = "meadow/bank1"
NUMBER = partition_of("meadow")


@dataclass
class Pigeon:
    """A channel that takes what it is told to take."""

    name: str = "pigeon"
    takes: bool = True
    carried: list[tuple[str, str, str]] = field(default_factory=list)

    def send(self, recipient: str, title: str, body: str) -> bool:
        """Carry it, or not."""
        self.carried.append((recipient, title, body))
        return self.takes


@asynccontextmanager
async def _noticing(
    folder: Path, plan: Plan, parcels: int = 1
) -> AsyncIterator[tuple[Noticing, Api]]:
    """A manager with parcels that were just laid into a bank."""
    async with running_api(folder) as api:
        driver = api.desk.driver
        await driver.ask(NUMBER, Furnish("", "t", BANK, [90], notify=True))
        for number in range(parcels):
            wish = Ask(f"w{number}", "t", BANK, "swift", f"p{number}", 0, f"r{number}")
            await driver.ask(NUMBER, wish)
        now_ms = driver.clock.now_ms()
        known = _parcels(api)
        for seq, lease in enumerate(list(known.leases.values()), 1):
            compartment = known.banks[BANK].numbers[lease.position]
            words = {"event": "deposited", "lease": lease.lease, "compartment": compartment}
            told = payload("bank1", seq, now_ms, **words)
            share = Share(
                NUMBER, [Message(topic_of("meadow", "bank1", "event"), told, False)], (), 0
            )
            driver.fleet.commit([share], [], now_ms)
        yield Noticing(driver, plan, KEY), api


def _parcels(api: Api) -> Parcels:
    return api.desk.driver.fleet.partitions[NUMBER].state.parcels


def test_the_code_that_is_sent_opens_the_door(tmp_path: Path) -> None:
    """Made when it is sent; the outbox is empty afterwards, and nothing goes out twice."""
    pigeon = Pigeon()

    async def run() -> None:
        async with _noticing(tmp_path, Plan([pigeon], "en")) as (noticing, api):
            (lease,) = _parcels(api).leases
            assert (await noticing.turn(), await noticing.turn()) == (1, 0)
            ((recipient, _, body),) = pigeon.carried
            assert recipient == "r0"
            assert body.endswith(code_of(bank_key(KEY, BANK), lease, 0))
            assert (_parcels(api).notices, _parcels(api).notices_sent) == ({}, 1)

    asyncio.run(run())


def test_a_failed_channel_falls_to_the_next_and_all_failing_is_tried_again(tmp_path: Path) -> None:
    """At a later time, a few times; then it is given up and counted."""
    broken, whole = Pigeon(takes=False), Pigeon()

    async def run() -> None:
        async with _noticing(tmp_path, Plan([broken, whole])) as (noticing, api):
            await noticing.turn()
            assert (len(broken.carried), len(whole.carried)) == (1, 1)
            assert _parcels(api).notices_sent == 1
        async with _noticing(tmp_path / "again", Plan([broken])) as (noticing, api):
            await noticing.turn()
            (notice,) = _parcels(api).notices.values()
            assert notice.attempt == 1
            assert notice.due_ms > api.desk.driver.clock.now_ms()
            notice.due_ms, notice.attempt = 0, ATTEMPTS - 1
            await noticing.turn()
            assert (_parcels(api).notices, _parcels(api).notices_failed) == ({}, 1)

    asyncio.run(run())


def test_equal_codes_at_a_bank_are_drawn_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With two digits of code many parcels at a bank would share one; none does."""
    monkeypatch.setattr("devices.codes.CODE_DIGITS", 2)
    pigeon = Pigeon()

    async def run() -> None:
        async with _noticing(tmp_path, Plan([pigeon], "en"), 40) as (noticing, api):
            for _ in range(40):
                if not await noticing.turn():
                    break
            codes = [
                code_of(bank_key(KEY, BANK), lease.lease, lease.draw)
                for lease in _parcels(api).leases.values()
            ]
            assert len(set(codes)) == 40
            assert sorted(body[-2:] for _, _, body in pigeon.carried) == sorted(codes)
            assert any(lease.draw for lease in _parcels(api).leases.values())

    asyncio.run(run())


def test_a_code_drawn_again_waits_until_the_bank_knows_it(tmp_path: Path) -> None:
    """A bank that may have to check it alone must have answered; others are not waited for."""
    pigeon = Pigeon()

    async def run() -> None:
        async with _noticing(tmp_path, Plan([pigeon], "en")) as (noticing, api):
            driver = api.desk.driver
            ((name, lease),) = _parcels(api).leases.items()
            driver.fleet.partitions[NUMBER].state.devices[BANK].loans = True
            await driver.ask(NUMBER, Redraw("", "t", BANK, name, 1))
            assert await noticing.turn() == 0
            words = {"command": draw_command(name, 1), "outcome": "done"}
            told = payload("bank1", 99, driver.clock.now_ms(), **words)
            result = Message(topic_of("meadow", "bank1", "result"), told, False)
            driver.fleet.commit([Share(NUMBER, [result], (), 0)], [], driver.clock.now_ms())
            assert await noticing.turn() == 1
            assert pigeon.carried[0][2].endswith(code_of(bank_key(KEY, BANK), name, lease.draw))

    asyncio.run(run())


def test_what_has_no_object_any_more_is_not_sent(tmp_path: Path) -> None:
    """The parcel has gone before its notice went out."""
    pigeon = Pigeon()

    async def run() -> None:
        async with _noticing(tmp_path, Plan([pigeon])) as (noticing, api):
            (lease,) = _parcels(api).leases.values()
            lease.ended = "collected"
            await noticing.turn()
            assert (pigeon.carried, _parcels(api).notices) == ([], {})

    asyncio.run(run())


def test_people_are_left_alone_at_night_but_for_what_they_want_at_once(tmp_path: Path) -> None:
    """Quiet hours over midnight, by the local clock; kinds in `always` go out nevertheless."""
    plan = Plan([], quiet_min=(22 * 60, 7 * 60), utc_offset_min=480)
    hour_ms = 3_600_000
    quiet = [hour for hour in range(24) if plan.is_quiet(hour * hour_ms)]
    assert quiet == [14, 15, 16, 17, 18, 19, 20, 21, 22]
    assert not Plan([]).is_quiet(0)
    pigeon = Pigeon()

    async def run() -> None:
        always = (0, 24 * 60)
        night = Plan([pigeon], quiet_min=always, always=())
        async with _noticing(tmp_path, night) as (noticing, _):
            assert await noticing.turn() == 0
        exempt = Plan([pigeon], quiet_min=always)
        async with _noticing(tmp_path / "again", exempt) as (noticing, _):
            assert await noticing.turn() == 1

    asyncio.run(run())


def test_apprise_delivers_to_a_real_receiver(tmp_path: Path) -> None:
    """A webhook address with the recipient in it; a receiver that refuses is a failed channel."""
    with running_platform() as receiver:
        receiver.failures = 0
        address = f"json://127.0.0.1:{receiver.server_port}/notify/{{recipient}}"
        channel = AppriseChannel("hook", address)
        channel.check()
        assert channel.send("r7", "title", "text 123456")
        _, body = receiver.heard.get(timeout=30)
        assert json.loads(body)["message"] == "text 123456"
        receiver.failures = 1
        assert not channel.send("r7", "title", "text")


def test_bad_channels_are_refused_before_anything_is_sent(tmp_path: Path) -> None:
    """No recipient in the address, no address at all, a clock that is none: named, never quoted."""
    for address in ("json://host/path", "nonsense {recipient}"):
        with pytest.raises(ChannelError) as refused:
            AppriseChannel("sms", address).check()
        assert address not in str(refused.value)
    (tmp_path / "hook.address").write_text("json://127.0.0.1/{recipient}\n", encoding="utf-8")
    file = tmp_path / "notices.json"
    good = {"channels": [{"name": "hook", "address_file": "hook.address"}], "language": "en"}
    file.write_bytes(msgspec.json.encode({**good, "quiet": ["22:00", "07:30"]}))
    assert read_plan(file).quiet_min == (22 * 60, 7 * 60 + 30)
    wrongs: tuple[dict[str, Any], ...] = (
        {"channels": []},
        {"quiet": ["22", "7"]},
        {"language": "fr"},
        {"more": 1},
    )
    for wrong in wrongs:
        file.write_bytes(msgspec.json.encode({**good, **wrong}))
        with pytest.raises(NoticesError):
            read_plan(file)
