"""The world: people meet devices, for one group of coupled sites.

Lives here: the composition of banks, couriers and stays, the table from scheduled kinds to what
happens, beginning and end. Times come in; records and events to come go out through two ports.
Not here: the queue of events, logs, demand.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from devices.models.bank import Bank
from scenarios.initial import HeldParcels
from scenarios.trace import SiteTrace
from twin.eventlog.events import Kind
from twin.eventlog.log import Emit, Schedule
from twin.world.cold.cells import ColdCells
from twin.world.counter.events import Counters
from twin.world.counter.scribe import CounterScribe
from twin.world.deliveries import Deliveries
from twin.world.desk import Desk
from twin.world.faults.breakdowns import Breakdowns
from twin.world.faults.plan import Ground
from twin.world.faults.scribe import FaultScribe
from twin.world.latents import Latents
from twin.world.parcel import Parcel
from twin.world.plan import Plan
from twin.world.scribe import Scribe
from twin.world.stays import Stays
from twin.world.waste.events import WastePoints
from twin.world.waste.scribe import WasteScribe

Handler = Callable[[int, int, int, int], None]
"""What happens at an event: (now, home site in the group, entity, ordinal)."""


class World:
    """Banks, couriers and parcels of one group of coupled sites."""

    def __init__(
        self,
        plan: Plan,
        traces: Sequence[SiteTrace],
        schedule: Schedule,
        emit: Emit,
        desk: Desk | None = None,
    ) -> None:
        """`desk`: who is asked about parcels; None: the policies themselves."""
        self._plan = plan
        self._banks = [_build(plan, bank) for bank in range(plan.banks)]
        self._scribe = Scribe(plan, self._banks, schedule, emit)
        self._latents = [Latents(trace) for trace in traces]
        self._desk = desk = Desk(plan.rules) if desk is None else desk
        self._counters: Counters | None = None
        if plan.counter is not None:
            counter_scribe = CounterScribe(plan.rules.horizon_ms, plan.sites, schedule, emit)
            self._counters = Counters(plan.counter, plan.sites, traces, desk, counter_scribe)
        self.cold: ColdCells | None = None
        if plan.cold is not None:
            horizon_ms, warn = plan.rules.horizon_ms, self._scribe.warm_parcel
            self.cold = ColdCells(plan.cold, horizon_ms, schedule, emit, warn)
        self.breakdowns: Breakdowns | None = None
        if plan.faults is not None:
            ground = _ground(plan)
            fault_scribe = FaultScribe(ground, self._banks, schedule, emit)
            self.breakdowns = Breakdowns(
                plan.faults, ground, traces, self._banks, fault_scribe, self.cold
            )
        self._stays = Stays(plan, self._banks, desk, self._scribe, self.breakdowns, self.cold)
        self._deliveries = Deliveries(
            plan, self._latents, self._banks, desk, self._scribe, self._stays, self.breakdowns,
            self._counters,
        )  # fmt: skip
        self.handlers: dict[int, Handler] = {
            Kind.COLLECTION: self._stays.collect,
            Kind.TAKE_BACK: self._stays.take_back,
            Kind.LOBBY_COLLECTION: self._deliveries.collect_from_lobby,
            Kind.ARRIVAL: self._deliveries.arrive,
            Kind.PRESENT: self._deliveries.present,
            Kind.REMINDER: self._stays.remind,
            Kind.OVERDUE: self._stays.turn_overdue,
        }
        for part in (self.breakdowns, self.cold):
            if part is not None:
                self.handlers.update(part.handlers)
        self.waste: WastePoints | None = None
        if plan.waste is not None:
            banks = [len(place.banks) for place in plan.sites]
            waste_scribe = WasteScribe(plan.rules.horizon_ms, banks, schedule, emit)
            silent = self.breakdowns.silent if self.breakdowns is not None else set()
            self.waste = WastePoints(plan.waste, plan.sites, traces, waste_scribe, silent)
            self.handlers.update(self.waste.handlers)
        if self._counters is not None:
            self.handlers.update(self._counters.handlers)

    def start(self, held: Sequence[HeldParcels | None]) -> None:
        """Write what stands at time 0, lay in the parcels held, schedule the first visits."""
        self._scribe.start()
        for site, parcels in enumerate(held):
            if parcels is not None:
                self._hold(site, parcels)
        for site in range(len(self._plan.sites)):
            self._deliveries.schedule_visit(site, 0)
        for part in (self.breakdowns, self.cold):
            if part is not None:
                part.start()
        if self.waste is not None:
            self.waste.start(held)
        if self._counters is not None:
            self._counters.start([0 if parcels is None else parcels.count for parcels in held])

    def _hold(self, site: int, held: HeldParcels) -> None:
        """Parcels held are numbered after those of the trace."""
        first = len(self._latents[site].size)
        laid: list[Parcel] = []
        for i in range(held.count):
            parcel = Parcel(site, first + i, held.size_at(i), 0, held.company_at(i))
            parcel.bank = self._plan.site_first_bank[site] + held.bank_at(i)
            position = self._banks[parcel.bank].position_of(held.compartment_at(i))
            self._stays.hold(parcel, position, held.recipient(i), held.deposited_at_ms(i))
            laid.append(parcel)
        self._desk.held(laid)
        for parcel in laid:
            self._stays.resume(parcel)

    @property
    def banks(self) -> Sequence[Bank]:
        """The models of all banks, counted through the group."""
        return self._banks

    def announce(self, now: int, kind: Kind, parcel: Parcel, ordinal: int) -> None:
        """A reminder, or word that a parcel is overdue, reaches its recipient now."""
        self._scribe.at(now, kind, parcel.site, parcel.number, ordinal)

    def end(self) -> None:
        """Write the end of every site's log."""
        self._scribe.end()


def _ground(plan: Plan) -> Ground:
    return Ground(
        site_first_bank=plan.site_first_bank,
        bank_site=plan.bank_site,
        first_position=[plan.class_first[bank * plan.classes] for bank in range(plan.banks)],
        horizon_ms=plan.rules.horizon_ms,
        sizes=plan.sizes,
    )


def _build(plan: Plan, bank: int) -> Bank:
    first = plan.class_first[bank * plan.classes : (bank + 1) * plan.classes + 1]
    numbers = plan.position_number[first[0] : first[-1]]
    return Bank(numbers, [position - first[0] for position in first])
