"""Counters of the parcel service: the sums that its figures are made of.

Lives here: the list of counters and the layout of a site. All are int64 and additive over days and
sites. Not here: the fold (`twin.figures.service.tally`), formulas.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from scenarios.counters import staff_ms
from scenarios.expand import SitePlace
from twin.figures.counters import MeasuredSpan


class ServiceCounter(IntEnum):
    """What is counted in the measured days, on the day it happens. Times in ms.

    BROUGHT counts every parcel once, whichever way it goes first; FLOORED those that are put on a
    floor, in a lobby or before full shelves. FLOOR_MS is an integral over time. STAFF_MS and
    AREA_CM2 stand all the time and are counted once a day.
    """

    BROUGHT = 0
    FLOORED = 1
    FLOOR_MS = 2
    HANDED_IN = 3
    FULL = 4
    UNCHILLED = 5
    SERVED = 6
    WAIT_MS = 7
    COLLECTED = 8
    LYING_MS = 9
    WALK_MM = 10
    TAKEN_BACK = 11
    RUNG = 12
    AT_DOOR = 13
    COURIER_MS = 14
    STAFF_MS = 15
    AREA_CM2 = 16
    WAITED = 17


SERVICE_COUNTERS = len(ServiceCounter)


@dataclass(frozen=True, slots=True)
class ServiceLayout(MeasuredSpan):
    """One site: what stands there all the time, and the days counted.

    `staff_ms[d]` desk time of measured day d; `area_cm2` floor space of counters and banks;
    `walk_mm[k]` one way to counter k, which is place `first_place` + k.
    """

    warmup_days: int
    measured_days: int
    staff_ms: tuple[int, ...]
    area_cm2: int
    walk_mm: tuple[int, ...]
    first_place: int


def service_layout(
    place: SitePlace, warmup_days: int, measured_days: int, first_weekday: int
) -> ServiceLayout:
    """Layout of a site; `first_weekday` of day 0, the first of the warm-up."""
    days = range(warmup_days, warmup_days + measured_days)
    area_m2 = sum(counter.area_m2 for counter in place.counters)
    area_m2 += sum(bank.area_m2 for bank in place.banks)
    return ServiceLayout(
        warmup_days=warmup_days,
        measured_days=measured_days,
        staff_ms=tuple(
            sum(staff_ms(counter, (first_weekday + day) % 7) for counter in place.counters)
            for day in days
        ),
        area_cm2=round(area_m2 * 10_000),
        walk_mm=tuple(round(counter.walk_m * 1000) for counter in place.counters),
        first_place=len(place.banks) + len(place.points),
    )
