"""What befalls devices beside the world's log: troubles, and how the batteries of sensors drain.

Lives here: acts that no record says. Not here: the draws (`scenarios.demand.troubles`), acts of
records (`happening` beside this).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain

from devices.physics.reporting import charge_left_uah
from devices.simulator import acts
from scenarios.demand.troubles import TroubleSpan
from scenarios.expand import SitePlace
from scenarios.points import WearPlace
from scenarios.schema.faults import Trouble
from scenarios.trace import SiteTrace
from twin.eventlog.events import Kind
from twin.eventlog.log import Record
from twin.staging.cast import bank_device, bin_devices, camera_device

TimedActs = list[tuple[int, str, acts.Act]]
"""Time in ms, device of the site, and what happens to it."""

MINUTE_MS = 60_000
NEW = 2
"""Ordinal of a battery's record: it is new."""


def acts_of_troubles(
    place: SitePlace, troubles: Sequence[Trouble], spans: Sequence[TroubleSpan]
) -> TimedActs:
    """The beginning and the end of each, in the order of time."""
    off_ms = {trouble.id: round(trouble.off_min * MINUTE_MS) for trouble in troubles}
    both: Iterator[tuple[int, str, acts.Act]] = chain.from_iterable(
        (
            (span.from_ms, _device(place, span), _act(place, span, off_ms[span.kind], True)),
            (span.to_ms, _device(place, span), _act(place, span, off_ms[span.kind], False)),
        )
        for span in spans
    )
    return sorted(both, key=lambda timed: timed[0])


def _device(place: SitePlace, span: TroubleSpan) -> str:
    """The device that a trouble befalls."""
    if span.kind.startswith("door"):
        return bank_device(place.banks[span.number])
    bins = bin_devices(place)
    if span.kind.startswith("sensor"):
        return bins[span.number]
    cameras = [camera_device(point.id) for point in place.points]
    return [*map(bank_device, place.banks), *bins, *cameras][span.number]


def _act(place: SitePlace, span: TroubleSpan, off_ms: int, begins: bool) -> acts.Act:
    match span.kind:
        case "door_left_open":
            doors = sum(place.banks[span.number].classes)
            return acts.DoorLeft(1 + int(span.part * doors), begins)
        case "door_forced":
            return acts.Broke("door_forced", begins)
        case "clock_wrong":
            return acts.ClockSet((off_ms if span.part < 0.5 else -off_ms) if begins else 0)
        case "sensor_stuck":
            return acts.SensorErrs("stuck" if begins else "")
        case _:
            return acts.SensorErrs("wild" if begins else "")


class Batteries:
    """The charge of the sensors of a site, as the world's reports take it."""

    def __init__(self, place: SitePlace, trace: SiteTrace) -> None:
        worn = trace.sensors
        self._names = bin_devices(place)
        self._wear: list[WearPlace | None] = [
            None if point.sensor is None else point.sensor.wear
            for point in place.points
            for _ in point.bins
        ]
        self._first = [0]
        for point in place.points:
            self._first.append(self._first[-1] + len(point.bins))
        self._banks = len(place.banks)
        self._charge_uah = [
            0 if wear is None or worn is None
            else wear.battery_uah * int(worn.charge_permille[row]) // 1000
            for row, wear in enumerate(self._wear)
        ]  # fmt: skip
        self._since_ms = [0] * len(self._wear)
        self._sent = [0] * len(self._wear)

    def after(self, record: Record) -> tuple[str, acts.Act] | None:
        """What a record of the site does to the battery of one of its sensors."""
        if record[1] not in {Kind.REPORT, Kind.LOST, Kind.BATTERY}:
            return None
        row = self._first[(record[4] >> 32) - self._banks] + (record[4] & 0xFFFFFFFF) - 1
        wear = self._wear[row]
        if wear is None or not wear.battery_uah:
            return None
        if record[1] != Kind.BATTERY:
            self._sent[row] += 1
        elif record[3] == NEW:
            self._charge_uah[row], self._since_ms[row] = wear.battery_uah, record[0]
            self._sent[row] = 0
        left_uah = charge_left_uah(
            self._charge_uah[row], self._since_ms[row], record[0], self._sent[row],
            wear.report_uah, wear.idle_uah_per_day,
        )  # fmt: skip
        return self._names[row], acts.Charged(max(0, left_uah * 1000 // wear.battery_uah))
