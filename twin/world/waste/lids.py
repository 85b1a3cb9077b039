"""Lids of bins that overflow alarm linkage locks, and the deodorisers that run meanwhile.

Lives here: locking and opening, and the records of both. Not here: when a bin is full enough (the
desk is asked), who finds a lid locked (`twin.world.waste.drop_offs`).
"""

from __future__ import annotations

from collections.abc import Sequence

from scenarios.points import PointPlace
from twin.eventlog.events import Kind
from twin.world.desk import WatchDesk
from twin.world.waste.bins import SiteBins
from twin.world.waste.scribe import WasteScribe


class Lids:
    """Lids of all bins of a group of sites."""

    def __init__(
        self,
        points: Sequence[Sequence[PointPlace]],
        bins: Sequence[SiteBins],
        desk: WatchDesk,
        scribe: WasteScribe,
    ) -> None:
        self._points = points
        self._bins = bins
        self._desk = desk
        self._scribe = scribe

    def touch(self, now: int, site: int, position: int) -> None:
        """A bag went in: a contact under the lid may lock it."""
        linkage = self._points[site][self._bins[site].point_of[position]].linkage
        if linkage is not None and linkage.by_contact:
            fill = self._bins[site].bins[position].fill_permille
            self._lock(now, site, position, fill, linkage.lock_permille)

    def hear(self, now: int, site: int, position: int, reported: int) -> None:
        """A report came in: it may lock the lid."""
        linkage = self._points[site][self._bins[site].point_of[position]].linkage
        if linkage is not None and not linkage.by_contact:
            self._lock(now, site, position, reported, linkage.lock_permille)

    def _lock(self, now: int, site: int, position: int, fill: int, lock_permille: int) -> None:
        bins = self._bins[site]
        if bins.locked[position] or not self._desk.is_to_lock(fill, lock_permille):
            return
        starts = self._deodorises(site, position) and not self._locked_at_point(site, position)
        bins.locked[position], bins.locked_ms[position] = 1, now
        self._scribe.about_bin(now, Kind.LOCK, site, bins, position, position, int(starts), 0, fill)

    def open(self, now: int, site: int, position: int) -> None:
        """The bin was emptied."""
        bins = self._bins[site]
        if not bins.locked[position]:
            return
        bins.locked[position] = 0
        stops = self._deodorises(site, position) and not self._locked_at_point(site, position)
        locked_ms = now - bins.locked_ms[position]
        self._scribe.about_bin(
            now, Kind.UNLOCK, site, bins, position, position, int(stops), 0, locked_ms
        )

    def _deodorises(self, site: int, position: int) -> bool:
        linkage = self._points[site][self._bins[site].point_of[position]].linkage
        return linkage is not None and linkage.deodorises == 1

    def _locked_at_point(self, site: int, position: int) -> bool:
        bins = self._bins[site]
        point = bins.point_of[position]
        return any(bins.locked[bins.first[point] : bins.first[point + 1]])
