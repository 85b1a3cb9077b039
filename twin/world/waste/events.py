"""What happens at waste points: their people, bins and trucks put together, and sensors' reports.

Lives here: the composition of the waste points of one group of sites, and reports. Not here:
drop-offs, trucks, supervisors and cameras (beside this module), decisions (the desk is asked).
"""

from __future__ import annotations

from collections.abc import Callable, Container, Sequence
from itertools import accumulate

from devices.models.sensor_radio import SensorRadio
from scenarios.expand import SitePlace
from scenarios.initial import HeldParcels
from scenarios.parts.waste import NOISE_SLOT_MS
from scenarios.trace import SiteTrace
from twin.eventlog.events import Kind
from twin.world.desk import CollectionDesk, WatchDesk
from twin.world.rounds.heard import Heard
from twin.world.rounds.planning import PlannedService
from twin.world.waste.bags import Bags
from twin.world.waste.bins import SiteBins
from twin.world.waste.drop_offs import DropOffs
from twin.world.waste.lids import Lids
from twin.world.waste.plan import WastePlan, WasteRules
from twin.world.waste.scribe import WasteScribe
from twin.world.waste.trucks import LoggedTrucks, Trucks
from twin.world.waste.watch import Watch

EMPTY, NEW = 1, 2
"""Ordinals of a battery's records."""

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
        self._points = points = [place.points for place in sites]
        watches, wears = plan.rules.watches, plan.rules.wears
        for place, trace in zip(sites, traces, strict=True):
            _check_parts(place.id, trace, watches, wears)
        self._bags = [
            Bags(trace.waste, trace.watch if watches else None, trace.sensors if wears else None)
            for trace in traces
        ]
        self._bins = [
            SiteBins(
                place,
                plan.rules,
                None if bags.sensors is None else bags.sensors.charge_permille.tolist(),
            )
            for place, bags in zip(sites, self._bags, strict=True)
        ]
        self._scribe = scribe
        self._silent = silent
        self._desk = CollectionDesk()
        desk = WatchDesk()
        self._watch = Watch(plan.rules.first_weekday, points, self._bags, desk, scribe)
        self._lids = Lids(points, self._bins, desk, scribe)
        self._drop_offs = DropOffs(
            points, self._bins, self._bags, self._watch, self._lids, desk, scribe
        )
        logged = [
            LoggedTrucks(trace.emptyings, len(at)) for trace, at in zip(traces, points, strict=True)
        ]
        planned = {
            number: PlannedService(number, service.rounds, service.collects, sites)
            for number, service in enumerate(plan.rules.services)
            if service.rounds is not None
        }
        self._first_bin = [0, *accumulate(len(bins.bins) for bins in self._bins)]
        self._heard = Heard(_weights(plan.rules, self._bins), self._desk) if planned else None
        self._trucks = Trucks(
            plan, self._bins, self._lids, self._desk, scribe, logged, planned, self._heard
        )
        self.handlers: dict[int, Handler] = {
            Kind.TRUCK: self._trucks.empty_point,
            Kind.DROP_OFF: self._drop_offs.drop_off,
            Kind.CLEARING: self._drop_offs.clear,
            Kind.NEIGHBOUR: self._drop_offs.arrive_at_neighbour,
            Kind.SHIFT: self._watch.begin_shift,
            Kind.ABSENCE: self._watch.find_absent,
            Kind.SIGHT: self._watch.see_falsely,
            Kind.REPORT: self.report,
            Kind.ROUND: self._trucks.plan,
        }

    def start(self, held: Sequence[HeldParcels | None] = ()) -> None:
        """Write the bins that stand there with what they hold, schedule what comes first."""
        begin_ms = self._rules.begin_ms
        for bins, inside in zip(self._bins, held, strict=False):
            if inside is not None and inside.bins_g is not None:
                bins.fill(begin_ms, inside.bins_g.tolist())
        for site, bins in enumerate(self._bins):
            for position, model in enumerate(bins.bins):
                self._scribe.about_bin(
                    begin_ms, Kind.BIN, site, bins, position, position, 0, 0, model.capacity_ml
                )
            self._drop_offs.schedule(site, 0)
            for position, sensor in enumerate(bins.fill_sensors):
                if sensor is not None:
                    self._schedule_report(begin_ms, site, position)
            for point in range(len(self._points[site])):
                self._trucks.start(site, point)
            self._watch.start(site)
        self._trucks.start_rounds()

    def empty(self, now: int, site: int, position: int, from_permille: int) -> bool:
        """Staff empty a bin that is at least so full and not empty; whether it was."""
        model = self._bins[site].bins[position]
        if not model.mass_g or model.fill_permille < from_permille:
            return False
        self._trucks.set_aside(now, site, position)
        return True

    def pick_up(self, now: int, site: int, point: int) -> int:
        """Staff pick up every bag on the floor of a point; returns how many."""
        return self._drop_offs.pick_up(now, site, point)

    def stand_in(self, now: int, site: int, point: int, there_ms: int) -> None:
        """Somebody of the staff takes the place of a missing supervisor for so long."""
        self._watch.stand_in(now, site, point, there_ms)

    def _schedule_report(self, now: int, site: int, position: int) -> None:
        sensor = self._points[site][self._bins[site].point_of[position]].sensor
        assert sensor is not None
        time_ms = (now // sensor.report_ms + 1) * sensor.report_ms
        self._scribe.at(time_ms, Kind.REPORT, site, position)

    def report(self, now: int, site: int, position: int, _ordinal: int) -> None:
        """A fill sensor reports, unless it is dead; the report may lock the lid, call a truck."""
        self._schedule_report(now, site, position)
        if (site, position) in self._silent:
            return
        bins = self._bins[site]
        sensor, radio = bins.fill_sensors[position], bins.radios[position]
        assert sensor is not None
        noise_milli = self._bags[site].noise_milli(position, now // NOISE_SLOT_MS)
        if radio is None:
            reported = sensor.read(noise_milli)
        else:
            worn = self._bags[site].sensors
            assert worn is not None
            slot = now // NOISE_SLOT_MS
            if not self._has_charge(now, site, position, radio):
                return
            stray_permille = int(worn.stray_permille[position, slot])
            reported = sensor.read_worn(now, noise_milli, stray_permille)
            if not radio.send(reported):
                return
            if worn.lost[position, slot]:
                radio.keep(now, reported)
                self._scribe.about_bin(
                    now, Kind.LOST, site, bins, position, position, 0, 0, reported
                )
                return
            for measured_ms, late in radio.take_kept():
                age_ms = now - measured_ms
                self._scribe.about_bin(
                    now, Kind.BACKFILL, site, bins, position, position, age_ms, 0, late
                )
                if self._desk.is_current(measured_ms, bins.emptied_ms[position]):
                    self._act(now, site, position, late)
        self._scribe.about_bin(now, Kind.REPORT, site, bins, position, position, 0, 0, reported)
        if self._heard is not None:
            self._heard.hear(now, self._first_bin[site] + position, reported)
        self._act(now, site, position, reported)

    def _has_charge(self, now: int, site: int, position: int, radio: SensorRadio) -> bool:
        """Whether the battery lasts for one more report; it may just have been replaced."""
        bins = self._bins[site]
        if radio.is_due_for_battery(now):
            radio.replace_battery(now)
            self._scribe.about_bin(now, Kind.BATTERY, site, bins, position, position, NEW, 0, 0)
        if radio.dead_ms >= 0:
            return False
        if radio.is_spent(now):
            radio.dead_ms = now
            sent = radio.sent
            self._scribe.about_bin(
                now, Kind.BATTERY, site, bins, position, position, EMPTY, 0, sent
            )
            return False
        return True

    def _act(self, now: int, site: int, position: int, reported: int) -> None:
        """What a report leads to: a locked lid, an alarm, a truck."""
        bins, desk = self._bins[site], self._desk
        self._lids.hear(now, site, position, reported)
        service = self._rules.service_of[bins.stream_of[position]]
        rules = self._rules.services[service]
        if rules.is_fixed:
            return
        alarm = desk.is_alarm(reported, rules.level_permille)
        if alarm and not bins.alarmed[position]:
            bins.alarmed[position] = 1
            reached_ms = bins.reached_ms[position]
            true, delay_ms = (1, now - reached_ms) if reached_ms >= 0 else (0, 0)
            self._scribe.about_bin(
                now, Kind.ALARM, site, bins, position, position, true, 0, delay_ms
            )
        if rules.is_replayed or rules.rounds is not None:
            return
        if alarm or desk.is_too_old(now, bins.emptied_ms[position], rules.age_limit_ms):
            self._trucks.call(now, site, bins.point_of[position], service)


def _weights(rules: WasteRules, sites: Sequence[SiteBins]) -> list[Sequence[int] | None]:
    """Weights of hours of the service of each bin, None where it plans no rounds."""
    serving = [None if number < 0 else rules.services[number].rounds for number in rules.service_of]
    of_stream = [None if rounds is None else rounds.hour_weights for rounds in serving]
    return [of_stream[stream] for bins in sites for stream in bins.stream_of]


def _check_parts(site: str, trace: SiteTrace, watches: bool, wears: bool) -> None:
    """Raise ValueError where a trace with drop-offs lacks a part that the plan asks for."""
    if trace.waste is None:
        return
    if watches and trace.watch is None:
        raise ValueError(
            f"trace of site {site}: has no watch part: the plan has supervisors, cameras or linkage"
        )
    if wears and trace.sensors is None:
        raise ValueError(f"trace of site {site}: has no sensor part: the plan has worn sensors")
