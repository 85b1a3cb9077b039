"""Many devices at once, and a script played on them.

Lives here: starting all links, a few at a time, acting when the script's time has come, stopping.
Not here: one connection (`devices.simulator.shell.link`), who wrote the script.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence

from devices.clock import ScaledClock
from devices.simulator.acts import Act, Script
from devices.simulator.session import Session
from devices.simulator.shell.link import Link

STARTED_AT_ONCE = 50
"""Links that begin together, so that 5,000 do not storm a broker's listen queue."""

START_GAP_S = 0.02


class Stage:
    """Links, the sessions on them by (site, device), and the script they are in.

    `script_ahead_ms` is script time minus clock time: it says when an act is due.
    """

    def __init__(
        self,
        links: Sequence[Link],
        sessions: Mapping[tuple[str, str], tuple[Session, Link]],
        clock: ScaledClock,
        script: Script | None = None,
        script_ahead_ms: int = 0,
    ) -> None:
        self._links = links
        self._sessions = sessions
        self._clock = clock
        self._script = script
        self._ahead_ms = script_ahead_ms
        self.acts = 0

    async def run(self, stop: asyncio.Event) -> None:
        """Run until `stop` is set; then every device says farewell."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._start())
            playing = group.create_task(self._play())
            await stop.wait()
            playing.cancel()
            for link in self._links:
                link.stop()

    async def _start(self) -> None:
        async with asyncio.TaskGroup() as group:
            for number, link in enumerate(self._links):
                if number and number % STARTED_AT_ONCE == 0:
                    await asyncio.sleep(START_GAP_S)
                group.create_task(link.run())

    async def _play(self) -> None:
        while self._script is not None and (due_ms := self._script.next_ms()) is not None:
            await asyncio.sleep(self._clock.seconds_until(due_ms - self._ahead_ms))
            self.catch_up(self._clock.now_ms())

    def find(self, device: tuple[str, str]) -> Session | None:
        """A device's session by (site, device)."""
        found = self._sessions.get(device)
        return None if found is None else found[0]

    def inject(self, device: tuple[str, str], act: Act) -> None:
        """An act that is in no script, now."""
        session, link = self._sessions[device]
        session.undergo(act, self._clock.now_ms())
        link.wake()

    def catch_up(self, now: int, *, silently: bool = False) -> None:
        """Everything that the script has up to now, told by the devices it happens to.

        Silently: it happened before the devices were switched on, and nobody tells of it but a bank
        whose parcels the manager knows.
        """
        if self._script is None:
            return
        for timed in self._script.advance(now + self._ahead_ms):
            found = self._sessions.get(timed.device)
            if found is None:
                continue
            session, link = found
            if silently and not session.body.was_connected:
                session.underwent(timed.act)
            else:
                session.undergo(timed.act, timed.time_ms - self._ahead_ms)
                link.wake()
                self.acts += 1
