"""A whole manager: journal, partitions, bus, control socket, signals.

Lives here: putting the parts together and taking them apart. Not here: any of the parts.
"""

from __future__ import annotations

import asyncio
import os
import signal
import socket
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import (
    AbstractAsyncContextManager,
    asynccontextmanager,
    contextmanager,
    nullcontext,
)
from dataclasses import dataclass
from pathlib import Path

import msgspec

from devices.clock import ScaledClock
from devices.wire.topics import PARTITIONS
from fleet.adapters.bus.address import BrokerAddress
from fleet.adapters.bus.framed import FramedBus
from fleet.adapters.journal.address import Database, JournalAddress
from fleet.adapters.journal.sqlite import SqliteJournal
from fleet.adapters.sensors.plan import SensorsPlan
from fleet.ports.bus import Bus
from fleet.ports.claims import Claims
from fleet.ports.journal import Journal
from fleet.service.committing import Fleet
from fleet.service.control import Control, answer_to, health_of, socket_path
from fleet.service.driver import Driver
from fleet.service.entries import key_path, load_key
from fleet.service.telling.carrying import carrying

DAY_MS = 86_400_000

RETRY = 503
"""Status of a request that waits for the next look, or the next owner."""

CLIENTS = ("framed", "aiomqtt")
"""Buses by name."""


@dataclass(frozen=True)
class Settings:
    """How a manager is to run. `name`: part of its client ids, the same after a restart.

    `client`: framed (our own) or aiomqtt. `timings`: a file that gets two int64 at each commit, the
    records written so far and the moment in ms when they were durable. `manager`: how we are called
    among those that share a database; `partitions` are then what we may own.
    `key_file`: the fleet's key, where it does not lie beside the journal.
    """

    journal: JournalAddress
    broker: BrokerAddress
    name: str = "courtyard"
    keep_days: int = 30
    clock_speed: float = 1.0
    partitions: tuple[int, ...] = tuple(range(PARTITIONS))
    timings: Path | None = None
    client: str = "framed"
    manager: str = ""
    key_file: Path | None = None
    sensors: SensorsSettings | None = None


@dataclass(frozen=True)
class SensorsSettings:
    """Sensors people own, and the broker of each network server they speak through."""

    plan: SensorsPlan
    addresses: Mapping[str, BrokerAddress]


async def serve(
    settings: Settings,
    started: Callable[[Driver], None],
    beside: Callable[[Driver], AbstractAsyncContextManager[object]] = nullcontext,
) -> None:
    """Run until SIGINT or SIGTERM; `started` is called once sessions begin to connect.

    What `beside` gives is entered before and left after the manager's run: the API, for one.
    Raises JournalError where the journal cannot be used, or can be written no more.
    """
    with _journal(settings) as (journal, claims):
        fleet = Fleet(journal, () if claims else settings.partitions, fleet_key(settings))
        clock = ScaledClock(settings.clock_speed)
        bus = make_bus(settings, tuple(fleet.partitions))
        bus = _with_sensors(bus, settings, fleet, clock)
        driver = Driver(fleet, bus, clock, settings.keep_days * DAY_MS, claims)
        if settings.timings is not None:
            driver.timings = settings.timings.open("ab", buffering=0)
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, driver.stop)
        try:
            way_in = _way_in(driver, settings.journal)
            async with way_in, carrying(driver, settings.journal), beside(driver):
                started(driver)
                await driver.run()
        finally:
            if driver.timings is not None:
                driver.timings.close()


@contextmanager
def _journal(settings: Settings) -> Iterator[tuple[Journal, Claims | None]]:
    """The journal: a file is ours alone; a database we share, and own what we are granted."""
    if isinstance(settings.journal, Database):
        from fleet.adapters.journal.postgres.keeper import Keeper

        name = settings.manager or f"{socket.gethostname()}-{os.getpid()}"
        keeper = Keeper(settings.journal, name, settings.partitions)
        try:
            yield keeper.journal, keeper
        finally:
            keeper.stop()
        return
    journal = SqliteJournal(settings.journal)
    try:
        yield journal, None
    finally:
        journal.close()


@asynccontextmanager
async def _way_in(driver: Driver, journal: JournalAddress) -> AsyncIterator[None]:
    """A socket beside the journal, or requests that lie in its database."""
    if not isinstance(journal, Database):
        control = Control(driver, socket_path(journal))
        await control.start()
        try:
            yield
        finally:
            await control.stop()
        return
    from fleet.adapters.journal.postgres.asking import Inbox

    loop = asyncio.get_running_loop()
    driver.tell = lambda: msgspec.json.encode(health_of(driver))

    async def answers(asked: Sequence[tuple[int, bytes]]) -> list[bytes | None]:
        said = await asyncio.gather(*(answer_to(driver, line) for _, line in asked))
        return [None if one.status == RETRY else msgspec.json.encode(one) for one in said]

    inbox = Inbox(
        journal,
        lambda: list(driver.fleet.partitions),
        lambda asked: asyncio.run_coroutine_threadsafe(answers(asked), loop).result(),
    )
    inbox.start()
    try:
        yield
    finally:
        await asyncio.to_thread(inbox.stop)


def make_bus(settings: Settings, partitions: tuple[int, ...]) -> Bus:
    """The bus that the settings name, with sessions for these partitions at first."""
    if settings.client == "aiomqtt":
        from fleet.adapters.bus.with_aiomqtt import AiomqttBus

        return AiomqttBus(settings.broker, settings.name, partitions)
    return FramedBus(settings.broker, settings.name, partitions)


def fleet_key(settings: Settings) -> bytes | None:
    """The fleet's key: beside a journal file, or where we are told; without it no code opens."""
    path = settings.key_file
    if path is None and isinstance(settings.journal, Path):
        path = key_path(settings.journal)
    return None if path is None else load_key(path)


def _with_sensors(bus: Bus, settings: Settings, fleet: Fleet, clock: ScaledClock) -> Bus:
    """The bus, and around it the network servers of sensors, where there are any."""
    if settings.sensors is None:
        return bus
    from fleet.adapters.sensors.joined import SensorsBus
    from fleet.adapters.sensors.translating import Translator

    translator = Translator(settings.sensors.plan, fleet.device, clock.now_ms())
    return SensorsBus(
        bus,
        translator,
        settings.sensors.addresses,
        settings.name,
        settings.partitions,
        clock.now_ms,
    )
