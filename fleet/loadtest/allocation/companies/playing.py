"""Companies: a process of its own that reserves compartments over HTTP and gives them back.

Lives here: cycles from a reservation to its end, what is asked again, the history of it. Not here:
HTTP (`fleet.loadtest.allocation.companies.line`), what the history proves.

Run as `python -m fleet.loadtest.allocation.companies.playing`: a `Visit` as JSON on standard input,
a `Played` as MessagePack on standard output.
"""

from __future__ import annotations

import asyncio
import sys
import time
from http import HTTPStatus

import msgspec
import numpy as np

from fleet.loadtest.allocation.companies.line import Line, Said
from fleet.loadtest.allocation.history import Held
from fleet.loadtest.allocation.plan import Banks, size_of
from fleet.loadtest.allocation.task import Played, Visit

AGAIN_S = 0.1
"""A question that was not answered is asked again after so long, under its name."""

PATIENCE_S = 120.0
"""How long a question is asked again."""

LOOK_EACH = 10
"""Before every so many reservations the company looks where there is room."""

LATER = frozenset({HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE})


class Reserved(msgspec.Struct):
    """A reservation as the API shows it, as far as it is read here."""

    lease: str
    compartment: int
    fence: int


class Room(msgspec.Struct):
    """Where there is room: the banks of a site."""

    items: list[dict[str, object]]


class Settled(msgspec.Struct):
    """What a company holds."""

    held: int


class Settlement(msgspec.Struct):
    """Rows of the settlement; a company sees its own."""

    items: list[Settled]


class Unanswered(RuntimeError):
    """The API does not answer, or not as it should."""


class Company:
    """One company: its token, its connection, one reservation after the other."""

    def __init__(self, stage: Stage, number: int) -> None:
        visit = stage.visit
        self._stage = stage
        self._line = Line(visit.host, visit.port, visit.tokens[number])

    async def run(self) -> None:
        """Cycles as long as there are any, then the settlement."""
        while (due := await self._stage.next()) is not None:
            number, moment = due
            await self._cycle(number, moment)
        said = await self._until_answered("GET", "/v1/settlement")
        rows = msgspec.json.decode(said.body, type=Settlement).items
        self._stage.played.unfinished += sum(row.held for row in rows)
        self._line.hang_up()

    async def _cycle(self, number: int, moment: float) -> None:
        stage, played = self._stage, self._stage.played
        turn, at = divmod(number, stage.banks.count)
        key, size = stage.banks.key(at), size_of(turn)
        request = f"{stage.visit.boot}-{number}"
        if number % LOOK_EACH == 0:
            said = await self._until_answered(
                "GET", f"/v1/lockers?site={key.partition('/')[0]}&size={size}"
            )
            msgspec.json.decode(said.body, type=Room)
        place = f"/v1/lockers/{key}/reservations"
        body = msgspec.json.encode({"parcel": f"p{number}", "size": size, "recipient": "r"})
        said = await self._until_answered("PUT", f"{place}/{request}", body)
        told = time.perf_counter()
        if said.status == HTTPStatus.CONFLICT:
            reason = msgspec.json.decode(said.body)["detail"].rpartition(": ")[2]
            played.declined[reason] = played.declined.get(reason, 0) + 1
            return
        row = msgspec.json.decode(_granted(said).body, type=Reserved)
        held = Held(key, row.compartment, row.lease, row.fence, moment, told, -1.0)
        played.held.append(held)
        played.waits_s.append(told - moment)
        held.left = time.perf_counter()
        _granted(await self._until_answered("DELETE", f"{place}/{row.lease}"))
        played.cycles += 1

    async def _until_answered(self, method: str, path: str, body: bytes = b"") -> Said:
        """Ask until an answer comes that is none of "later"; sometimes nobody listens to it, or it
        is asked twice.
        """
        stage = self._stage
        end_s = time.monotonic() + PATIENCE_S
        if stage.is_lost():
            await self._line.ask_and_leave(method, path, body)
        is_doubled = stage.is_doubled()
        while time.monotonic() < end_s:
            try:
                said = await self._line.ask(method, path, body)
            except ConnectionError:
                await asyncio.sleep(AGAIN_S)
                continue
            if said.status in LATER:
                await asyncio.sleep(max(AGAIN_S, said.retry_s))
            elif is_doubled:
                is_doubled = False
            else:
                return said
        raise Unanswered(f"{method} {path}: no answer in {PATIENCE_S:.0f} s")


def _granted(said: Said) -> Said:
    if said.status != HTTPStatus.OK:
        raise Unanswered(f"{said.status}: {said.body[:200]!r}")
    return said


class Stage:
    """All companies of a visit, and the cycles that are left."""

    def __init__(self, visit: Visit) -> None:
        self.visit = visit
        self.banks = Banks(visit.banks)
        self.played = Played(0, {}, 0, 0, 0.0, 0.0, [], [], [])
        self._luck = np.random.default_rng(visit.seed)
        self._begun = 0
        self._began = time.perf_counter()

    def is_lost(self) -> bool:
        """Whether nobody listens to an answer."""
        return self._luck.random() * 1_000 < self.visit.lost_permille

    def is_doubled(self) -> bool:
        """Whether a question is asked twice."""
        return self._luck.random() * 1_000 < self.visit.doubled_permille

    async def next(self) -> tuple[int, float] | None:
        """The next cycle, and the moment when it was due; None when there are no more.

        In an open loop it waits for that moment; being late is counted as a wait.
        """
        number = self._begun
        if number >= self.visit.cycles:
            return None
        self._begun += 1
        if not self.visit.rate_per_s:
            return number, time.perf_counter()
        moment = self._began + number / self.visit.rate_per_s
        await asyncio.sleep(max(0.0, moment - time.perf_counter()))
        return number, moment

    async def play(self) -> Played:
        """All cycles; returns when they are over. Raises Unanswered."""
        self._began, cpu = time.perf_counter(), time.process_time()
        companies = [Company(self, number) for number in range(len(self.visit.tokens))]
        await asyncio.gather(*(company.run() for company in companies))
        self.played.seconds = time.perf_counter() - self._began
        self.played.cpu_s = time.process_time() - cpu
        return self.played


def main() -> None:
    """Read a visit, play it, say what was seen."""
    visit = msgspec.json.decode(sys.stdin.buffer.read(), type=Visit)
    sys.stdout.buffer.write(msgspec.msgpack.encode(asyncio.run(Stage(visit).play())))


if __name__ == "__main__":
    main()
