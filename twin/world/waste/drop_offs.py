"""Bags: residents drop them off or walk on with them, cleaners clear those on the floor.

Lives here: drop-offs, landed bags, clearings of one group of sites. Not here: which bin a resident
chooses (`scenarios.behaviour.drop_off`), reports, trucks.
"""

from __future__ import annotations

from collections.abc import Sequence

from scenarios.behaviour.drop_off import CARELESS, bin_for_landed, choose_bin, is_open
from scenarios.behaviour.supervision import BULKY, SPOILS
from scenarios.points import PointPlace
from twin.eventlog.events import Kind
from twin.world.desk import WatchDesk
from twin.world.waste.bags import Bags, Brought
from twin.world.waste.bins import SiteBins
from twin.world.waste.lids import Lids
from twin.world.waste.scribe import WasteScribe
from twin.world.waste.watch import WATCHED, Watch

BY_STAFF = 2
"""Flag of a clearing's record: staff who work on the manager's orders picked the bag up."""


class DropOffs:
    """What residents and cleaners do with bags."""

    def __init__(
        self,
        points: Sequence[Sequence[PointPlace]],
        bins: Sequence[SiteBins],
        bags: Sequence[Bags],
        watch: Watch,
        lids: Lids,
        desk: WatchDesk,
        scribe: WasteScribe,
    ) -> None:
        self._points = points
        self._bins = bins
        self._bags = bags
        self._watch = watch
        self._lids = lids
        self._desk = desk
        self._scribe = scribe
        self._shown: list[dict[int, int]] = [{} for _ in points]
        self._floor: list[dict[int, tuple[Brought, int]]] = [{} for _ in points]

    def schedule(self, site: int, number: int) -> None:
        """One drop-off a site waits; the next follows."""
        bags = self._bags[site]
        if number < len(bags.drop_ms):
            self._scribe.at(bags.drop_ms[number], Kind.DROP_OFF, site, number)

    def drop_off(self, now: int, site: int, number: int, _ordinal: int) -> None:
        """A resident comes with a bag: into a bin, on the floor, or on to the point shown."""
        self.schedule(site, number + 1)
        brought = self._brought(now, site, number, self._bags[site].point[number])
        position = self._chosen(now, site, number, brought)
        if position < 0 and self._walks_on(now, site, number, brought):
            return
        self._leave(now, site, number, brought, position)

    def arrive_at_neighbour(self, now: int, site: int, number: int, _ordinal: int) -> None:
        """The resident reaches the point shown, and walks no further."""
        brought = self._brought(now, site, number, self._shown[site].pop(number))
        self._leave(now, site, number, brought, self._chosen(now, site, number, brought))

    def _brought(self, now: int, site: int, number: int, point: int) -> Brought:
        supervised = self._watch.is_supervised(now, site, point)
        return self._bags[site].brought(number, point, supervised)

    def _chosen(self, now: int, site: int, number: int, brought: Brought) -> int:
        """Bin for the bag, −1 the floor."""
        if brought.abnormal == BULKY:
            return -1
        bags, bins, point = self._bags[site], self._bins[site], brought.point
        place = self._points[site][point]
        return choose_bin(
            bins.room_g, bins.heap_g, bins.stream_of, bins.always_open, bins.locked,
            bins.first[point], bins.first[point + 1], bags.stream[number], bags.mass_g[number],
            is_open(now, place.opens_ms, place.closes_ms, len(place.opens_ms)), brought.habit,
        )  # fmt: skip

    def _walks_on(self, now: int, site: int, number: int, brought: Brought) -> bool:
        """Whether the resident is shown another point and goes there."""
        bags, bins = self._bags[site], self._bins[site]
        linkage = self._points[site][brought.point].linkage
        if linkage is None or brought.habit == CARELESS or brought.abnormal == BULKY:
            return False
        assert bags.watch is not None
        if not bags.watch.drop_complies[number]:
            return False
        stream = bags.stream[number]
        shown = self._desk.point_shown(
            bins.locked, bins.stream_of, bins.first, brought.point, stream
        )
        if shown < 0:
            return False
        self._shown[site][number] = shown
        household = bags.household[number]
        self._scribe.write(
            now, Kind.POINTED, site, number, brought.mixed, brought.point, 0, stream, 0, household,
            shown,
        )  # fmt: skip
        self._scribe.at(now + linkage.walk_ms, Kind.NEIGHBOUR, site, number)
        return True

    def _leave(self, now: int, site: int, number: int, brought: Brought, position: int) -> None:
        """The bag goes into a bin, or is left on the floor until a cleaner comes."""
        bags, point = self._bags[site], brought.point
        stream, mass_g = bags.stream[number], bags.mass_g[number]
        watched = WATCHED * self._watch.is_watched(site, point)
        if position >= 0:
            if bags.sensors is not None and bags.sensors.drop_bridges[number]:
                self._bins[site].bridge(position)
            self._put_in(now, Kind.DROP_OFF, site, number, brought, position, mass_g)
        else:
            household = bags.household[number]
            self._scribe.write(
                now, Kind.LANDED, site, number, brought.mixed + watched, point, 0, stream, 0,
                household, mass_g,
            )  # fmt: skip
            self._floor[site][number] = brought, now
            self._scribe.at(now + bags.landed_ms[number], Kind.CLEARING, site, number)
            self._watch.see_landed(now, site, point, stream, number)
        if brought.abnormal:
            ordinal = watched + (1 if brought.abnormal == BULKY else 0)
            self._scribe.write(
                now, Kind.ABNORMAL, site, number, ordinal, point, 0, stream, 0,
                bags.household[number], mass_g,
            )  # fmt: skip
            self._watch.see_abnormal(now, site, point, stream, number)

    def clear(self, now: int, site: int, number: int, _ordinal: int) -> None:
        """A cleaner comes for a landed bag; staff may have picked it up before."""
        if number in self._floor[site]:
            self._take_up(now, site, number, 0)

    def pick_up(self, now: int, site: int, point: int) -> int:
        """Staff pick up every bag on the floor of a point; returns how many."""
        there = [number for number, bag in self._floor[site].items() if bag[0].point == point]
        for number in there:
            self._take_up(now, site, number, BY_STAFF)
        return len(there)

    def _take_up(self, now: int, site: int, number: int, flag: int) -> None:
        """Into a bin, over the brim if need be, or away where it fits none."""
        bags, bins = self._bags[site], self._bins[site]
        brought, landed_ms = self._floor[site].pop(number)
        lay_ms, ordinal = now - landed_ms, brought.mixed + flag
        point, stream = brought.point, bags.stream[number]
        position = -1
        if brought.abnormal != BULKY:
            position = bin_for_landed(
                bins.room_g, bins.stream_of, bins.first[point], bins.first[point + 1], stream
            )
        if position < 0:
            household = bags.household[number]
            self._scribe.write(
                now, Kind.CLEARING, site, number, ordinal, point, 0, stream, 0, household, lay_ms
            )
            return
        self._put_in(now, Kind.CLEARING, site, number, brought, position, lay_ms, flag)

    def _put_in(
        self, now: int, kind: int, site: int, number: int, brought: Brought, position: int,
        value: int, flag: int = 0,
    ) -> None:  # fmt: skip
        bags, bins, scribe = self._bags[site], self._bins[site], self._scribe
        was_heaped = bins.bins[position].above_brim_ml > 0
        more_ml = bins.put_in(now, position, bags.mass_g[number])
        if brought.abnormal == SPOILS:
            bins.spoilt[position] = 1
        household = bags.household[number]
        ordinal = brought.mixed + flag
        scribe.about_bin(now, kind, site, bins, position, number, ordinal, household, value)
        if more_ml > 0:
            begins = 0 if was_heaped else 1
            scribe.about_bin(
                now, Kind.OVERFLOW, site, bins, position, number, begins, household, more_ml
            )
        self._lids.touch(now, site, position)
