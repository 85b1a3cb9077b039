"""Deliveries: couriers at terminals, parcels presented, and what becomes of those rejected.

Lives here: everything from a courier's arrival to the moment a parcel lies, or is left elsewhere.
Not here: what happens in the compartment (`twin.world.stays`).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence

from devices.models.bank import Bank
from devices.models.terminal import Terminal
from fleet.policy import rejection
from scenarios.days import DAY_MS
from scenarios.people.courier import Courier
from twin.eventlog.events import Kind
from twin.world.counter.events import Counters
from twin.world.desk import Desk
from twin.world.faults.breakdowns import Breakdowns
from twin.world.latents import Latents
from twin.world.parcel import Parcel
from twin.world.plan import Plan
from twin.world.rules import NEVER
from twin.world.scribe import Scribe
from twin.world.stays import Stays

OUTCOMES = {
    rejection.COUNTER: Kind.COUNTER,
    rejection.HOME: Kind.HOME,
    rejection.LOBBY: Kind.LOBBY,
    rejection.DEPOT: Kind.DEPOT,
    rejection.RETURN: Kind.RETURN,
    rejection.NOWHERE: Kind.UNDELIVERED,
}


class Deliveries:
    """Couriers of one group of sites and the parcels they have in hand."""

    def __init__(
        self,
        plan: Plan,
        latents: Sequence[Latents],
        banks: list[Bank],
        desk: Desk,
        scribe: Scribe,
        stays: Stays,
        breakdowns: Breakdowns | None = None,
        counters: Counters | None = None,
    ) -> None:
        self._plan = plan
        self._latents = latents
        self._banks = banks
        self._desk = desk
        self._scribe = scribe
        self._stays = stays
        self._counters = counters
        self._breakdowns = breakdowns
        self._terminals: list[Terminal[Courier[Parcel]]] = [Terminal(n) for n in plan.terminals]
        self._couriers: dict[tuple[int, int], Courier[Parcel]] = {}
        self._in_hand: dict[tuple[int, int], Parcel] = {}
        self._depot: dict[tuple[int, int], deque[Parcel]] = {}

    def schedule_visit(self, site: int, visit: int) -> None:
        """Schedule a visit (without couriers: a parcel); one a site waits, the next follows."""
        latents = self._latents[site]
        if visit < len(latents.arrival_ms):
            kind = Kind.ARRIVAL if self._plan.rules.attended else Kind.PRESENT
            self._scribe.at(latents.arrival_ms[visit], kind, site, visit, 0)

    def arrive(self, now: int, site: int, visit: int, leg: int) -> None:
        """A courier reaches the bank of this leg; with nothing on board he does not come."""
        courier = self._set_out(now, site, visit) if leg == 0 else self._couriers[site, visit]
        if leg == 0:
            self.schedule_visit(site, visit + 1)
        if not courier.on_board:
            del self._couriers[site, visit]
            return
        courier.arrived_ms = now
        self._scribe.courier(now, Kind.ARRIVAL, courier, len(courier.on_board))
        if self._terminals[courier.bank].join(courier):
            self._serve(now, courier)

    def _set_out(self, now: int, site: int, visit: int) -> Courier[Parcel]:
        """The visit begins: its own parcels, then those in the depot since another day."""
        latents = self._latents[site]
        first_bank = self._plan.site_first_bank[site] + latents.first_bank[visit]
        courier: Courier[Parcel] = Courier(site, visit, latents.company[visit], first_bank)
        self._couriers[site, visit] = courier
        for number in range(latents.first_parcel[visit], latents.first_parcel[visit + 1]):
            parcel = self._bring(site, number, courier.company, first_bank)
            parcel.courier = courier
            courier.on_board.append(parcel)
        waiting: deque[Parcel] = self._depot.get((site, courier.company), deque())
        while waiting and waiting[0].depot_day < now // DAY_MS:
            parcel = waiting.popleft()
            parcel.courier = courier
            parcel.first_bank = first_bank
            courier.on_board.append(parcel)
            self._scribe.outcome(now, Kind.RETRY, parcel, 0, parcel.days_presented)
        return courier

    def _bring(self, site: int, number: int, company: int, first_bank: int) -> Parcel:
        latents = self._latents[site]
        parcel = Parcel(site, number, latents.size[number], latents.temperature(number), company)
        parcel.first_bank = first_bank
        self._in_hand[site, number] = parcel
        return parcel

    def _serve(self, now: int, courier: Courier[Parcel]) -> None:
        self._scribe.courier(now, Kind.SERVICE, courier, now - courier.arrived_ms)
        self._present_next(now + self._plan.rules.setup_ms, courier)

    def _present_next(self, now: int, courier: Courier[Parcel]) -> None:
        parcel = courier.next_parcel()
        if parcel is None:
            self._depart(now, courier)
            return
        handling_ms = 0
        if parcel.size >= 0 and not self._causes_of_shut(courier.bank):
            handling_ms = self._latents[parcel.site].handling_ms(parcel.number, parcel.presented)
        time_ms = now + handling_ms
        self._scribe.at(time_ms, Kind.PRESENT, parcel.site, parcel.number, parcel.presented)

    def present(self, now: int, site: int, number: int, _ordinal: int) -> None:
        """A parcel is held to the terminal: a compartment opens, or none fits, or none opens."""
        parcel = self._in_hand.get((site, number))
        if parcel is None:
            parcel = self._walk_up(site, number)
        courier = parcel.courier
        parcel.bank = parcel.first_bank if courier is None else courier.bank
        causes = self._causes_of_shut(parcel.bank)
        if causes or parcel.size < 0:
            self._answered(now, parcel, NEVER, causes)
        else:
            bank, sizes = self._banks[parcel.bank], self._plan.sizes
            self._desk.open_to_deposit(now, parcel, bank, sizes, self._answered)

    def _answered(self, now: int, parcel: Parcel, position: int, causes: int = 0) -> None:
        """A compartment is open for the parcel, or none is."""
        courier = parcel.courier
        if parcel.size < 0:
            self._scribe.outcome(now, Kind.OVERSIZE, parcel, 0, 0)
            self._carry_oversize(now, parcel)
        elif position >= 0:
            del self._in_hand[parcel.site, parcel.number]
            recipient = self._latents[parcel.site].recipient(parcel.number)
            self._stays.deposit(now, parcel, position, recipient)
        else:
            if causes:
                self._scribe.turned_away(now, parcel, causes)
            self._reject(now, parcel)
        if courier is not None:
            courier.presented += 1
            self._present_next(now, courier)

    def _causes_of_shut(self, bank: int) -> int:
        return 0 if self._breakdowns is None else self._breakdowns.causes_of_shut(bank)

    def _walk_up(self, site: int, number: int) -> Parcel:
        """Without couriers a parcel comes by itself, and the next one after it."""
        latents = self._latents[site]
        first_bank = self._plan.site_first_bank[site] + latents.first_bank[number]
        self.schedule_visit(site, number + 1)
        return self._bring(site, number, latents.company[number], first_bank)

    def _reject(self, now: int, parcel: Parcel) -> None:
        courier = parcel.courier
        self._scribe.rejection(now, parcel, 0 if courier is None else courier.leg)
        parcel.presented += 1
        if courier is None:
            self._dispose(now, parcel)
        else:
            courier.rejected.append(parcel)

    def _depart(self, now: int, courier: Courier[Parcel]) -> None:
        """The leg is over: on to the next bank with what was rejected, or away with it."""
        rules, plan = self._plan.rules, self._plan
        spent_ms = now - courier.arrived_ms
        spent_ms += rules.park_ms if courier.leg == 0 else courier.travel_ms
        self._scribe.courier(now, Kind.DEPARTURE, courier, spent_ms)
        left = courier.bank
        leg = plan.route_first[courier.first_bank] + courier.leg + 1
        if courier.rejected and leg < plan.route_first[courier.first_bank + 1]:
            for parcel in courier.rejected:
                days = parcel.days_presented
                self._scribe.outcome(now, Kind.REDIRECT, parcel, courier.leg + 1, days)
            travel_ms = plan.route_travel_ms[leg]
            courier.go_on(plan.route_bank[leg], travel_ms)
            time_ms = now + travel_ms
            self._scribe.at(time_ms, Kind.ARRIVAL, courier.site, courier.visit, courier.leg)
        else:
            for parcel in courier.rejected:
                self._dispose(now, parcel)
            del self._couriers[courier.site, courier.visit]
        following = self._terminals[left].leave()
        if following is not None:
            self._serve(now, following)

    def _dispose(self, now: int, parcel: Parcel) -> None:
        """No bank is left to try."""
        latents = self._latents[parcel.site]
        at_home = latents.at_home(parcel.number, parcel.days_presented)
        parcel.days_presented += 1
        place = self._desk.destination(at_home, parcel.days_presented)
        kept = place in {rejection.DEPOT, rejection.RETURN}
        value = parcel.days_presented if kept else 0
        self._scribe.outcome(now, OUTCOMES[place], parcel, 0, value)
        if place == rejection.LOBBY:
            time_ms = now + latents.lobby_ms(parcel.number)
            self._scribe.at(time_ms, Kind.LOBBY_COLLECTION, parcel.site, parcel.number, 0)
        elif place == rejection.DEPOT:
            parcel.depot_day = now // DAY_MS
            self._depot.setdefault((parcel.site, parcel.company), deque()).append(parcel)
        else:
            del self._in_hand[parcel.site, parcel.number]
            if place == rejection.COUNTER:
                self._to_counter(now, parcel)

    def _carry_oversize(self, now: int, parcel: Parcel) -> None:
        """Too large for every bank: to the site's counter; without one as if rejected by all."""
        counter = self._plan.counter
        goes_on = counter is not None and counter.oversize_goes_on == 1
        if goes_on and not self._plan.sites[parcel.site].counters:
            self._dispose(now, parcel)
            return
        del self._in_hand[parcel.site, parcel.number]
        self._to_counter(now, parcel)

    def _to_counter(self, now: int, parcel: Parcel) -> None:
        """A parcel ends at the counter; where the site has one of its own, it goes on there."""
        if self._counters is not None:
            recipient = self._latents[parcel.site].recipient(parcel.number)
            self._counters.take_over(now, parcel, recipient)

    def collect_from_lobby(self, now: int, site: int, number: int, _ordinal: int) -> None:
        """The recipient finds the parcel on the lobby floor."""
        parcel = self._in_hand.pop((site, number))
        lobby_ms = self._latents[site].lobby_ms(number)
        self._scribe.outcome(now, Kind.LOBBY_COLLECTION, parcel, 0, lobby_ms)
