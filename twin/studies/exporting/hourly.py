"""A run by the hour, as its devices would have told it: banks, bins, cold cells.

Lives here: what stands at the end of each measured hour, out of the log of a site, and the points
of it. Not here: reading logs (`twin.report.reading`), a store.

Measurements and fields are those of life (`fleet.metrics.catalogue`), told apart by two tags:
`source=twin` and `run`, its name. Levels are the true ones, which a sensor may or may not have
seen.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

from fleet.metrics.catalogue import BANK, BIN, CELL
from fleet.metrics.lines import line, stamp_ns, tag_value
from fleet.metrics.measurement import Measurement
from scenarios.days import HOUR_MS
from scenarios.expand import SitePlace
from twin.eventlog.events import Kind
from twin.eventlog.record import (
    ENTITY,
    KIND,
    PLACE,
    TIME,
    VALUE,
    Records,
    air_mc_of,
    bank_of,
    free_of_bank,
    product_mc_of,
    volume_ml_of,
)
from twin.staging.cast import bank_device, bin_devices, cells_of

I64 = npt.NDArray[np.int64]

DAY_HOURS = 24
FREE_KINDS = (Kind.START, Kind.HELD, Kind.DEPOSIT, Kind.COLLECTION, Kind.TAKE_BACK)
"""Records that say how many compartments are free after them."""

FILL_KINDS = (Kind.BIN, Kind.DROP_OFF, Kind.CLEARING, Kind.OVERFLOW, Kind.EMPTYING)
"""Records that say how much is in a bin; of an emptying it is what was in it."""


@dataclass(frozen=True, slots=True)
class DeviceHours:
    """What a device would have told: a value of each field at the end of each measured hour."""

    of: Measurement
    device: str
    fields: dict[str, I64]


@dataclass(frozen=True, slots=True)
class Ends:
    """Ends of the measured hours: ms since the run's first midnight, and since 1970 UTC."""

    run_ms: I64
    since_1970_ms: Sequence[int]

    @classmethod
    def of(cls, first: dt.date, warmup: int, measured: int, zone: str) -> Ends:
        """`first` measured day, wherever it is to stand; the clock is that of `zone`, whose days
        need not have 24 hours.
        """
        begin, local = dt.datetime.combine(first, dt.time()), ZoneInfo(zone)
        hours = range(1, measured * DAY_HOURS + 1)
        told = [(begin + dt.timedelta(hours=hour)).replace(tzinfo=local) for hour in hours]
        run_ms = (warmup * DAY_HOURS + np.array(hours, dtype=np.int64)) * HOUR_MS
        return cls(run_ms, [round(each.timestamp()) * 1000 for each in told])


def hours_of(place: SitePlace, records: Records, ends: Ends) -> Iterator[DeviceHours]:
    """Every device of a site that the log tells of."""
    yield from _banks(place, records, ends)
    yield from _bins(place, records, ends)
    yield from _cells(place, records, ends)


def _at(ends: Ends, records: Records) -> I64:
    """The last record up to the end of each hour; the first where there is none yet."""
    found: I64 = np.searchsorted(records[:, TIME], ends.run_ms, side="right") - 1
    return np.maximum(found, 0)


def _banks(place: SitePlace, records: Records, ends: Ends) -> Iterator[DeviceHours]:
    changes = records[np.isin(records[:, KIND], FREE_KINDS)]
    for number, bank in enumerate(place.banks):
        own = changes[bank_of(changes) == number]
        if not len(own):
            continue
        built = int(own[own[:, KIND] == Kind.START, VALUE].sum())
        free = free_of_bank(own)[_at(ends, own)]
        fields = {
            "compartments": np.full(len(free), built), "occupied": built - free, "free": free,
        }  # fmt: skip
        yield DeviceHours(BANK, bank_device(bank), fields)


def _bins(place: SitePlace, records: Records, ends: Ends) -> Iterator[DeviceHours]:
    levels = records[np.isin(records[:, KIND], FILL_KINDS)]
    places = levels[levels[:, KIND] == Kind.BIN, PLACE].tolist()
    for device, where in zip(bin_devices(place), places, strict=True):
        own = levels[levels[:, PLACE] == where]
        brim_ml = int(own[0, VALUE])
        volume_ml = np.where(own[:, KIND] == Kind.EMPTYING, 0, volume_ml_of(own))
        yield DeviceHours(
            BIN, device, {"fill_permille": volume_ml[_at(ends, own)] * 1000 // brim_ml}
        )


def _cells(place: SitePlace, records: Records, ends: Ends) -> Iterator[DeviceHours]:
    cells = records[records[:, KIND] == Kind.CELL]
    readings = records[records[:, KIND] == Kind.CELL_READING]
    if not len(readings):
        return
    for number, device in enumerate(cells_of(place)):
        own = readings[readings[:, ENTITY] == number]
        at = _at(ends, own)
        fields = {
            "air_mc": air_mc_of(own)[at],
            "product_mc": product_mc_of(own)[at],
            "setpoint_mc": np.full(len(at), cells[number, VALUE]),
        }
        yield DeviceHours(CELL, device, fields)


def lines_of(site: str, hours: DeviceHours, ends: Ends, run: str) -> list[str]:
    """Its points, under the name of a run; the same run gives the same points again."""
    tags = f",device={hours.device},site={site},source=twin,run={tag_value(run)}"
    columns = [values.tolist() for values in hours.fields.values()]
    return [
        line(hours.of, tags, dict(zip(hours.fields, row, strict=True)), stamp_ns(time_ms, 0, 0))
        for time_ms, *row in zip(ends.since_1970_ms, *columns, strict=True)
    ]
