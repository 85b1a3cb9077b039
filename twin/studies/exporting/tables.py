"""Tables of a run: parcels, courier visits, readings of bins.

Lives here: their columns and rows. Not here: the run (`kept`), files (`courtyard`).
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from scenarios.expand import SitePlace
from twin.eventlog.events import Kind
from twin.eventlog.record import (
    ENTITY,
    KIND,
    ORDINAL,
    TIME,
    VALUE,
    Records,
    bank_of,
    company_of,
    compartment_of,
    size_of,
)
from twin.studies.exporting.kept import KeptRun, Row

STAYS = (Kind.DEPOSIT, Kind.COLLECTION, Kind.TAKE_BACK)
VISITS = (Kind.ARRIVAL, Kind.SERVICE, Kind.DEPARTURE)
READINGS = (Kind.REPORT,)

PARCEL_COLUMNS = ("parcel", "bank", "size", "deposited_at", "collected_at", "ended")
VISIT_COLUMNS = ("visit", "company", "bank", "arrived_at", "began_at", "left_at", "parcels")
READING_COLUMNS = ("bin", "time", "level", "threshold", "name", "latitude", "longitude")

MOST_PERMILLE = 1000
"""A level above the brim is told as full."""
ENDED = {int(Kind.COLLECTION): "collection", int(Kind.TAKE_BACK): "take_back"}


def parcel_rows(run: KeptRun) -> Iterator[Row]:
    """A row for each deposit, in order of time at each site; no end where it lies to the end."""
    sizes = [size.id for size in run.scenario.sizes]
    for place, records in run.sites:
        came = records[records[:, KIND] == Kind.DEPOSIT]
        went = records[records[:, KIND] != Kind.DEPOSIT]
        order = np.argsort(went[:, ENTITY], kind="stable")
        row_of = np.searchsorted(went[order, ENTITY], came[:, ENTITY])
        row_of = np.minimum(row_of, max(len(went) - 1, 0))
        ends = went[order][row_of] if len(went) else came
        has_end = (ends[:, ENTITY] == came[:, ENTITY]) & (ends[:, KIND] != Kind.DEPOSIT)
        texts, end_texts = run.texts(came[:, TIME]), run.texts(ends[:, TIME])
        banks, parcel_sizes = bank_of(came).tolist(), size_of(came).tolist()
        for row, entity in enumerate(came[:, ENTITY].tolist()):
            yield (
                f"{place.id}-{entity}",
                place.banks[banks[row]].id,
                sizes[parcel_sizes[row]],
                texts[row],
                end_texts[row] if has_end[row] else "",
                ENDED[int(ends[row, KIND])] if has_end[row] else "",
            )


def visit_rows(run: KeptRun) -> Iterator[Row]:
    """A row for each leg of a visit that was over when the run ended."""
    companies = [company.id for company in run.scenario.couriers.companies]
    for place, records in run.sites:
        parts = {kind: _by_leg(records[records[:, KIND] == kind]) for kind in VISITS}
        legs = parts[Kind.ARRIVAL]
        for key, arrival in legs.items():
            began, left = parts[Kind.SERVICE].get(key), parts[Kind.DEPARTURE].get(key)
            if began is not None and left is not None:
                times = run.texts(np.array([arrival[TIME], began[TIME], left[TIME]]))
                record = arrival[None, :]
                yield (
                    f"{place.id}-{key[0]}-{key[1]}",
                    companies[int(company_of(record)[0])],
                    _bank(place, record),
                    *times,
                    int(arrival[VALUE]),
                )


def _by_leg(records: Records) -> dict[tuple[int, int], Records]:
    keys = zip(records[:, ENTITY].tolist(), records[:, ORDINAL].tolist(), strict=True)
    return dict(zip(keys, records, strict=True))


def _bank(place: SitePlace, record: Records) -> str:
    return place.banks[int(bank_of(record)[0])].id


def reading_rows(run: KeptRun) -> Iterator[Row]:
    """A row for each report of a fill sensor that arrived; levels in per cent, 100 at most.

    `threshold` is the level at which a truck is called, or 80 where none is called by level.
    """
    level = {
        stream: service.level
        for service in run.scenario.collection
        if service.kind != "fixed"
        for stream in service.streams
    }
    streams = [stream.id for stream in run.scenario.waste.streams] if run.scenario.waste else []
    for place, records in run.sites:
        points = bank_of(records) - len(place.banks)
        numbers = compartment_of(records)
        texts = run.texts(records[:, TIME])
        for row, point_number in enumerate(points.tolist()):
            point = place.points[point_number]
            built = point.bins[int(numbers[row]) - 1]
            single = len(point.bins) == 1
            yield (
                point.id if single else f"{point.id}-{int(numbers[row])}",
                texts[row],
                min(int(records[row, VALUE]), MOST_PERMILLE) / 10,
                round(100 * level.get(streams[built.stream], 0.8), 1),
                place.name or place.id,
                place.latitude,
                place.longitude,
            )
