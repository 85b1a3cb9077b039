"""Letters between partitions, brought from one to the other until they are there.

Lives here: when they go, to whom. Not here: what they say (`fleet.core.rollouts.letters`).

A letter is in the journal of its sender until its receiver has it in its own: whoever ends between
the two, it goes again. Both are requests like any other, so that a partition of another manager is
reached the same way.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from fleet.adapters.journal.address import JournalAddress
from fleet.core.facts.letters import Carried, Letter
from fleet.core.rollouts.letters import BY, letters_of
from fleet.core.state import PartitionState
from fleet.ports.claims import Elsewhere
from fleet.ports.journal import JournalError
from fleet.service.control import NobodyThere, ask_manager
from fleet.service.driver import Busy, Driver

LOOK_S = 0.25
"""Where nothing was written meanwhile nothing is looked at."""

TAKEN = 300
"""Statuses from which a letter was not taken, as in HTTP."""

_log = logging.getLogger("courtyard.fleet")


class Carrying:
    """Carries the letters of a driver's partitions."""

    def __init__(self, driver: Driver, journal: JournalAddress) -> None:
        self._driver = driver
        self._journal = journal
        self._looked = -1

    async def run(self) -> None:
        """Until it is cancelled, or the manager ends."""
        while self._driver.failure is None:
            with suppress(Busy, Elsewhere, JournalError):
                await self.turn()
            await asyncio.sleep(LOOK_S)

    async def turn(self) -> int:
        """Bring what waits; how many letters were taken."""
        commits = self._driver.fleet.commits
        if commits == self._looked:
            return 0
        taken, waiting = 0, 0
        for state in list(self._driver.fleet.states):
            letters = letters_of(state) if state.rollouts.letters else []
            waiting += len(letters)
            taken += await self._bring(state, letters)
        if taken == waiting and not taken:
            self._looked = commits
        return taken

    async def _bring(self, state: PartitionState, letters: list[tuple[str, int, Letter]]) -> int:
        if not letters:
            return 0
        are_there = await asyncio.gather(*(self._one(letter) for _, _, letter in letters))
        gone = {
            name: number
            for (name, number, _), is_there in zip(letters, are_there, strict=True)
            if is_there
        }
        if gone:
            note = Carried("", BY, letters[0][2].device, state.partition, gone)
            await self._driver.ask(state.partition, note)
        return len(gone)

    async def _one(self, letter: Letter) -> bool:
        """Whether the receiver has it."""
        try:
            await self._driver.ask(letter.partition, letter)
        except Busy:
            return False
        except Elsewhere:
            return await asyncio.to_thread(self._elsewhere, letter)
        return True

    def _elsewhere(self, letter: Letter) -> bool:
        try:
            (answer,) = ask_manager(self._journal, [letter])
        except (NobodyThere, JournalError, OSError) as error:
            _log.warning("letter to partition %d: %s", letter.partition, error)
            return False
        return answer.status < TAKEN


@asynccontextmanager
async def carrying(driver: Driver, journal: JournalAddress) -> AsyncIterator[Carrying]:
    """Letters go while the block lasts."""
    carrier = Carrying(driver, journal)
    task = asyncio.create_task(carrier.run())
    try:
        yield carrier
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
