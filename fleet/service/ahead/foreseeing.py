"""Forecasts beside a manager: made every so many hours and when asked, watched, scored.

Lives here: when a forecast is made and what is noted of life meanwhile. Not here: how it is made
(the injected `fleet.ports.forecast.Forecaster`), scores (`fleet.core.foresight.scores`).

The forecaster computes in a process of its own; here a thread waits for it. Looking at the banks
is done in the manager's loop, between two commits.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from fleet.adapters.forecasts.ledger import Ledger
from fleet.adapters.forecasts.opens import OpenForecasts, opens_path
from fleet.core.foresight.scores import Seen, scores_of
from fleet.core.foresight.standing import midnight_of, offset_of, snapshot_of
from fleet.core.foresight.tenths import Open, tenths_at
from fleet.ports.forecast import Forecast, Forecaster, Scores
from fleet.service.driver import Driver

LOOK_S = 0.25
"""How often banks are looked at; one that is full for less is not seen to be."""

HOUR_MS = 3_600_000

_log = logging.getLogger("courtyard.forecast")


class Foresight:
    """Makes, keeps and scores forecasts of the banks and bins of a manager.

    `every_h` hours of the manager's clock between two; 0: only when asked. `zone`: where the clock
    of the sites is read.
    """

    def __init__(
        self, driver: Driver, forecaster: Forecaster, ledger: Path, every_h: int, zone: str
    ) -> None:
        self._driver = driver
        self._forecaster = forecaster
        self._ledger = Ledger(ledger)
        self._opens = OpenForecasts(opens_path(ledger))
        self._every_h = every_h
        self._zone = zone
        self._alone = asyncio.Lock()
        self._scored: tuple[int, Scores] | None = None
        self._full: set[str] = set()
        self._sizes = self._sizes_told()
        self._hour = self._hours(driver.clock.now_ms())
        self._made: asyncio.Task[None] | None = None

    @property
    def latest(self) -> Forecast | None:
        """The newest forecast without edits."""
        return self._ledger.latest

    def scores(self) -> Scores:
        """How good those whose time is over were; any thread may ask, for it takes a second."""
        ledger, noted = self._ledger, self._ledger.noted
        if self._scored is None or self._scored[0] != noted:
            found = scores_of(ledger.forecasts, list(ledger.seen), list(ledger.tenths))
            self._scored = noted, found
        return self._scored[1]

    async def foresee(self, edits: Sequence[str] = ()) -> Forecast:
        """Make a forecast of now, one at a time. Raises ValueError as the forecaster does."""
        async with self._alone:
            now_ms = self._driver.clock.now_ms()
            states = self._driver.fleet.states
            snapshot = snapshot_of(states, now_ms, midnight_of(now_ms, self._zone))
            told = await asyncio.to_thread(self._forecaster.foretell, snapshot, edits)
            scores = None if edits else await asyncio.to_thread(self.scores)
            self._ledger.keep_forecast(told.forecast, scores)
            if not edits:
                self._opens.add(Open.of(told))
            self._sizes = self._sizes_told()
            return told.forecast

    def _sizes_told(self) -> int | None:
        """Classes that forecasts speak of, the first of a bank's: cold cells come after them."""
        latest = self.latest
        if latest is None or not latest.banks:
            return None
        return len(latest.banks[0].sizes)

    def look(self) -> None:
        """Note which banks are full; at each full hour also what is free, and forecast anew."""
        now_ms = self._driver.clock.now_ms()
        banks = {
            key: bank
            for state in self._driver.fleet.states
            for key, bank in state.parcels.banks.items()
        }
        self._full |= {key for key, bank in banks.items() if not any(bank.free[: self._sizes])}
        hour = self._hours(now_ms)
        if hour == self._hour:
            return
        at_ms = hour * HOUR_MS - offset_of(now_ms, self._zone)
        came = {}
        for key, bank in sorted(banks.items()):
            site, _, name = key.partition("/")
            free = came[site, name] = list(bank.free[: self._sizes])
            self._ledger.keep_seen(Seen(at_ms, site, name, free, key in self._full))
        tenths = tenths_at(self._opens.opens, came, at_ms)
        if any(tenths.counts):
            self._ledger.keep_tenths(tenths)
        self._full.clear()
        self._hour = hour
        is_due = self._every_h > 0 and hour % self._every_h == 0
        if is_due and (self._made is None or self._made.done()):
            self._made = asyncio.create_task(self._foresee_alone())

    async def made(self) -> None:
        """Wait for the forecast that is being made on the schedule, if one is."""
        await asyncio.sleep(0)
        if self._made is not None:
            await self._made

    async def run(self) -> None:
        """Look for ever; a first forecast at once, where they are made on a schedule."""
        if self._every_h > 0:
            self._made = asyncio.create_task(self._foresee_alone())
        while True:
            self.look()
            await asyncio.sleep(LOOK_S)

    async def _foresee_alone(self) -> None:
        """A forecast that nobody waits for: what is wrong with it is told in the log."""
        try:
            await self.foresee()
        except (ValueError, OSError) as error:
            _log.warning("no forecast: %s", error)

    def _hours(self, now_ms: int) -> int:
        """Full hours of the local clock."""
        return (now_ms + offset_of(now_ms, self._zone)) // HOUR_MS


@asynccontextmanager
async def foreseeing(
    driver: Driver, forecaster: Forecaster, ledger: Path, every_h: int, zone: str
) -> AsyncIterator[Foresight]:
    """Forecasts for as long as the context lasts; the API finds them at the driver."""
    foresight = Foresight(driver, forecaster, ledger, every_h, zone)
    driver.foresight = foresight
    task = asyncio.create_task(foresight.run())
    try:
        yield foresight
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
