"""The world: what happens at each event, when people meet devices.

Lives here: one method per scheduled kind of the event table. State is held by the device models
and by people; policies are asked at the desk; times come in, records and future events go out
through the two ports. Not here: the queue of events, logs, demand.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence

from devices.models.bank import Bank
from devices.models.terminal import Terminal
from fleet.policy import rejection, retention
from scenarios.days import DAY_MS
from scenarios.initial import HeldParcels
from scenarios.people.courier import Courier
from scenarios.trace import SiteTrace
from twin.eventlog.events import Kind
from twin.eventlog.order import pack_key
from twin.eventlog.record import (
    GUEST_SHIFT,
    pack_attributes,
    pack_free,
    pack_place,
)
from twin.world.desk import Desk
from twin.world.latents import Latents
from twin.world.parcel import Parcel
from twin.world.plan import Plan

Schedule = Callable[[int, int], None]
"""Port: (time_ms, packed key) of an event to come."""

Emit = Callable[[int, tuple[int, int, int, int, int, int, int, int]], None]
"""Port: (site in the group, record)."""

OUTCOMES = {
    rejection.COUNTER: Kind.COUNTER,
    rejection.HOME: Kind.HOME,
    rejection.LOBBY: Kind.LOBBY,
    rejection.DEPOT: Kind.DEPOT,
    rejection.RETURN: Kind.RETURN,
    rejection.NOWHERE: Kind.UNDELIVERED,
}
STEPS = {
    retention.COLLECT: Kind.COLLECTION,
    retention.TAKE_BACK: Kind.TAKE_BACK,
    retention.REMIND: Kind.REMINDER,
    retention.TURN_OVERDUE: Kind.OVERDUE,
}


class World:
    """Banks, couriers and parcels of one group of coupled sites."""

    def __init__(
        self, plan: Plan, traces: Sequence[SiteTrace], schedule: Schedule, emit: Emit
    ) -> None:
        self.plan = plan
        self.rules = plan.rules
        self.desk = Desk(plan.rules)
        self.latents = [Latents(trace) for trace in traces]
        self.banks = [self._build(bank) for bank in range(plan.banks)]
        self.terminals: list[Terminal[Courier[Parcel]]] = [Terminal(n) for n in plan.terminals]
        self.couriers: dict[tuple[int, int], Courier[Parcel]] = {}
        self.parcels: dict[tuple[int, int], Parcel] = {}
        self.depot: dict[tuple[int, int], deque[Parcel]] = {}
        self._schedule = schedule
        self._emit = emit
        self.handlers: dict[int, Callable[[int, int, int, int], None]] = {
            Kind.COLLECTION: self.collect,
            Kind.TAKE_BACK: self.take_back,
            Kind.LOBBY_COLLECTION: self.collect_from_lobby,
            Kind.ARRIVAL: self.arrive,
            Kind.PRESENT: self.present,
            Kind.REMINDER: self.remind,
            Kind.OVERDUE: self.turn_overdue,
        }

    def _build(self, bank: int) -> Bank:
        plan = self.plan
        first = plan.class_first[bank * plan.classes : (bank + 1) * plan.classes + 1]
        numbers = plan.position_number[first[0] : first[-1]]
        return Bank(numbers, [position - first[0] for position in first])

    # -- beginning and end ---------------------------------------------------------------------

    def start(self, held: Sequence[HeldParcels | None]) -> None:
        """Write what stands at time 0, lay in the parcels held, schedule the first visits."""
        plan = self.plan
        for bank, model in enumerate(self.banks):
            for size_class in range(plan.classes):
                self._record_at_bank(
                    0, Kind.START, bank, size_class, 0, 0,
                    pack_attributes(-1, size_class, 0, -1),
                    pack_free(model.free[size_class], model.free_total), model.free[size_class],
                )  # fmt: skip
        for site, parcels in enumerate(held):
            if parcels is not None:
                self._hold(site, parcels)
        for site in range(len(plan.sites)):
            self._schedule_visit(site, 0)

    def _hold(self, site: int, held: HeldParcels) -> None:
        first = len(self.latents[site].size)
        laid: list[Parcel] = []
        for i in range(held.count):
            parcel = Parcel(site, first + i, held.size_at(i), 0, held.company_at(i))
            parcel.bank = self.plan.site_first_bank[site] + held.bank_at(i)
            model = self.banks[parcel.bank]
            parcel.position = model.position_of(held.compartment_at(i))
            parcel.deposited_ms = held.deposited_at_ms(i)
            parcel.recipient = held.recipient(i)
            self.parcels[site, parcel.number] = parcel
            model.deposit(parcel.position, parcel.number)
            self._record_parcel(0, Kind.HELD, parcel, 0, parcel.deposited_ms)
            laid.append(parcel)
        for parcel in laid:
            self._plan_stay(parcel)
            while 0 > self.desk.reminder_ms(parcel.deposited_ms, parcel.reminders) != -1:
                parcel.reminders += 1
            parcel.turned_overdue = parcel.overdue_ms != -1 and parcel.overdue_ms < 0
            self._schedule_step(parcel, 0)

    def end(self) -> None:
        """Write the end of every site's log."""
        for site in range(len(self.plan.sites)):
            self._emit(site, (self.rules.horizon_ms, Kind.END, 0, 0, 0, 0, 0, 0))

    # -- couriers ------------------------------------------------------------------------------

    def _schedule_visit(self, site: int, visit: int) -> None:
        latents = self.latents[site]
        if visit >= len(latents.arrival_ms):
            return
        kind = Kind.ARRIVAL if self.rules.attended else Kind.PRESENT
        self._at(latents.arrival_ms[visit], kind, site, visit, 0)

    def arrive(self, now: int, site: int, visit: int, leg: int) -> None:
        """A courier reaches the bank of this leg."""
        courier = self._set_out(now, site, visit) if leg == 0 else self.couriers[site, visit]
        courier.arrived_ms = now
        self._record_courier(now, Kind.ARRIVAL, courier, len(courier.on_board))
        if leg == 0:
            self._schedule_visit(site, visit + 1)
        if self.terminals[courier.bank].join(courier):
            self._serve(now, courier)

    def _set_out(self, now: int, site: int, visit: int) -> Courier[Parcel]:
        """The visit begins: its own parcels, then those in the depot since another day."""
        latents = self.latents[site]
        first_bank = self.plan.site_first_bank[site] + latents.first_bank[visit]
        courier: Courier[Parcel] = Courier(site, visit, latents.company[visit], first_bank)
        self.couriers[site, visit] = courier
        for number in range(latents.first_parcel[visit], latents.first_parcel[visit + 1]):
            parcel = self._bring(site, number, courier.company, first_bank)
            parcel.courier = courier
            courier.on_board.append(parcel)
        waiting = self.depot.get((site, courier.company), ())
        while waiting and waiting[0].depot_day < now // DAY_MS:
            parcel = waiting.popleft()
            parcel.courier = courier
            parcel.first_bank = first_bank
            courier.on_board.append(parcel)
            self._record_outcome(now, Kind.RETRY, parcel, 0, parcel.days_presented)
        return courier

    def _bring(self, site: int, number: int, company: int, first_bank: int) -> Parcel:
        latents = self.latents[site]
        parcel = Parcel(site, number, latents.size[number], latents.temperature(number), company)
        parcel.first_bank = first_bank
        self.parcels[site, number] = parcel
        return parcel

    def _serve(self, now: int, courier: Courier[Parcel]) -> None:
        self._record_courier(now, Kind.SERVICE, courier, now - courier.arrived_ms)
        self._present_next(now + self.rules.setup_ms, courier)

    def _present_next(self, now: int, courier: Courier[Parcel]) -> None:
        parcel = courier.next_parcel()
        if parcel is None:
            self._depart(now, courier)
            return
        handling_ms = 0
        if parcel.size >= 0:
            handling_ms = self.latents[parcel.site].handling_ms(parcel.number, parcel.presented)
        self._at(now + handling_ms, Kind.PRESENT, parcel.site, parcel.number, parcel.presented)

    def present(self, now: int, site: int, number: int, _ordinal: int) -> None:
        """A parcel is held to the terminal: a compartment opens, or none fits."""
        parcel = self.parcels.get((site, number))
        if parcel is None:
            latents = self.latents[site]
            first_bank = self.plan.site_first_bank[site] + latents.first_bank[number]
            parcel = self._bring(site, number, latents.company[number], first_bank)
            self._schedule_visit(site, number + 1)
        courier = parcel.courier
        parcel.bank = parcel.first_bank if courier is None else courier.bank
        position = self.desk.allocate(self.banks[parcel.bank], parcel.size)
        if parcel.size < 0:
            self._record_outcome(now, Kind.OVERSIZE, parcel, 0, 0)
            del self.parcels[site, number]
        elif position >= 0:
            self._deposit(now, parcel, position)
        else:
            self._reject(now, parcel)
        if courier is not None:
            courier.presented += 1
            self._present_next(now, courier)

    def _reject(self, now: int, parcel: Parcel) -> None:
        courier = parcel.courier
        leg = 0 if courier is None else courier.leg
        self._record_at_bank(
            now, Kind.REJECTION, parcel.bank, self._entity(parcel.bank, parcel),
            parcel.presented, 0,
            pack_attributes(parcel.size, -1, parcel.temperature, parcel.company), 0, leg,
        )  # fmt: skip
        parcel.presented += 1
        if courier is None:
            self._dispose(now, parcel)
        else:
            courier.rejected.append(parcel)

    def _depart(self, now: int, courier: Courier[Parcel]) -> None:
        """The leg is over: on to the next bank with what was rejected, or away with it."""
        rules = self.rules
        spent_ms = now - courier.arrived_ms
        spent_ms += rules.park_ms if courier.leg == 0 else courier.travel_ms
        self._record_courier(now, Kind.DEPARTURE, courier, spent_ms)
        left = courier.bank
        leg = self.plan.route_first[courier.first_bank] + courier.leg + 1
        if courier.rejected and leg < self.plan.route_first[courier.first_bank + 1]:
            for parcel in courier.rejected:
                days = parcel.days_presented
                self._record_outcome(now, Kind.REDIRECT, parcel, courier.leg + 1, days)
            travel_ms = self.plan.route_travel_ms[leg]
            courier.go_on(self.plan.route_bank[leg], travel_ms)
            self._at(now + travel_ms, Kind.ARRIVAL, courier.site, courier.visit, courier.leg)
        else:
            for parcel in courier.rejected:
                self._dispose(now, parcel)
            del self.couriers[courier.site, courier.visit]
        following = self.terminals[left].leave()
        if following is not None:
            self._serve(now, following)

    def _dispose(self, now: int, parcel: Parcel) -> None:
        """No bank is left to try."""
        latents = self.latents[parcel.site]
        at_home = latents.at_home(parcel.number, parcel.days_presented)
        parcel.days_presented += 1
        place = self.desk.destination(at_home, parcel.days_presented)
        kept = place in {rejection.DEPOT, rejection.RETURN}
        value = parcel.days_presented if kept else 0
        self._record_outcome(now, OUTCOMES[place], parcel, 0, value)
        if place == rejection.LOBBY:
            lobby_ms = latents.lobby_ms(parcel.number)
            self._at(now + lobby_ms, Kind.LOBBY_COLLECTION, parcel.site, parcel.number, 0)
        elif place == rejection.DEPOT:
            parcel.depot_day = now // DAY_MS
            self.depot.setdefault((parcel.site, parcel.company), deque()).append(parcel)
        else:
            del self.parcels[parcel.site, parcel.number]

    def collect_from_lobby(self, now: int, site: int, number: int, _ordinal: int) -> None:
        """The recipient finds the parcel on the lobby floor."""
        parcel = self.parcels.pop((site, number))
        lobby_ms = self.latents[site].lobby_ms(number)
        self._record_outcome(now, Kind.LOBBY_COLLECTION, parcel, 0, lobby_ms)

    # -- a parcel in its compartment -----------------------------------------------------------

    def _deposit(self, now: int, parcel: Parcel, position: int) -> None:
        self.banks[parcel.bank].deposit(position, parcel.number)
        parcel.position = position
        parcel.deposited_ms = now
        parcel.recipient = self.latents[parcel.site].recipient(parcel.number)
        leg = 0 if parcel.courier is None else parcel.courier.leg
        self._record_parcel(now, Kind.DEPOSIT, parcel, parcel.presented, leg)
        parcel.presented += 1
        self._plan_stay(parcel)
        self._schedule_step(parcel, now)

    def _plan_stay(self, parcel: Parcel) -> None:
        desk, rules, recipient = self.desk, self.rules, parcel.recipient
        assert recipient is not None
        parcel.overdue_ms = desk.overdue_ms(parcel.deposited_ms)
        parcel.take_back_ms = desk.take_back_ms(parcel.deposited_ms)
        recipient.learn_of_deposit(
            parcel.deposited_ms, parcel.overdue_ms, rules.first_weekday, rules.weekend_permille
        )

    def _schedule_step(self, parcel: Parcel, now: int) -> None:
        """The one pending event of a parcel that lies: whatever comes first."""
        recipient, desk = parcel.recipient, self.desk
        assert recipient is not None
        collection_ms = max(recipient.collection_ms, now)
        take_back_ms = parcel.take_back_ms
        if take_back_ms != -1:
            take_back_ms = max(take_back_ms, now)
        reminder_ms = desk.reminder_ms(parcel.deposited_ms, parcel.reminders)
        overdue_ms = -1 if parcel.turned_overdue else parcel.overdue_ms
        step = desk.next_step(collection_ms, take_back_ms, reminder_ms, overdue_ms)
        time_ms = (collection_ms, take_back_ms, reminder_ms, overdue_ms)[step]
        ordinal = parcel.reminders if step == retention.REMIND else 0
        self._at(time_ms, STEPS[step], parcel.site, parcel.number, ordinal)

    def collect(self, now: int, site: int, number: int, _ordinal: int) -> None:
        """The recipient takes the parcel out and pays what is due."""
        parcel = self.parcels.pop((site, number))
        self.banks[parcel.bank].empty(parcel.position)
        self._record_parcel(now, Kind.COLLECTION, parcel, 0, now - parcel.deposited_ms)
        if parcel.turned_overdue:
            fee = self.desk.fee_cents(parcel.overdue_ms, now)
            if fee > 0:
                self._record_parcel(now, Kind.FEE, parcel, 0, fee)

    def take_back(self, now: int, site: int, number: int, _ordinal: int) -> None:
        """The courier takes an old parcel back."""
        parcel = self.parcels.pop((site, number))
        self.banks[parcel.bank].empty(parcel.position)
        self._record_parcel(now, Kind.TAKE_BACK, parcel, 0, now - parcel.deposited_ms)

    def remind(self, now: int, site: int, number: int, ordinal: int) -> None:
        """A reminder is sent; the recipient may come sooner."""
        parcel = self.parcels[site, number]
        recipient = parcel.recipient
        assert recipient is not None
        self._record_parcel(now, Kind.REMINDER, parcel, ordinal, 0)
        recipient.receive_reminder(ordinal, now)
        parcel.reminders += 1
        self._schedule_step(parcel, now)

    def turn_overdue(self, now: int, site: int, number: int, _ordinal: int) -> None:
        """The free time is over."""
        parcel = self.parcels[site, number]
        parcel.turned_overdue = True
        self._record_parcel(now, Kind.OVERDUE, parcel, 0, 0)
        self._schedule_step(parcel, now)

    # -- ports ---------------------------------------------------------------------------------

    def _at(self, time_ms: int, kind: int, site: int, entity: int, ordinal: int) -> None:
        if time_ms < self.rules.horizon_ms:
            self._schedule(time_ms, pack_key(kind, site, entity, ordinal))

    def _entity(self, bank: int, parcel: Parcel) -> int:
        home = self.plan.bank_site[bank] == parcel.site
        return parcel.number if home else ((parcel.site + 1) << GUEST_SHIFT) | parcel.number

    def _record_parcel(
        self, now: int, kind: Kind, parcel: Parcel, ordinal: int, value: int
    ) -> None:
        """A record about a parcel in its compartment, in the log of the bank's site."""
        model = self.banks[parcel.bank]
        compartment = model.compartments[parcel.position]
        size_class = compartment.size_class
        self._record_at_bank(
            now, kind, parcel.bank, self._entity(parcel.bank, parcel), ordinal, compartment.number,
            pack_attributes(parcel.size, size_class, parcel.temperature, parcel.company),
            pack_free(model.free[size_class], model.free_total), value,
        )  # fmt: skip

    def _record_courier(self, now: int, kind: Kind, courier: Courier[Parcel], value: int) -> None:
        """A record about a courier at a terminal, in the log of the bank's site."""
        entity = courier.visit
        if self.plan.bank_site[courier.bank] != courier.site:
            entity |= (courier.site + 1) << GUEST_SHIFT
        attributes = pack_attributes(-1, -1, 0, courier.company)
        self._record_at_bank(now, kind, courier.bank, entity, courier.leg, 0, attributes, 0, value)

    def _record_outcome(
        self, now: int, kind: Kind, parcel: Parcel, ordinal: int, value: int
    ) -> None:
        """A record about a parcel outside compartments, at its first bank, in its home's log."""
        attributes = pack_attributes(parcel.size, -1, parcel.temperature, parcel.company)
        self._record_at_bank(
            now, kind, parcel.first_bank, parcel.number, ordinal, 0, attributes, 0, value
        )

    def _record_at_bank(
        self, now: int, kind: int, bank: int, entity: int, ordinal: int, compartment: int,
        attributes: int, free: int, value: int,
    ) -> None:  # fmt: skip
        site = self.plan.bank_site[bank]
        place = pack_place(bank - self.plan.site_first_bank[site], compartment)
        self._emit(site, (now, kind, entity, ordinal, place, attributes, free, value))
