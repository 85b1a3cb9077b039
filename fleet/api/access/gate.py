"""Every request passes here: whose token, how often, allowed or not.

Lives here: dependencies of the routes. Not here: roles and scopes themselves. Whatever reads the
state is a coroutine: it runs between two commits, and sees only what is durable.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, NoReturn, Protocol

from fastapi import Depends, HTTPException, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from devices.wire.topics import partition_of
from fleet.adapters.journal.address import Database
from fleet.adapters.journal.opening import open_tail
from fleet.adapters.journal.tail import Along
from fleet.api.access.atlas import Atlas
from fleet.api.access.rates import Rates
from fleet.api.access.rights import (
    AUDIT,
    COMMAND,
    DESIRE,
    DRILL,
    LOOK,
    MAY,
    REGISTER,
    ROLL,
    WORK,
    covers,
)
from fleet.api.access.tokens import Grant, Tokens
from fleet.core.inputs import Request as Asked
from fleet.core.state import Device
from fleet.ports.claims import Elsewhere
from fleet.ports.journal import JournalError
from fleet.rounds.live import LiveRound
from fleet.service.control import Answer, answer_of
from fleet.service.driver import Busy, Driver

REFUSED_FROM = 300
"""Statuses from which an answer is a refusal."""


class Misdirected(Exception):
    """The partition is another manager's."""

    def __init__(self, partition: int) -> None:
        super().__init__(f"partition {partition} is another manager's")
        self.partition = partition


class RoundPlanner(Protocol):
    """Plans rounds beside the manager (`fleet.api.planning`)."""

    async def plan(self, devices: Iterable[Device], sets_out_ms: int) -> LiveRound:
        """The round that sets out then, for the devices as they are at the call."""


@dataclass
class Desk:
    """What the routes work with: a manager, its journal, who may ask, what time it is.

    `journal`: a file; with `database` the records are there, several managers write them, and only
    what belongs to the API lies beside `journal`.

    `wall_ms`: Unix ms, for tokens and rates; the manager's own clock may run faster. Assumed: 60
    requests at once and 20 a second for each token, 20 failed ones at once and one in 3 s for each
    address. `drill`: the socket of a simulated fleet, None where devices are real. `rounds`: who
    plans them, None where nobody said how trucks drive. `atlas`: where sites lie, as far as anybody
    said.
    """

    driver: Driver
    journal: Path
    tokens: Tokens
    wall_ms: Callable[[], int]
    rates: Rates = field(default_factory=lambda: Rates(60, 20.0))
    failures: Rates = field(default_factory=lambda: Rates(20, 1 / 3))
    streams: set[str] = field(default_factory=set)
    loads: int = 0
    drill: Path | None = None
    rounds: RoundPlanner | None = None
    atlas: Atlas = field(default_factory=Atlas)
    database: Database | None = None

    def tail(self) -> Along:
        """What reads along in the journal; raises JournalError."""
        return open_tail(self.database or self.journal)

    def owned(self) -> list[int]:
        """The partitions that this manager answers for."""
        return sorted(self.driver.fleet.partitions)

    def must_own(self, key: str) -> None:
        """Raises Misdirected for a device, or a site, that another manager answers for."""
        partition = partition_of(key.partition("/")[0])
        if self.database is not None and partition not in self.driver.fleet.partitions:
            raise Misdirected(partition)

    def device(self, key: str) -> Device | None:
        """A device of the registry by SITE/DEVICE."""
        return self.driver.fleet.device(partition_of(key.partition("/")[0]), key)

    def covered(self, grant: Grant) -> list[Device]:
        """All devices in scope, in no order."""
        return [
            device
            for state in self.driver.fleet.states
            for device in state.devices.values()
            if covers(grant, device)
        ]


async def desk_of(request: Request) -> Desk:
    """The desk of the application that got the request."""
    desk: Desk = request.app.state.desk
    return desk


TheDesk = Annotated[Desk, Depends(desk_of)]

_BEARER = HTTPBearer(auto_error=False, description="courtyard fleet token add NAME …")


async def caller_of(
    request: Request,
    desk: TheDesk,
    shown: Annotated[HTTPAuthorizationCredentials | None, Depends(_BEARER)],
) -> Grant:
    """Who asks; 401 for a stranger, 429 with Retry-After for one who asks too often."""
    now_ms = desk.wall_ms()
    address = request.client.host if request.client else ""
    if wait_s := desk.failures.wait_s(address, now_ms):
        _slow_down(wait_s)
    grant = None if shown is None else desk.tokens.find(shown.credentials, now_ms)
    if grant is None:
        if shown is not None:
            desk.failures.take(address, now_ms)
        raise HTTPException(401, "no valid token", {"WWW-Authenticate": "Bearer"})
    if wait_s := desk.rates.take(grant.name, now_ms):
        _slow_down(wait_s)
    return grant


def _slow_down(wait_s: float) -> NoReturn:
    raise HTTPException(429, "too many requests", {"Retry-After": str(math.ceil(wait_s))})


Caller = Annotated[Grant, Depends(caller_of)]


def require(grant: Grant, right: str) -> None:
    """403 where the role lacks the right."""
    if right not in MAY.get(grant.role, frozenset()):
        raise HTTPException(403, f"a {grant.role} may not {right}")


class Needs:
    """A dependency: the caller, who has a right."""

    def __init__(self, right: str) -> None:
        self._right = right

    async def __call__(self, grant: Caller) -> Grant:
        """The caller; 403 where the role lacks the right."""
        require(grant, self._right)
        return grant


Looker = Annotated[Grant, Depends(Needs(LOOK))]
Wisher = Annotated[Grant, Depends(Needs(DESIRE))]
Worker = Annotated[Grant, Depends(Needs(WORK))]
Registrar = Annotated[Grant, Depends(Needs(REGISTER))]
Driller = Annotated[Grant, Depends(Needs(DRILL))]
Auditor = Annotated[Grant, Depends(Needs(AUDIT))]
Roller = Annotated[Grant, Depends(Needs(ROLL))]
__all__ = [
    "COMMAND", "Auditor", "Caller", "Desk", "Driller", "Looker", "Registrar", "Roller", "TheDesk",
    "Wisher",
    "Worker",
]  # fmt: skip


def device_for(desk: Desk, grant: Grant, key: str) -> Device:
    """A device in scope; 404 for one that is not, as for one that is not there. Raises Misdirected
    for another manager's.
    """
    desk.must_own(key)
    device = desk.device(key)
    if device is None or not covers(grant, device):
        raise HTTPException(404, f"{key}: no such device in your scope")
    return device


async def put(desk: Desk, asked: Asked) -> Answer:
    """Have a request decided and journaled; its refusal becomes the status of the response."""
    desk.must_own(asked.device)
    try:
        site = asked.device.partition("/")[0]
        answer = answer_of(await desk.driver.ask(partition_of(site), asked))
    except (Busy, Elsewhere) as error:
        raise HTTPException(503, str(error), {"Retry-After": "1"}) from None
    except JournalError as error:
        raise HTTPException(503, str(error)) from None
    if answer.status >= REFUSED_FROM:
        raise HTTPException(answer.status, answer.reason)
    return answer
