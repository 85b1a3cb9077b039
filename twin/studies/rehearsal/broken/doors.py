"""Doors whose contact does not say that they open.

Lives here: uses of a bank's compartments as a scenario has them, contacts that see and that do not,
what the manager finds. Not here: who uses a bank when (the twin's log).

The manager gives the compartments itself, message by message as with a real terminal; the scenario
says when which parcel comes and goes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from devices.wire.codec import encode
from devices.wire.happenings import Collected, Deposited, DepositRequested, DoorMoved, Entered
from devices.wire.steering import Result
from devices.wire.topics import topic_of
from fleet.core.inputs import Arrived, Furnish
from fleet.core.parcels.state import Bank, Lease
from scenarios.days import lay_out_days
from scenarios.demand.site import SiteCompiler
from scenarios.schema import Scenario
from scenarios.streams import Streams
from twin.engines.choice import RunGroup
from twin.eventlog.events import Kind
from twin.eventlog.record import ATTRIBUTES, ENTITY, KIND, PLACE, TIME, VALUE, Records
from twin.studies.rehearsal.broken.listening import (
    DAY_MS,
    KEY,
    NAME,
    SITE,
    START_MS,
    Found,
    Listener,
)
from twin.world.plan import plan_groups

MISSED = 0.005
"""Share of uses that a contact in order does not see; assumed."""

BROKEN = 0.2
"""Share of a bank's doors that break: a few at a time, as in life. Assumed."""

NEVER_MS = 2**62

COMES = (Kind.DEPOSIT,)
GOES = (Kind.COLLECTION, Kind.TAKE_BACK)

OPEN_MS = 20_000
"""A door stands open for so long; assumed."""


@dataclass(frozen=True, slots=True)
class Uses:
    """One bank: compartments by class, and who comes when: (time, parcel, size, comes)."""

    classes: list[int]
    uses: list[tuple[int, int, int, bool]]


def lying_doors(scenario: Scenario, seed: int, days: int, engine: RunGroup) -> Found:
    """One compartment in five; its contact sees nothing from its moment on, in the second half."""
    found = Found()
    for number, bank in enumerate(banks(scenario, seed, days, engine)):
        draw = np.random.Generator(np.random.Philox(key=[seed, number]))
        ends_ms = bank.uses[-1][0]
        breaks = (ends_ms * draw.uniform(0.5, 0.75, sum(bank.classes))).astype(np.int64)
        breaks[draw.random(len(breaks)) >= BROKEN] = NEVER_MS
        terminal = _Terminal(bank.classes, draw, breaks.tolist())
        for at_ms, parcel, size, comes in bank.uses:
            (terminal.deposit if comes else terminal.collect)(at_ms, parcel, size)
        for compartment, breaks_ms in enumerate(breaks.tolist(), 1):
            alarms = terminal.listener.raised_ms[f"contact:{compartment}"]
            if breaks_ms == NEVER_MS:
                found.watch(alarms, DAY_MS, ends_ms)
                continue
            uses = [at_ms for at_ms in terminal.used_ms[compartment - 1] if at_ms >= breaks_ms]
            is_idle = len(uses) < USES_LEAST
            found.count(alarms, DAY_MS, breaks_ms, is_idle)
            after = [at_ms for at_ms in alarms if at_ms >= breaks_ms]
            if after and not is_idle:
                found.uses.append(sum(at_ms <= after[0] for at_ms in uses))
    return found


USES_LEAST = 8
"""A door that is used more seldom after its moment is not judged: nothing happens at it."""


def banks(scenario: Scenario, seed: int, days: int, engine: RunGroup) -> Iterator[Uses]:
    """The banks of a scenario in one replication of a seed."""
    laid_out = lay_out_days(scenario, days)
    compiler, streams = SiteCompiler(scenario, laid_out), Streams(seed, 0)
    for plan in plan_groups(scenario, laid_out):
        kept: list[list[Records]] = [[] for _ in plan.sites]

        def keep(site: int, block: Records, kept: list[list[Records]] = kept) -> None:
            kept[site].append(block[np.isin(block[:, KIND], (Kind.START, *COMES, *GOES))].copy())

        traces = [compiler.compile(place, streams) for place in plan.sites]
        engine(plan, traces, [None] * len(traces), keep)
        for place, blocks in zip(plan.sites, kept, strict=True):
            records = np.concatenate(blocks)
            for bank in range(len(place.banks)):
                own = records[records[:, PLACE] >> 32 == bank]
                start = own[:, KIND] == Kind.START
                rows = own[~start]
                if len(rows):
                    yield Uses(own[start, VALUE].tolist(), _uses(rows))


def _uses(rows: Records) -> list[tuple[int, int, int, bool]]:
    size = (rows[:, ATTRIBUTES] & 0xFF) - 1
    comes = np.isin(rows[:, KIND], COMES)
    columns = (rows[:, TIME], rows[:, ENTITY], size, comes)
    return list(zip(*(column.tolist() for column in columns), strict=True))


class _Terminal:
    """A bank as its manager hears it; a broken contact hides that its door moved."""

    def __init__(self, classes: list[int], draw: np.random.Generator, breaks_ms: list[int]) -> None:
        self.listener = Listener("bank", "contact")
        self.listener.ask(Furnish("", "rehearsal", KEY, classes), 0)
        self.used_ms: list[list[int]] = [[] for _ in breaks_ms]
        self._draw = draw
        self._breaks_ms = breaks_ms
        self._held: dict[int, str] = {}

    def deposit(self, at_ms: int, parcel: int, size: int) -> None:
        """A courier comes; where the bank is full he goes again."""
        request = f"in-{parcel}-{at_ms}"
        self.listener.say(
            "event", DepositRequested, at_ms, request=request, company="c", parcel=str(parcel),
            size=size, recipient="r",
        )  # fmt: skip
        name = self._bank().requests.get(request)
        if name is not None:
            self._use(at_ms, self._lease(name), Deposited)
            self._held[parcel] = name

    def collect(self, at_ms: int, parcel: int, _size: int) -> None:
        """The recipient types the right code."""
        name = self._held.pop(parcel, None)
        if name is None:
            return
        entered = Entered(
            v=1, device=NAME, boot="e", seq=at_ms + 1, time_ms=START_MS + at_ms,
            request=f"out-{parcel}-{at_ms}", code="0",
        )  # fmt: skip
        topic = topic_of(SITE, NAME, "entered")
        self.listener.ask(Arrived(topic, encode(entered), verdict=name), at_ms)
        self._use(at_ms, self._lease(name), Collected)

    def _use(self, at_ms: int, lease: Lease, handled: type[Deposited | Collected]) -> None:
        number = self._bank().numbers[lease.position]
        say = self.listener.say
        say("result", Result, at_ms, command=lease.command, outcome="done")
        broken = at_ms >= self._breaks_ms[number - 1]
        if not broken and self._draw.random() >= MISSED:
            say("event", DoorMoved, at_ms, compartment=number, door="open", command=lease.command)
            say("event", DoorMoved, at_ms + OPEN_MS, compartment=number, door="closed")
        self.used_ms[number - 1].append(at_ms)
        say("event", handled, at_ms + OPEN_MS, lease=lease.lease, compartment=number)

    def _bank(self) -> Bank:
        return self.listener.state.parcels.banks[KEY]

    def _lease(self, name: str) -> Lease:
        return self.listener.state.parcels.leases[name]
