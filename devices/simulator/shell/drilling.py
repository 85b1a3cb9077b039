"""Where a simulated fleet is told of drills: a socket in the file system, for one user alone.

Lives here: listening, answering, what is broken on purpose now. Not here: what a drill does to a
device (`devices.simulator.drills`), who may ask for one.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import msgspec

from devices.simulator.acts import Act
from devices.simulator.drills import NUMBERED, DrillRefused, drill_acts
from devices.simulator.session import Session

LINE_BYTES = 4_096
TAKEN, NOT_THERE, NO_WISH = 200, 404, 422


class Wish(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A fault that shall come (`is_on`) or be put right. An empty `device` asks what is so."""

    site: str = ""
    device: str = ""
    fault: str = ""
    is_on: bool = True
    number: int = 0


class Drill(msgspec.Struct, frozen=True):
    """A fault that somebody has put into a device; `number`: of the door, 0 for none."""

    site: str
    device: str
    fault: str
    number: int = 0


class Said(msgspec.Struct, frozen=True):
    """The answer: a status as in HTTP, why not, and the drills under way."""

    status: int
    reason: str = ""
    drills: list[Drill] = []


class Drilling:
    """The faults that drills have put into the sessions that `find` knows by (site, device)."""

    def __init__(
        self,
        find: Callable[[tuple[str, str]], Session | None],
        inject: Callable[[tuple[str, str], Act], None],
    ) -> None:
        self._find = find
        self._inject = inject
        self._drills: dict[Drill, None] = {}

    def take(self, wish: Wish) -> Said:
        """Do what is wished, or say why not."""
        if not wish.device:
            return Said(TAKEN, "", list(self._drills))
        key = (wish.site, wish.device)
        session = self._find(key)
        if session is None:
            return Said(NOT_THERE, f"{wish.site}/{wish.device}: is not simulated here")
        try:
            acts = drill_acts(session, wish.fault, wish.is_on, wish.number)
        except DrillRefused as error:
            return Said(NO_WISH, str(error))
        number = wish.number if wish.fault in NUMBERED else 0
        drill = Drill(wish.site, wish.device, wish.fault, number)
        if (drill in self._drills) != wish.is_on:
            for act in acts:
                self._inject(key, act)
        if wish.is_on:
            self._drills[drill] = None
        else:
            self._drills.pop(drill, None)
        return Said(TAKEN, "", list(self._drills))


@asynccontextmanager
async def listening(drilling: Drilling, path: Path) -> AsyncIterator[None]:
    """Take wishes at a socket, a JSON line each, as long as the context lasts."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while line := await reader.readline():
                try:
                    said = drilling.take(msgspec.json.decode(line, type=Wish))
                except msgspec.DecodeError as error:
                    said = Said(NO_WISH, str(error))
                writer.write(msgspec.json.encode(said) + b"\n")
                await writer.drain()
        except (ConnectionError, ValueError):
            return
        finally:
            writer.close()

    path.unlink(missing_ok=True)
    server = await asyncio.start_unix_server(serve, str(path), limit=LINE_BYTES)
    path.chmod(0o600)
    try:
        yield
    finally:
        server.close()
        path.unlink(missing_ok=True)
