"""A manager without a broker, and its API, for tests: real core, journal, driver and HTTP.

Lives here: putting them together. Not here: what is expected.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import httpx

from devices.clock import ScaledClock
from devices.wire.topics import PARTITIONS, partition_of
from fleet.adapters.journal.sqlite import SqliteJournal
from fleet.api.access.gate import Desk
from fleet.api.access.tokens import Tokens, tokens_path
from fleet.api.outside.app import make_app
from fleet.core.inputs import Register
from fleet.ports.bus import SessionHealth, Share
from fleet.service.committing import Fleet
from fleet.service.driver import Driver
from tests.small_fleet import NOON_MS


class LonelyBus:
    """A bus on which nobody speaks; it knows what was published and whether it is connected."""

    def __init__(self) -> None:
        self.woken = asyncio.Event()
        self.published: list[tuple[str, bytes]] = []
        self.connected = True

    async def start(self) -> None:
        """Nothing to begin."""

    def join(self, partition: int) -> None:
        """No session."""

    async def leave(self, partition: int) -> None:
        """No session."""

    async def next_batch(self, timeout_s: float | None) -> Sequence[Share]:
        """Never anything; returns when it is woken."""
        try:
            await asyncio.wait_for(self.woken.wait(), timeout_s)
        except TimeoutError:
            return []
        self.woken.clear()
        return []

    def interrupt(self) -> None:
        """Wake whoever waits."""
        self.woken.set()

    def acknowledge(self, shares: Sequence[Share]) -> None:
        """Nobody waits for it."""

    def publish(
        self, partition: int, topic: str, payload: bytes, retain: bool, effect: int
    ) -> None:
        """Note it."""
        self.published.append((topic, payload))

    def health(self) -> list[SessionHealth]:
        """One session."""
        return [SessionHealth(0, self.connected, 1, "")]

    async def stop(self) -> None:
        """Nothing to leave."""


DEVICES = (
    ("meadow/bank1", "bank", ["east"]),
    ("meadow/bin1", "bin_sensor", ["east"]),
    ("orchard/bank1", "bank", ["west"]),
)


class Api:
    """The API of a manager that runs, asked as one of several people."""

    def __init__(self, desk: Desk, bus: LonelyBus) -> None:
        self.desk = desk
        self.bus = bus
        self.now_ms = NOON_MS
        desk.wall_ms = lambda: self.now_ms
        self._transport = httpx.ASGITransport(make_app(desk))

    def as_(self, name: str, role: str, scope: str = "city") -> httpx.AsyncClient:
        """A client with a token of its own; nobody's where the role is empty."""
        headers = {}
        if role:
            token = self.desk.tokens.add(name, role, scope, self.now_ms)
            headers = {"Authorization": f"Bearer {token}"}
        return httpx.AsyncClient(
            transport=self._transport, base_url="http://fleet", headers=headers
        )


@asynccontextmanager
async def running_api(folder: Path) -> AsyncIterator[Api]:
    """A driver with three devices at two sites, and its API."""
    path = folder / "journal"
    journal = SqliteJournal(path)
    try:
        bus = LonelyBus()
        fleet = Fleet(journal, range(PARTITIONS))
        driver = Driver(fleet, bus, ScaledClock(), 86_400_000)
        asked = [Register("", "test", key, kind, groups) for key, kind, groups in DEVICES]
        fleet.commit(
            (), [(partition_of(r.device.split("/")[0]), r) for r in asked], driver.clock.now_ms()
        )
        running = asyncio.create_task(driver.run())
        desk = Desk(driver, path, Tokens(tokens_path(path)), lambda: NOON_MS)
        try:
            yield Api(desk, bus)
        finally:
            driver.stop()
            await running
    finally:
        journal.close()
