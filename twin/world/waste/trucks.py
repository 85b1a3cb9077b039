"""Trucks: called ones, fixed and planned rounds, logged visits, and the emptying of a point.

Lives here: when a truck comes, what it empties and drives. Not here: decisions (the desk is asked),
routes (`twin.world.waste.routes`), the planning of rounds (`twin.world.rounds`), reports.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from itertools import accumulate

from scenarios.parts.emptyings import EmptyingTrace
from twin.eventlog.events import Kind
from twin.world.desk import CollectionDesk
from twin.world.rounds.heard import Heard
from twin.world.rounds.planning import Known, PlannedService
from twin.world.waste.bins import SiteBins
from twin.world.waste.lids import Lids
from twin.world.waste.plan import SERVICE_BITS, WastePlan
from twin.world.waste.scribe import WasteScribe

NEARLY_EMPTY, HEAPED, REACHED, ALARMED, SPOILT, BY_STAFF = 1, 2, 4, 8, 16, 32
"""Flags of an emptying, as its record's ordinal sums them."""


class LoggedTrucks:
    """When trucks came to the points of a site; never where the trace has no emptyings."""

    def __init__(self, trace: EmptyingTrace | None, points: int) -> None:
        self._times: list[list[int]] = [
            [] if trace is None else trace.of_point(point).tolist() for point in range(points)
        ]

    def next_ms(self, now: int, point: int) -> int:
        """The first visit to a point after `now`, −1 where there is none."""
        times = self._times[point]
        after = bisect_right(times, now)
        return times[after] if after < len(times) else -1


class Trucks:
    """The services of one group of sites."""

    def __init__(
        self,
        plan: WastePlan,
        bins: Sequence[SiteBins],
        lids: Lids,
        desk: CollectionDesk,
        scribe: WasteScribe,
        logged: Sequence[LoggedTrucks],
        planned: Mapping[int, PlannedService],
        heard: Heard | None,
    ) -> None:
        self._rules = plan.rules
        self._stops = plan.stops
        self._bins = bins
        self._lids = lids
        self._desk = desk
        self._scribe = scribe
        self._logged = logged
        self._called: set[tuple[int, int]] = set()
        self._first_bin = [0, *accumulate(len(each.bins) for each in bins)]
        self._planned = planned
        self._heard = heard
        self._metres: dict[tuple[int, int], int] = {}
        self._set_aside_ml: dict[tuple[int, int], int] = {}

    def start_rounds(self) -> None:
        """Schedule the first planned round of each service."""
        for service, planned in self._planned.items():
            if planned.points:
                before_ms = self._rules.begin_ms - 1
                self._scribe.at(self._sets_out_ms(before_ms, service), Kind.ROUND, 0, service)

    def plan(self, now: int, _site: int, service: int, _ordinal: int) -> None:
        """A round is planned and sets out: trucks are on their way to its points."""
        next_ms = self._sets_out_ms(now, service)
        self._scribe.at(next_ms, Kind.ROUND, 0, service)
        heard, stream = self._heard, self._rules.services[service].stream
        assert heard is not None
        emptied_ms = [time_ms for bins in self._bins for time_ms in bins.emptied_ms]
        known = Known(heard.fill_permille, heard.known_ms, heard.rate_per_day, emptied_ms)
        orders = self._planned[service].plan(
            now, next_ms, known, lambda s, p: (s, (p << SERVICE_BITS) | service) in self._called
        )
        for order in orders:
            truck = (order.point << SERVICE_BITS) | service
            self._called.add((order.site, truck))
            self._metres[order.site, truck] = order.metres
            self._scribe.write(
                now, Kind.DISPATCH, order.site, truck, 0, order.point, 0, stream, 0, 0, order.due_ms
            )
            self._scribe.at(order.due_ms, Kind.TRUCK, order.site, truck)

    def _sets_out_ms(self, after_ms: int, service: int) -> int:
        rules = self._rules.services[service]
        return self._desk.next_round_ms(
            after_ms, self._rules.first_weekday, rules.weekdays, rules.clocks_ms
        )

    def start(self, site: int, point: int) -> None:
        """Schedule the first rounds to a point, and the first visits that a trace knows of."""
        for service in range(len(self._rules.services)):
            if self._positions(site, point, service):
                self._schedule_next(self._rules.begin_ms - 1, site, point, service)

    def call(self, now: int, site: int, point: int, service: int) -> None:
        """Call a truck to a point, unless one is on its way."""
        truck = (point << SERVICE_BITS) | service
        if (site, truck) in self._called:
            return
        self._called.add((site, truck))
        rules = self._rules.services[service]
        due_ms = self._desk.truck_due_ms(now, rules.lead_ms)
        self._scribe.write(now, Kind.DISPATCH, site, truck, 0, point, 0, rules.stream, 0, 0, due_ms)
        self._scribe.at(due_ms, Kind.TRUCK, site, truck)

    def _schedule_next(self, now: int, site: int, point: int, service: int) -> None:
        """The next round, or the next visit that the trace knows of; none of one to be called."""
        if self._rules.services[service].is_fixed:
            self._schedule_round(now, site, point, service)
        elif self._rules.services[service].is_replayed:
            time_ms = self._logged[site].next_ms(now, point)
            if time_ms >= 0:
                truck = (point << SERVICE_BITS) | service
                self._scribe.at(time_ms, Kind.TRUCK, site, truck)

    def _schedule_round(self, now: int, site: int, point: int, service: int) -> None:
        stop = self._stops[site][service]
        left_ms = self._sets_out_ms(now - stop.offset_ms, service)
        truck = (point << SERVICE_BITS) | service
        self._scribe.at(left_ms + stop.offset_ms, Kind.TRUCK, site, truck)

    def empty_point(self, now: int, site: int, truck: int, _ordinal: int) -> None:
        """A truck empties all bins of its streams at a point."""
        point, service = truck >> SERVICE_BITS, truck & ((1 << SERVICE_BITS) - 1)
        rules, stop = self._rules.services[service], self._stops[site][service]
        positions = self._positions(site, point, service)
        volume_ml = sum(self._bins[site].bins[position].volume_ml for position in positions)
        volume_ml += self._set_aside_ml.pop((site, truck), 0)
        trips = self._desk.trips(volume_ml, rules.truck_ml, rules.truck_compaction_permille)
        metres = trips * stop.home_m
        if rules.is_fixed:
            is_first = not any(self._positions(site, p, service) for p in range(point))
            metres += (stop.metres if is_first else 0) - stop.home_m
        elif rules.rounds is not None:
            metres += self._metres.pop((site, truck)) - stop.home_m
        self._scribe.write(
            now, Kind.TRUCK, site, truck, trips, point, 0, rules.stream, 0, 0, metres
        )
        for position in positions:
            self._empty(now, site, position)
        self._called.discard((site, truck))
        self._schedule_next(now, site, point, service)

    def set_aside(self, now: int, site: int, position: int) -> None:
        """Staff put an empty bin in a bin's place: what was in it waits for the next truck."""
        bins = self._bins[site]
        service = self._rules.service_of[bins.stream_of[position]]
        truck = (bins.point_of[position] << SERVICE_BITS) | service
        waiting_ml = self._set_aside_ml.get((site, truck), 0)
        self._set_aside_ml[site, truck] = waiting_ml + bins.bins[position].volume_ml
        self._empty(now, site, position, BY_STAFF)

    def _empty(self, now: int, site: int, position: int, by_staff: int = 0) -> None:
        bins = self._bins[site]
        model = bins.bins[position]
        flags = by_staff
        flags |= NEARLY_EMPTY if model.fill_permille < self._rules.nearly_empty_permille else 0
        flags |= HEAPED if model.above_brim_ml > 0 else 0
        flags |= REACHED if bins.reached_ms[position] >= 0 else 0
        flags |= ALARMED if bins.alarmed[position] else 0
        flags |= SPOILT if bins.spoilt[position] else 0
        point = bins.point_of[position]
        number, volume_ml = position - bins.first[point] + 1, model.volume_ml
        mass_g = bins.empty(now, position)
        if self._heard is not None:
            self._heard.empty(now, self._first_bin[site] + position)
        self._scribe.write(
            now, Kind.EMPTYING, site, position, flags, point, number, model.stream, volume_ml, 0,
            mass_g,
        )  # fmt: skip
        self._lids.open(now, site, position)

    def _positions(self, site: int, point: int, service: int) -> list[int]:
        """Bins at a point that a service empties."""
        bins, collects = self._bins[site], self._rules.services[service].collects
        positions = range(bins.first[point], bins.first[point + 1])
        return [position for position in positions if collects[bins.stream_of[position]]]
