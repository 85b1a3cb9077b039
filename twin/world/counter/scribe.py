"""What leaves counters, doors and lobbies: records and events to come.

Lives here: how a record about them is filled in. Not here: when anything happens.
"""

from __future__ import annotations

from collections.abc import Sequence

from scenarios.expand import SitePlace
from twin.eventlog.log import Emit, Schedule
from twin.eventlog.order import pack_key
from twin.eventlog.record import NO_PLACE, pack_free, pack_place


class CounterScribe:
    """Writes for one group of sites; counters are numbered after banks and waste points."""

    def __init__(
        self, horizon_ms: int, sites: Sequence[SitePlace], schedule: Schedule, emit: Emit
    ) -> None:
        self._horizon_ms = horizon_ms
        self._before = [len(place.banks) + len(place.points) for place in sites]
        self._schedule = schedule
        self._emit = emit

    def at(self, time_ms: int, kind: int, site: int, entity: int, ordinal: int = 0) -> None:
        """Schedule an event; beyond the horizon nothing happens."""
        if time_ms < self._horizon_ms:
            self._schedule(time_ms, pack_key(kind, site, entity, ordinal))

    def at_counter(
        self, now: int, kind: int, site: int, entity: int, ordinal: int, counter: int,
        attributes: int, standing: int, waiting: int, value: int,
    ) -> None:  # fmt: skip
        """A record about a counter."""
        place = pack_place(self._before[site] + counter, 0)
        free = pack_free(standing, waiting)
        self._emit(site, (now, kind, entity, ordinal, place, attributes, free, value))

    def elsewhere(
        self, now: int, kind: int, site: int, entity: int, ordinal: int, attributes: int, value: int
    ) -> None:
        """A record about a door or a lobby."""
        place = pack_place(NO_PLACE, 0)
        self._emit(site, (now, kind, entity, ordinal, place, attributes, 0, value))
