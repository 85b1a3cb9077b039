"""What happens at waste points: drop-offs, landed bags, reports, trucks.

Lives here: the events of the waste points of one group of sites. Not here: decisions (the desk is
asked), the queue of events.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Sequence

from scenarios.behaviour.drop_off import bin_for_landed, choose_bin, is_open
from scenarios.expand import SitePlace
from scenarios.parts.waste import NOISE_SLOT_MS
from scenarios.trace import SiteTrace
from twin.eventlog.events import Kind
from twin.world.desk import CollectionDesk
from twin.world.waste.bags import Bags
from twin.world.waste.bins import SiteBins
from twin.world.waste.plan import SERVICE_BITS, WastePlan
from twin.world.waste.scribe import WasteScribe

NEARLY_EMPTY, HEAPED, REACHED, ALARMED = 1, 2, 4, 8
"""Flags of an emptying, as its record's ordinal sums them."""

Handler = Callable[[int, int, int, int], None]


class WastePoints:
    """The waste points of one group of sites; the sensors of bins `silent` (site, bin) are dead."""

    def __init__(
        self,
        plan: WastePlan,
        sites: Sequence[SitePlace],
        traces: Sequence[SiteTrace],
        scribe: WasteScribe,
        silent: Container[tuple[int, int]] = (),
    ) -> None:
        self._rules = plan.rules
        self._stops = plan.stops
        self._points = [place.points for place in sites]
        self._bins = [SiteBins(place, plan.rules) for place in sites]
        self._bags = [Bags(trace.waste) for trace in traces]
        self._scribe = scribe
        self._silent = silent
        self._desk = CollectionDesk()
        self._called: set[tuple[int, int]] = set()
        self.handlers: dict[int, Handler] = {
            Kind.TRUCK: self.empty_point,
            Kind.DROP_OFF: self.drop_off,
            Kind.CLEARING: self.clear,
            Kind.REPORT: self.report,
        }

    def start(self) -> None:
        """Write the bins that stand there, schedule first drop-offs, reports and rounds."""
        for site, bins in enumerate(self._bins):
            for position, model in enumerate(bins.bins):
                self._about_bin(0, Kind.BIN, site, position, position, 0, 0, model.capacity_ml)
            self._schedule_drop_off(site, 0)
            for position, sensor in enumerate(bins.fill_sensors):
                if sensor is not None:
                    self._schedule_report(0, site, position)
            for point in range(len(self._points[site])):
                for service, rules in enumerate(self._rules.services):
                    if rules.is_fixed and self._positions(site, point, service):
                        self._schedule_round(-1, site, point, service)

    def _schedule_drop_off(self, site: int, number: int) -> None:
        """One drop-off a site waits; the next follows."""
        bags = self._bags[site]
        if number < len(bags.drop_ms):
            self._scribe.at(bags.drop_ms[number], Kind.DROP_OFF, site, number)

    def drop_off(self, now: int, site: int, number: int, _ordinal: int) -> None:
        """A resident comes with a bag: it goes into a bin, or is left on the floor."""
        self._schedule_drop_off(site, number + 1)
        bags, bins = self._bags[site], self._bins[site]
        point, stream, mass_g = bags.point[number], bags.stream[number], bags.mass_g[number]
        place = self._points[site][point]
        position = choose_bin(
            bins.room_g, bins.heap_g, bins.stream_of, bins.always_open,
            bins.first[point], bins.first[point + 1], stream, mass_g,
            is_open(now, place.opens_ms, place.closes_ms, len(place.opens_ms)),
            bags.habit[number],
        )  # fmt: skip
        mixed = bags.mixed[number]
        if position >= 0:
            self._put_in(now, Kind.DROP_OFF, site, number, position, mixed, mass_g)
            return
        household = bags.household[number]
        self._scribe.write(
            now, Kind.LANDED, site, number, mixed, point, 0, stream, 0, household, mass_g
        )
        self._scribe.at(now + bags.landed_ms[number], Kind.CLEARING, site, number)

    def clear(self, now: int, site: int, number: int, _ordinal: int) -> None:
        """A cleaner puts a landed bag into a bin, over the brim if need be (or takes it away)."""
        bags, bins = self._bags[site], self._bins[site]
        point, stream = bags.point[number], bags.stream[number]
        position = bin_for_landed(
            bins.room_g, bins.stream_of, bins.first[point], bins.first[point + 1], stream
        )
        landed_ms, mixed = bags.landed_ms[number], bags.mixed[number]
        if position < 0:
            household = bags.household[number]
            self._scribe.write(
                now, Kind.CLEARING, site, number, mixed, point, 0, stream, 0, household, landed_ms
            )
            return
        self._put_in(now, Kind.CLEARING, site, number, position, mixed, landed_ms)

    def _put_in(
        self, now: int, kind: int, site: int, number: int, position: int, ordinal: int, value: int
    ) -> None:
        bags, bins = self._bags[site], self._bins[site]
        was_heaped = bins.bins[position].above_brim_ml > 0
        more_ml = bins.put_in(now, position, bags.mass_g[number])
        household = bags.household[number]
        self._about_bin(now, kind, site, position, number, ordinal, household, value)
        if more_ml > 0:
            begins = 0 if was_heaped else 1
            self._about_bin(now, Kind.OVERFLOW, site, position, number, begins, household, more_ml)

    def _schedule_report(self, now: int, site: int, position: int) -> None:
        sensor = self._points[site][self._bins[site].point_of[position]].sensor
        assert sensor is not None
        time_ms = (now // sensor.report_ms + 1) * sensor.report_ms
        self._scribe.at(time_ms, Kind.REPORT, site, position)

    def report(self, now: int, site: int, position: int, _ordinal: int) -> None:
        """A fill sensor reports, unless it is dead; the report may call a truck."""
        self._schedule_report(now, site, position)
        if (site, position) in self._silent:
            return
        bins, desk = self._bins[site], self._desk
        sensor = bins.fill_sensors[position]
        assert sensor is not None
        reported = sensor.read(self._bags[site].noise_milli(position, now // NOISE_SLOT_MS))
        self._about_bin(now, Kind.REPORT, site, position, position, 0, 0, reported)
        service = self._rules.service_of[bins.stream_of[position]]
        rules = self._rules.services[service]
        if rules.is_fixed:
            return
        alarm = desk.is_alarm(reported, rules.level_permille)
        if alarm and not bins.alarmed[position]:
            bins.alarmed[position] = 1
            reached_ms = bins.reached_ms[position]
            true, delay_ms = (1, now - reached_ms) if reached_ms >= 0 else (0, 0)
            self._about_bin(now, Kind.ALARM, site, position, position, true, 0, delay_ms)
        if alarm or desk.is_too_old(now, bins.emptied_ms[position], rules.age_limit_ms):
            self._call(now, site, bins.point_of[position], service)

    def _call(self, now: int, site: int, point: int, service: int) -> None:
        """Call a truck to a point, unless one is on its way."""
        truck = (point << SERVICE_BITS) | service
        if (site, truck) in self._called:
            return
        self._called.add((site, truck))
        rules = self._rules.services[service]
        due_ms = self._desk.truck_due_ms(now, rules.lead_ms)
        self._scribe.write(now, Kind.DISPATCH, site, truck, 0, point, 0, rules.stream, 0, 0, due_ms)
        self._scribe.at(due_ms, Kind.TRUCK, site, truck)

    def _schedule_round(self, now: int, site: int, point: int, service: int) -> None:
        rules, stop = self._rules.services[service], self._stops[site][service]
        left_ms = self._desk.next_round_ms(
            now - stop.offset_ms, self._rules.first_weekday, rules.weekdays, rules.clocks_ms
        )
        truck = (point << SERVICE_BITS) | service
        self._scribe.at(left_ms + stop.offset_ms, Kind.TRUCK, site, truck)

    def empty_point(self, now: int, site: int, truck: int, _ordinal: int) -> None:
        """A truck empties all bins of its streams at a point."""
        point, service = truck >> SERVICE_BITS, truck & ((1 << SERVICE_BITS) - 1)
        rules, stop = self._rules.services[service], self._stops[site][service]
        positions = self._positions(site, point, service)
        volume_ml = sum(self._bins[site].bins[position].volume_ml for position in positions)
        trips = self._desk.trips(volume_ml, rules.truck_ml, rules.truck_compaction_permille)
        metres = trips * stop.home_m
        if rules.is_fixed:
            is_first = not any(self._positions(site, p, service) for p in range(point))
            metres += (stop.metres if is_first else 0) - stop.home_m
        self._scribe.write(
            now, Kind.TRUCK, site, truck, trips, point, 0, rules.stream, 0, 0, metres
        )
        for position in positions:
            self._empty(now, site, position)
        self._called.discard((site, truck))
        if rules.is_fixed:
            self._schedule_round(now, site, point, service)

    def _empty(self, now: int, site: int, position: int) -> None:
        bins = self._bins[site]
        model = bins.bins[position]
        flags = NEARLY_EMPTY if model.fill_permille < self._rules.nearly_empty_permille else 0
        flags |= HEAPED if model.above_brim_ml > 0 else 0
        flags |= REACHED if bins.reached_ms[position] >= 0 else 0
        flags |= ALARMED if bins.alarmed[position] else 0
        point = bins.point_of[position]
        number, volume_ml = position - bins.first[point] + 1, model.volume_ml
        mass_g = bins.empty(now, position)
        self._scribe.write(
            now, Kind.EMPTYING, site, position, flags, point, number, model.stream, volume_ml, 0,
            mass_g,
        )  # fmt: skip

    def _positions(self, site: int, point: int, service: int) -> list[int]:
        """Bins at a point that a service empties."""
        bins, collects = self._bins[site], self._rules.services[service].collects
        positions = range(bins.first[point], bins.first[point + 1])
        return [position for position in positions if collects[bins.stream_of[position]]]

    def _about_bin(
        self, now: int, kind: int, site: int, position: int, entity: int, ordinal: int,
        household: int, value: int,
    ) -> None:  # fmt: skip
        bins = self._bins[site]
        model, point = bins.bins[position], bins.point_of[position]
        number = position - bins.first[point] + 1
        self._scribe.write(
            now, kind, site, entity, ordinal, point, number, model.stream, model.volume_ml,
            household, value,
        )  # fmt: skip
