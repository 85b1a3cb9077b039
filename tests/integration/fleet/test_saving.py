"""States saved in pieces while messages and requests come, over a real broker.

The driver runs in the process of the test, with pieces so small that a state takes many commits.
"""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import msgspec
import pytest

from devices.clock import ScaledClock
from devices.wire.topics import PARTITIONS, partition_of
from fleet.adapters.bus.address import read_address
from fleet.adapters.bus.framed import FramedBus
from fleet.adapters.journal.sqlite import SqliteJournal
from fleet.core.decisions import Registered
from fleet.core.inputs import Register
from fleet.core.recovery import replay
from fleet.loadtest.generator import Task
from fleet.loadtest.plan import Load, device_of, site_of
from fleet.ports.bus import Share
from fleet.service import saving
from fleet.service.committing import Fleet
from fleet.service.driver import Asked, Driver
from tests.contract.sources import ROOT
from tests.integration.broker import Broker

LOAD = Load(devices=24, messages=60, rate_per_s=2_000, connections=4)
ASKING = 5
"""Who ask, each one request after the other."""

SILENT = 1_000
"""Devices that only make states larger: 40 pieces each."""

PATIENCE_S = 60


class _Watched(Driver):
    """Counts who had to wait, and says when all messages are stored."""

    shares_later = 0
    asked_later = 0

    def __init__(self, fleet: Fleet, bus: FramedBus) -> None:
        super().__init__(fleet, bus, ScaledClock(), 10**9)
        self.all_stored = asyncio.Event()

    def _step(self, came: Sequence[Share]) -> None:
        super()._step(came)
        if sum(state.stored for state in self.fleet.states) >= LOAD.published:
            self.all_stored.set()

    def _whose_turn(
        self, shares: list[Share], asked: list[Asked]
    ) -> tuple[list[Share], list[Asked]]:
        now, asked_now = super()._whose_turn(shares, asked)
        self.shares_later += len(shares) - len(now)
        self.asked_later += len(asked) - len(asked_now)
        return now, asked_now


async def _ask(driver: _Watched, first: int) -> None:
    """Requests for one device after the other, until one had to wait."""
    number = first
    while not driver.asked_later:
        site, device = site_of(number % LOAD.devices), device_of(number % LOAD.devices)
        wanted = Register("", "test", f"{site}/{device}", "bin_sensor", [f"group{number}"])
        (decided,) = await driver.ask(partition_of(site), wanted)
        assert type(decided) is Registered
        number += ASKING


async def _live(driver: _Watched, broker: Broker) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "fleet.loadtest.generator"],
        cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL,
    ) as generator:  # fmt: skip
        assert generator.stdin is not None
        generator.stdin.write(msgspec.json.encode(Task(broker.url, LOAD)))
        generator.stdin.close()
        running = asyncio.create_task(driver.run())
        async with asyncio.timeout(PATIENCE_S):
            await asyncio.gather(*(_ask(driver, first) for first in range(ASKING)))
            await driver.all_stored.wait()
        driver.stop()
        await running


def test_who_comes_while_a_state_is_saved_waits_and_is_served(
    broker: Broker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is lost, doubled or out of order; every request is answered; replay agrees with the
    snapshots that were written meanwhile.
    """
    monkeypatch.setattr(saving, "SNAPSHOT_RECORDS", 40)
    monkeypatch.setattr(saving, "PIECE_BYTES", 200)
    monkeypatch.setattr(saving, "PIECE_RECORDS", 10_000)
    journal = SqliteJournal(tmp_path / "journal")
    fleet = Fleet(journal, range(PARTITIONS))
    speaking = [(site_of(n), device_of(n)) for n in range(LOAD.devices)]
    silent = [(site_of(n % LOAD.devices), f"silent{n}") for n in range(SILENT)]
    registered = [
        (partition_of(site), Register("", "test", f"{site}/{device}", "bin_sensor"))
        for site, device in speaking + silent
    ]
    fleet.commit((), registered, ScaledClock().now_ms())
    bus = FramedBus(read_address(broker.url), "test", range(PARTITIONS))
    driver = _Watched(fleet, bus)
    asyncio.run(_live(driver, broker))
    devices = [device for state in fleet.states for device in state.devices.values()]
    stored = [device.boots["load"].stored for device in devices if device.boots]
    assert stored == [LOAD.messages] * LOAD.devices
    assert sum(device.repeated for device in devices) == 0
    assert driver.shares_later > 0
    done = replay(journal)
    assert (done.difference, done.snapshot_differs) == (None, None)
    assert {state.partition: state for state in fleet.states if state.sequence} == done.states
    journal.close()
