"""A whole manager: journal, partitions, bus, control socket, signals.

Lives here: putting the parts together and taking them apart. Not here: any of the parts.
"""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path

from devices.clock import ScaledClock
from devices.wire.topics import PARTITIONS
from fleet.adapters.bus.address import BrokerAddress
from fleet.adapters.bus.framed import FramedBus
from fleet.adapters.journal.sqlite import SqliteJournal
from fleet.adapters.sensors.plan import SensorsPlan
from fleet.core.state import Device
from fleet.ports.bus import Bus
from fleet.service.committing import Fleet
from fleet.service.control import Control, socket_path
from fleet.service.driver import Driver
from fleet.service.entries import load_key

DAY_MS = 86_400_000

CLIENTS = ("framed", "aiomqtt")
"""Buses by name."""


@dataclass(frozen=True)
class Settings:
    """How a manager is to run. `name`: part of its client ids, the same after a restart.

    `client`: framed (our own) or aiomqtt. `timings`: a file that gets two int64 at each commit, the
    records written so far and the moment in ms when they were durable.
    """

    journal: Path
    broker: BrokerAddress
    name: str = "courtyard"
    keep_days: int = 30
    clock_speed: float = 1.0
    partitions: tuple[int, ...] = tuple(range(PARTITIONS))
    timings: Path | None = None
    client: str = "framed"
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
    journal = SqliteJournal(settings.journal)
    try:
        fleet = Fleet(journal, settings.partitions, load_key(settings.journal))
        clock = ScaledClock(settings.clock_speed)
        bus = _with_sensors(make_bus(settings), settings, fleet, clock)
        driver = Driver(fleet, bus, clock, settings.keep_days * DAY_MS)
        if settings.timings is not None:
            driver.timings = settings.timings.open("ab", buffering=0)
        control = Control(driver, socket_path(settings.journal))
        await control.start()
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, driver.stop)
        try:
            async with beside(driver):
                started(driver)
                await driver.run()
        finally:
            await control.stop()
            if driver.timings is not None:
                driver.timings.close()
    finally:
        journal.close()


def make_bus(settings: Settings) -> Bus:
    """The bus that the settings name."""
    if settings.client == "aiomqtt":
        from fleet.adapters.bus.with_aiomqtt import AiomqttBus

        return AiomqttBus(settings.broker, settings.name, settings.partitions)
    return FramedBus(settings.broker, settings.name, settings.partitions)


def _with_sensors(bus: Bus, settings: Settings, fleet: Fleet, clock: ScaledClock) -> Bus:
    """The bus, and around it the network servers of sensors, where there are any."""
    if settings.sensors is None:
        return bus
    from fleet.adapters.sensors.joined import SensorsBus
    from fleet.adapters.sensors.translating import Translator

    def known(partition: int, key: str) -> Device | None:
        return fleet.device(partition, key) if partition in fleet.partitions else None

    translator = Translator(settings.sensors.plan, known, clock.now_ms())
    return SensorsBus(
        bus,
        translator,
        settings.sensors.addresses,
        settings.name,
        settings.partitions,
        clock.now_ms,
    )
