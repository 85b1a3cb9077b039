"""What leaves the waste points: records and events to come.

Lives here: how a record about a bin, a bag or a truck is filled in. Not here: when anything
happens.
"""

from __future__ import annotations

from collections.abc import Sequence

from twin.eventlog.log import Emit, Schedule
from twin.eventlog.order import pack_key
from twin.eventlog.record import pack_place, pack_stream, pack_volume
from twin.world.waste.bins import SiteBins


class WasteScribe:
    """Writes for one group of sites; points are numbered after the `banks[site]` of their site."""

    def __init__(
        self, horizon_ms: int, banks: Sequence[int], schedule: Schedule, emit: Emit
    ) -> None:
        self._horizon_ms = horizon_ms
        self._banks = banks
        self._schedule = schedule
        self._emit = emit

    def at(self, time_ms: int, kind: int, site: int, entity: int) -> None:
        """Schedule an event; beyond the horizon nothing happens."""
        if time_ms < self._horizon_ms:
            self._schedule(time_ms, pack_key(kind, site, entity, 0))

    def write(
        self, now: int, kind: int, site: int, entity: int, ordinal: int, point: int, number: int,
        stream: int, volume_ml: int, household: int, value: int,
    ) -> None:  # fmt: skip
        """A record; `number` of the bin at its point (1 …, 0 none)."""
        place = pack_place(self._banks[site] + point, number)
        attributes, free = pack_stream(stream), pack_volume(volume_ml, household)
        self._emit(site, (now, kind, entity, ordinal, place, attributes, free, value))

    def about_bin(
        self, now: int, kind: int, site: int, bins: SiteBins, position: int, entity: int,
        ordinal: int, household: int, value: int,
    ) -> None:  # fmt: skip
        """A record about one of the site's `bins`, with its stream and true volume."""
        model, point = bins.bins[position], bins.point_of[position]
        number = position - bins.first[point] + 1
        self.write(
            now, kind, site, entity, ordinal, point, number, model.stream, model.volume_ml,
            household, value,
        )  # fmt: skip
