"""A group of sites with its manager: the parts put together, and the port that an engine drives.

Lives here: composition, and the order in which everything settles at one time. Not here: parcels
(`twin.managed.parcels.desk`), the process (`twin.managed.manager`).

At a time everything that is due happens and is committed until nothing is left; then the world goes
on. With a network that loses, doubles and delays nothing, the answer to a question is there before
the question returns.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from hashlib import sha256
from itertools import pairwise

from devices.simulator.bodies.alone import Alone
from devices.simulator.identity import Identity
from devices.simulator.session import Session
from devices.wire.presence import Firmware
from devices.wire.topics import partition_of
from fleet.core.decisions import Decision
from fleet.core.inputs import Furnish, Register
from fleet.core.limits import EARLIEST_MS
from fleet.core.parcels import books
from fleet.core.parcels.state import Retention
from fleet.core.partition import refusal
from fleet.ports.journal import Record
from scenarios.days import DAY_MS, Days
from scenarios.streams import Streams
from scenarios.trace import SiteTrace
from twin.eventlog.log import Emit
from twin.managed.away.breakdowns import BankFaults
from twin.managed.away.outages import Outages
from twin.managed.away.reach import Reach
from twin.managed.counts import Counts, ManagerCounter
from twin.managed.journal import MemoryJournal
from twin.managed.log import MessageLog
from twin.managed.manager import Manager
from twin.managed.parcels.banks import BankThere, WorldBank
from twin.managed.parcels.desk import ManagerDesk
from twin.managed.parcels.notices import Notices
from twin.managed.setup import ManagerSetup
from twin.managed.staff.compound import Compounds
from twin.managed.staff.office import Desk
from twin.managed.wire.agenda import Agenda
from twin.managed.wire.broker import Broker, Packet
from twin.managed.wire.fates import Fate, Fates
from twin.managed.wire.links import Link
from twin.world.plan import Plan
from twin.world.rules import Rules
from twin.world.world import World

MODEL, FIRMWARE = "courtyard-bank", "1.4.0"
INTERVAL_S = 3_600
"""How often a bank measures; assumed."""

EPOCH = dt.date(1970, 1, 1)

LANES = 2
"""Lanes of a link: what is said, what is heard."""


class ManagedGroup:
    """The manager, the broker and the links of one group of coupled sites."""

    def __init__(
        self,
        plan: Plan,
        setup: ManagerSetup,
        streams: Streams,
        days: Days,
        traces: Sequence[SiteTrace] = (),
    ) -> None:
        """`traces` of its sites are wanted where the setup has a scenario."""
        self._plan = plan
        self._days = days.warmup_days + days.measured_days
        self._setup = setup
        self._streams = streams
        self._base_ms = base_ms_of(days)
        self._agenda = Agenda()
        self._broker = Broker()
        self._key = sha256(f"twin|{streams.seed}|{streams.replication}".encode()).digest()
        self.log = None if setup.log_folder is None else MessageLog(self._base_ms)
        self.journal = MemoryJournal(heard=self._wrote)
        self.counts = Counts(len(plan.sites), days.warmup_days, days.measured_days)
        partitions = [partition_of(place.id) for place in plan.sites]
        self.manager = Manager(
            self._agenda, self._broker, self.journal, partitions, self._key, self._base_ms,
            self._fates_of_manager, self._seen,
        )  # fmt: skip
        self.desk = ManagerDesk(plan.rules, self._agenda, self.manager, self.counts, self._base_ms)
        notices = Notices(self.manager, self._key, self.desk.custody.hear)
        self.manager.listeners.append(notices.turn)
        self._reach = Reach(self._agenda, self._base_ms, self.counts)
        self._outages = Outages(
            self._agenda, streams, setup.faults, self.counts, self.manager, self._reach
        )
        self._compounds: Compounds | None = None
        has_devices = plan.waste is not None or plan.cold is not None
        if has_devices and setup.scenario is not None:
            desk = Desk(self._agenda, self.manager, streams, self.counts, self._base_ms)
            self._compounds = Compounds(
                setup.scenario, setup.works, plan.sites, traces, desk, self._broker,
                self._fates_of_device, self._seen,
            )  # fmt: skip
            self._outages.broker_moves.append(self._compounds.devices.broker_moves)
        self._site_of = {place.id: number for number, place in enumerate(plan.sites)}
        self._wake_at: Callable[[int], None] = _not_driven
        self._woken: set[int] = set()
        self._is_settling = False

    def overhear(self, emit: Emit) -> Emit:
        """Devices at waste points undergo what happens there."""
        return emit if self._compounds is None else self._compounds.overhear(emit)

    def _wrote(self, records: Sequence[Record]) -> None:
        if self.log is not None:
            self.log.decided(records)
        if self._compounds is not None:
            self._compounds.wrote(records)

    def begin(self, world: World, wake_at: Callable[[int], None]) -> None:
        """Time 0: the manager runs, every bank is registered, furnished and connected."""
        self._wake_at = wake_at
        self.manager.start(0)
        banks = [self._bank(world, number) for number in range(self._plan.banks)]
        self.desk.begin(banks, self.settle, world.announce)
        for number, there in enumerate(banks):
            for request in self._said_of(number, there.key):
                self.manager.ask(there.link.partition, request, _granted)
        self.desk.take_over()
        if self._compounds is not None:
            horizon_ms = self._plan.rules.horizon_ms
            self._compounds.begin(world.waste, self._wake_now, horizon_ms, self._days)
        self.settle(0)
        self._reach.begin(0, banks)
        if self._compounds is not None:
            self._compounds.devices.connect(0)
        self._outages.begin(self._plan.bank_site, [place.id for place in self._plan.sites])
        if world.breakdowns is not None:
            world.breakdowns.witness = BankFaults(banks, self._reach, self.settle)
        self.settle(0)

    def end(self) -> None:
        """The run is over."""
        self._reach.end(self._plan.rules.horizon_ms)

    def wake(self, now: int) -> None:
        """Something of the manager's is due."""
        self._woken.discard(now)
        self.settle(now)

    def _wake_now(self, now: int) -> None:
        """Something is due at once: before everything else that happens now."""
        if not self._is_settling and now not in self._woken and now < self._plan.rules.horizon_ms:
            self._woken.add(now)
            self._wake_at(now)

    def settle(self, now: int) -> None:
        """Everything due by now happens and is committed, until nothing is left."""
        if self._is_settling:
            return
        self._is_settling = True
        self._agenda.run(now)
        while self.manager.step(now):
            self._agenda.run(now)
        self._is_settling = False
        due = [at for at in (self._agenda.next_ms(), self.manager.next_ms()) if at is not None]
        next_ms = max(min(due, default=self._plan.rules.horizon_ms), now)
        if next_ms < self._plan.rules.horizon_ms and next_ms not in self._woken:
            self._woken.add(next_ms)
            self._wake_at(next_ms)

    def _bank(self, world: World, number: int) -> BankThere:
        site = self._plan.bank_site[number]
        place = self._plan.sites[site]
        rank = number - self._plan.site_first_bank[site]
        device = place.banks[rank].id
        choose = partial(books.choose_lent, sizes=self._plan.sizes)
        body = WorldBank(world.banks[number], Alone(choose) if self._setup.lend else None)
        identity = Identity(
            place.id, device, "bank", MODEL, Firmware(version=FIRMWARE), INTERVAL_S,
        )  # fmt: skip
        fates = self._fates_of_device(place.id, rank)
        link = Link(
            Session(identity, body, "b1"), self._broker, self._agenda, self._base_ms, fates,
            self._seen, partial(self.desk.attend, number),
        )  # fmt: skip
        return BankThere(site, f"{place.id}/{device}", link, body)

    def _said_of(self, number: int, key: str) -> Iterator[Register | Furnish]:
        """What an operator says of a bank; one without compartments is only there."""
        plan, rules = self._plan, self._plan.rules
        first = plan.class_first[number * plan.classes : (number + 1) * plan.classes + 1]
        classes = [stop - start for start, stop in pairwise(first)]
        lend = [min(pair) for pair in zip(self._setup.lend, classes, strict=False)]
        yield Register("", "twin", key, "bank")
        if sum(classes):
            yield Furnish(
                "", "twin", key, classes, _word(books.SIZE_RULES, rules.size_rule),
                _word(books.PICK_RULES, rules.pick_rule), rules.reserve, {},
                retention_of(rules, self._base_ms), True, lend, sizes=plan.sizes,
            )  # fmt: skip

    def _fates_of_device(self, site: str, rank: int) -> tuple[Fates, Fates]:
        """Of what device number `rank` of a site says, and of what it hears; banks come first."""
        first = LANES * rank
        return (
            Fates(self._streams, site, first, self._setup.faults),
            Fates(self._streams, site, first + 1, self._setup.faults),
        )

    def _fates_of_manager(self, partition: int, direction: int) -> Fates:
        return Fates(self._streams, f"manager/{partition}", direction, self._setup.faults)

    def _seen(self, now: int, lane: str, packet: Packet, fate: Fate) -> None:
        if self.log is not None:
            self.log.seen(now, lane, packet, fate)
        site = self._site_of[packet.topic.split("/")[3]]
        if lane == "device to broker":
            self.counts.add(now, site, ManagerCounter.MESSAGES_UP)
        elif lane == "broker to device":
            self.counts.add(now, site, ManagerCounter.MESSAGES_DOWN)
        if fate.is_lost:
            self.counts.add(now, site, ManagerCounter.LOST)
        if fate.again_ms >= 0:
            self.counts.add(now, site, ManagerCounter.DOUBLED)


def base_ms_of(days: Days) -> int:
    """Unix time of the run's midnight 0, taken as UTC: the manager's rounds go by UTC. A run that
    lies before clocks of devices are believed is moved to where they are.
    """
    first = (days.date(0) - EPOCH).days * DAY_MS
    return max(first, -(-EARLIEST_MS // DAY_MS) * DAY_MS)


def retention_of(rules: Rules, base_ms: int) -> Retention:
    """The scenario's rules as the manager knows them; `base_ms`: Unix time of midnight 0."""
    return Retention(
        list(rules.reminder_after_ms), rules.free_ms, rules.fee_step_ms, rules.fee_step_cents,
        rules.fee_cap_cents, rules.take_back_after_ms, rules.take_back_clock_ms,
        [base_ms + day * DAY_MS for day, is_free in enumerate(rules.holiday) if is_free],
    )  # fmt: skip


def _word(words: dict[str, int], number: int) -> str:
    return next(word for word, value in words.items() if value == number)


def _granted(now: int, decided: list[Decision] | None) -> None:
    """What is said before the run begins is granted."""
    assert decided is not None
    assert refusal(decided) is None, decided


def _not_driven(time_ms: int) -> None:
    """No engine drives it yet."""
