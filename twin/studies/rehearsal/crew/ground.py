"""What lies in bins and on floors, with what staff took away beside the world's own trucks.

Lives here: levels, bags and badly sorted waste, summed over time. What residents bring is that of
the world's log: a bin that staff have emptied holds what came since, and the world's sensor reads
so much less, until its truck comes. Not here: who takes it away (`people` beside this).
"""

from __future__ import annotations

from collections import defaultdict

from devices.physics.fill import fill_permille
from devices.simulator.acts import Act, BagCleared, Measure, TimedAct
from scenarios.expand import SitePlace
from twin.eventlog.events import Kind
from twin.eventlog.log import Record
from twin.staging.cast import bin_device, camera_device

BRIM = 1_000
"""Fill level of a full bin, permille."""

Key = tuple[str, str]


class Ground:
    """Bins and floors of all sites; sums count from `from_ms` on."""

    def __init__(self, from_ms: int) -> None:
        self.from_ms = from_ms
        self.full_ms = 0
        self.bag_ms = 0
        self.bags = 0
        self.badly_sorted = 0
        self._level: dict[Key, int] = {}
        self._taken: dict[Key, int] = defaultdict(int)
        self._since_ms: dict[Key, int] = {}
        self._bags: dict[Key, dict[int, int]] = defaultdict(dict)

    def see(self, place: SitePlace, record: Record) -> None:
        """As `staging.script.See`."""
        kind, at_ms = record[1], record[0]
        number = (record[4] >> 32) - len(place.banks)
        if kind in {Kind.DROP_OFF, Kind.EMPTYING, Kind.CLEARING} and record[4] & 0xFFFFFFFF:
            point = place.points[number]
            built = point.bins[(record[4] & 0xFFFFFFFF) - 1]
            key = place.id, bin_device(point.id, built.id)
            if kind == Kind.EMPTYING:
                self._set(key, 0, at_ms)
                self._taken.pop(key, None)
            else:
                self._set(key, fill_permille(record[6] & 0xFFFFFFFF, built.capacity_ml), at_ms)
        if kind in {Kind.DROP_OFF, Kind.LANDED} and at_ms >= self.from_ms:
            self.bags += 1
            self.badly_sorted += record[3] & 1
        if kind == Kind.LANDED:
            camera = place.id, camera_device(place.points[number].id)
            self._bags[camera][record[2]] = at_ms
        elif kind == Kind.CLEARING:
            camera = place.id, camera_device(place.points[number].id)
            self._gone(camera, record[2], at_ms)

    def bend(self, timed: TimedAct) -> TimedAct:
        """What a sensor reads of a bin that staff have emptied since the truck came."""
        taken = self._taken.get(timed.device, 0)
        if not taken or not isinstance(timed.act, Measure):
            return timed
        return timed._replace(act=Measure(max(0, timed.act.fill_permille - taken)))

    def empty(self, key: Key, at_ms: int) -> None:
        """Staff empty a bin."""
        level = self._level.get(key, 0)
        self._set(key, level, at_ms)
        self._taken[key] += max(0, level - self._taken[key])

    def pick_up(self, camera: Key, at_ms: int) -> list[Act]:
        """Staff pick up every bag at a point."""
        bags = list(self._bags[camera])
        for bag in bags:
            self._gone(camera, bag, at_ms)
        return [BagCleared(bag) for bag in bags]

    def close(self, at_ms: int) -> None:
        """The run is over."""
        for key, level in list(self._level.items()):
            self._set(key, level, at_ms)
        for camera in list(self._bags):
            self.pick_up(camera, at_ms)

    def _set(self, key: Key, level: int, at_ms: int) -> None:
        stood = self._level.get(key, 0) - self._taken.get(key, 0)
        since_ms = max(self._since_ms.get(key, self.from_ms), self.from_ms)
        if stood >= BRIM and at_ms > since_ms:
            self.full_ms += at_ms - since_ms
        self._level[key], self._since_ms[key] = level, at_ms

    def _gone(self, camera: Key, bag: int, at_ms: int) -> None:
        landed_ms = self._bags[camera].pop(bag, None)
        if landed_ms is not None:
            self.bag_ms += max(0, at_ms - max(landed_ms, self.from_ms))
