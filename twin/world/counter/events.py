"""What happens at counters, at doors and in lobbies.

Lives here: calls of couriers, parcels handed in, recipients at the desks. Not here: decisions (the
desk is asked), the queue of events, parcels in compartments.

Of a parcel at a counter one event waits: its recipient comes, or the courier takes it back.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from fleet.policy import rejection
from scenarios.behaviour.opening import come_when_open_ms, open_from_ms
from scenarios.counters import CounterPlace, nearest
from scenarios.expand import SitePlace
from scenarios.parts.counters import TO_COUNTER, TO_HOME, TO_LOBBY
from scenarios.people.recipient import Recipient
from scenarios.trace import SiteTrace
from twin.eventlog.events import Kind
from twin.eventlog.record import pack_attributes
from twin.world.counter.desks import ELSEWHERE_BEFORE, DeskState
from twin.world.counter.parcels import DirectParcels, Kept
from twin.world.counter.plan import CounterPlan
from twin.world.counter.scribe import CounterScribe
from twin.world.desk import Desk
from twin.world.parcel import Parcel

Handler = Callable[[int, int, int, int], None]

BY_CALL, OTHERWISE = 0, 1
"""Ordinals of events: the call goes on with its next parcel, or the parcel came otherwise."""

FIRST_EVENT = {TO_COUNTER: Kind.HAND_IN, TO_HOME: Kind.DOOR, TO_LOBBY: Kind.FLOOR}


class Counters:
    """Counters, doors and lobbies of one group of sites."""

    def __init__(
        self,
        plan: CounterPlan,
        sites: Sequence[SitePlace],
        traces: Sequence[SiteTrace],
        desk: Desk,
        scribe: CounterScribe,
    ) -> None:
        self._plan = plan
        self._rules = desk.rules
        self._desk = desk
        self._scribe = scribe
        self._counters = [[DeskState(counter) for counter in place.counters] for place in sites]
        self._nearest = [nearest(place.counters) for place in sites]
        self._direct = [DirectParcels(trace.counter) for trace in traces]
        self._first_number = [trace.parcels for trace in traces]
        self._kept: dict[tuple[int, int], Kept] = {}
        self.handlers: dict[int, Handler] = {
            Kind.CALL: self.call,
            Kind.HAND_IN: self.hand_in,
            Kind.DOOR: self.ring,
            Kind.FLOOR: self.leave,
            Kind.FLOOR_COLLECTION: self.collect_from_floor,
            Kind.CUSTOMER: self.come,
            Kind.COUNTER_COLLECTION: self.collect,
            Kind.COUNTER_TAKE_BACK: self.take_back,
        }

    def start(self, held: Sequence[int]) -> None:
        """Write the counters that stand there, schedule the first calls.

        `held` parcels of each site lie in compartments; those of calls are numbered after them.
        """
        for site, counters in enumerate(self._counters):
            self._first_number[site] += held[site]
            for number, state in enumerate(counters):
                self._scribe.at_counter(
                    0, Kind.SHELVES, site, number, state.place.staff, number, 0, 0, 0,
                    state.place.shelf_places,
                )  # fmt: skip
        for site in range(len(self._counters)):
            self._schedule_call(site, 0)

    def _schedule_call(self, site: int, call: int) -> None:
        """One call a site waits; the next follows."""
        direct = self._direct[site]
        if call < len(direct.call_ms):
            self._scribe.at(direct.call_ms[call], Kind.CALL, site, call)

    def _open_from_ms(self, counter: CounterPlace, time_ms: int) -> int:
        return open_from_ms(
            time_ms, self._rules.first_weekday, counter.opens_ms, counter.closes_ms,
            len(counter.opens_ms),
        )  # fmt: skip

    def call(self, now: int, site: int, call: int, ordinal: int) -> None:
        """A courier calls; at a closed counter he comes when it opens."""
        direct = self._direct[site]
        if ordinal == BY_CALL:
            self._schedule_call(site, call + 1)
        way, counter = direct.call_way[call], direct.call_counter[call]
        attributes = pack_attributes(-1, -1, 0, direct.call_company[call])
        if way == TO_COUNTER:
            state = self._counters[site][counter]
            opened_ms = self._open_from_ms(state.place, now)
            if opened_ms > now:
                self._scribe.at(opened_ms, Kind.CALL, site, call, OTHERWISE)
                return
            self._scribe.at_counter(
                now, Kind.CALL, site, call, way, counter, attributes, state.standing,
                len(state.queue), self._rules.park_ms,
            )  # fmt: skip
        else:
            park_ms = self._rules.park_ms
            self._scribe.elsewhere(now, Kind.CALL, site, call, way, attributes, park_ms)
        self._schedule_handing(now, site, direct.first[call])

    def _handing_ms(self, site: int, parcel: int) -> int:
        direct = self._direct[site]
        call = direct.call_of[parcel]
        if direct.call_way[call] == TO_COUNTER:
            return self._counters[site][direct.call_counter[call]].place.hand_in_ms
        return self._plan.door_ms if direct.call_way[call] == TO_HOME else self._plan.floor_ms

    def _schedule_handing(self, now: int, site: int, parcel: int) -> None:
        direct = self._direct[site]
        kind = FIRST_EVENT[direct.call_way[direct.call_of[parcel]]]
        time_ms = now + self._handing_ms(site, parcel)
        self._scribe.at(time_ms, kind, site, self._first_number[site] + parcel, BY_CALL)

    def _go_on(self, now: int, site: int, number: int) -> None:
        """The call goes on with its next parcel, if it has one."""
        direct, parcel = self._direct[site], number - self._first_number[site]
        if parcel + 1 < direct.first[direct.call_of[parcel] + 1]:
            self._schedule_handing(now, site, parcel + 1)

    def take_over(self, now: int, parcel: Parcel, recipient: Recipient) -> None:
        """A parcel that was meant for a locker goes to the site's nearest counter, if any."""
        site, counter = parcel.site, self._nearest[parcel.site]
        if counter < 0:
            return
        service_ms = self._direct[site].locker_service_ms
        kept = Kept(
            parcel.number, parcel.size, parcel.temperature, parcel.company, counter, recipient,
            service_ms[parcel.number] if service_ms else 0,
        )  # fmt: skip
        self._bring(now, site, kept)

    def _bring(self, now: int, site: int, kept: Kept) -> None:
        self._kept[site, kept.number] = kept
        opened_ms = self._open_from_ms(self._counters[site][kept.counter].place, now)
        self._scribe.at(opened_ms, Kind.HAND_IN, site, kept.number, OTHERWISE)

    def hand_in(self, now: int, site: int, number: int, ordinal: int) -> None:
        """A parcel is put on the shelves of a counter, beside them, or into the fridge."""
        if ordinal == BY_CALL:
            parcel = number - self._first_number[site]
            self._kept[site, number] = self._direct[site].kept(parcel, number)
        kept = self._kept[site, number]
        state = self._counters[site][kept.counter]
        flags = state.take_in(kept) | (ELSEWHERE_BEFORE if ordinal == OTHERWISE else 0)
        kept.handed_ms = now
        hand_in_ms = state.place.hand_in_ms
        self._about(now, Kind.HAND_IN, site, kept, flags, hand_in_ms)
        self._schedule_end(site, kept, state.place)
        if ordinal == BY_CALL:
            self._go_on(now, site, number)

    def _schedule_end(self, site: int, kept: Kept, place: CounterPlace) -> None:
        """The one pending event of a parcel at a counter: whatever comes first."""
        rules, recipient = self._rules, kept.recipient
        recipient.learn_of_deposit(kept.handed_ms, -1, rules.first_weekday, rules.weekend_permille)
        come_ms = come_when_open_ms(
            recipient.collection_ms, rules.first_weekday, place.opens_ms, place.closes_ms,
            len(place.opens_ms),
        )  # fmt: skip
        back_ms = self._desk.take_back_ms(kept.handed_ms)
        if back_ms != -1:
            back_ms = self._open_from_ms(place, back_ms)
        if back_ms != -1 and back_ms <= come_ms:
            self._scribe.at(back_ms, Kind.COUNTER_TAKE_BACK, site, kept.number)
        else:
            self._scribe.at(come_ms, Kind.CUSTOMER, site, kept.number)

    def ring(self, now: int, site: int, number: int, _ordinal: int) -> None:
        """A courier rings at a door; where nobody opens the parcel goes elsewhere."""
        direct, parcel = self._direct[site], number - self._first_number[site]
        at_home = direct.at_home[parcel]
        attributes = self._attributes(site, parcel)
        self._scribe.elsewhere(
            now, Kind.DOOR, site, number, at_home, attributes, self._plan.door_ms
        )
        if at_home == 0:
            place = self._desk.destination(0, 1)
            if place == rejection.COUNTER and self._nearest[site] >= 0:
                self._bring(now, site, direct.kept(parcel, number))
            else:
                self._lay_down(now, site, number, ELSEWHERE_BEFORE, 0)
        self._go_on(now, site, number)

    def leave(self, now: int, site: int, number: int, _ordinal: int) -> None:
        """A courier leaves a parcel in the lobby."""
        self._lay_down(now, site, number, 0, self._plan.floor_ms)
        self._go_on(now, site, number)

    def _lay_down(self, now: int, site: int, number: int, flags: int, courier_ms: int) -> None:
        direct, parcel = self._direct[site], number - self._first_number[site]
        attributes = self._attributes(site, parcel)
        self._scribe.elsewhere(now, Kind.FLOOR, site, number, flags, attributes, courier_ms)
        self._scribe.at(now + direct.lobby_ms[parcel], Kind.FLOOR_COLLECTION, site, number)

    def collect_from_floor(self, now: int, site: int, number: int, _ordinal: int) -> None:
        """The recipient finds the parcel on the lobby floor."""
        parcel = number - self._first_number[site]
        lobby_ms, attributes = self._direct[site].lobby_ms[parcel], self._attributes(site, parcel)
        self._scribe.elsewhere(now, Kind.FLOOR_COLLECTION, site, number, 0, attributes, lobby_ms)

    def _attributes(self, site: int, parcel: int) -> int:
        direct = self._direct[site]
        company = direct.call_company[direct.call_of[parcel]]
        return pack_attributes(direct.size[parcel], -1, direct.temperature[parcel], company)

    def come(self, now: int, site: int, number: int, _ordinal: int) -> None:
        """A recipient comes: to a free desk, or into the queue."""
        kept = self._kept[site, number]
        state = self._counters[site][kept.counter]
        kept.came_ms = now
        if state.busy < state.place.staff:
            state.busy += 1
            self._serve(now, site, kept)
        else:
            state.queue.append(kept)

    def _serve(self, now: int, site: int, kept: Kept) -> None:
        self._about(now, Kind.COUNTER_SERVICE, site, kept, 0, now - kept.came_ms)
        self._scribe.at(now + kept.service_ms, Kind.COUNTER_COLLECTION, site, kept.number)

    def collect(self, now: int, site: int, number: int, _ordinal: int) -> None:
        """A recipient leaves with his parcel; the next one is served."""
        kept = self._kept.pop((site, number))
        state = self._counters[site][kept.counter]
        flags = state.give_out(kept)
        self._about(now, Kind.COUNTER_COLLECTION, site, kept, flags, now - kept.handed_ms)
        if state.queue:
            self._serve(now, site, state.queue.popleft())
        else:
            state.busy -= 1

    def take_back(self, now: int, site: int, number: int, _ordinal: int) -> None:
        """The courier takes an old parcel back."""
        kept = self._kept.pop((site, number))
        flags = self._counters[site][kept.counter].give_out(kept)
        self._about(now, Kind.COUNTER_TAKE_BACK, site, kept, flags, now - kept.handed_ms)

    def _about(self, now: int, kind: int, site: int, kept: Kept, ordinal: int, value: int) -> None:
        state = self._counters[site][kept.counter]
        attributes = pack_attributes(kept.size, -1, kept.temperature, kept.company)
        self._scribe.at_counter(
            now, kind, site, kept.number, ordinal, kept.counter, attributes, state.standing,
            len(state.queue), value,
        )  # fmt: skip
