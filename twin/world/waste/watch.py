"""Supervisors and cameras at waste points.

Lives here: shifts as they begin, who is there, what cameras report. Not here: what residents do
(`twin.world.waste.drop_offs`), which sighting is reported (the desk is asked).
"""

from __future__ import annotations

from collections.abc import Sequence

from scenarios.behaviour.supervision import begins_at_ms, is_there, next_shift
from scenarios.parts.watch import ABNORMAL, ABSENT, LANDED
from scenarios.points import PointPlace
from twin.eventlog.events import Kind
from twin.world.desk import WatchDesk
from twin.world.waste.bags import Bags
from twin.world.waste.plan import NEVER
from twin.world.waste.scribe import WasteScribe

MISSED, WATCHED, TRUE_SIGHTING = 1, 2, 4
"""Flags of records: nobody comes, a camera watches, a detection of what is there."""


class Watch:
    """Supervisors and cameras of one group of sites."""

    def __init__(
        self,
        first_weekday: int,
        points: Sequence[Sequence[PointPlace]],
        bags: Sequence[Bags],
        desk: WatchDesk,
        scribe: WasteScribe,
    ) -> None:
        self._first_weekday = first_weekday
        self._points = points
        self._bags = bags
        self._desk = desk
        self._scribe = scribe
        self._number = [[NEVER] * len(own) for own in points]
        self._missed = [[NEVER] * len(own) for own in points]
        self._until_ms = [[0] * len(own) for own in points]

    def start(self, site: int) -> None:
        """Schedule the first shifts and the first false sighting of a site."""
        for point, place in enumerate(self._points[site]):
            if place.shifts:
                self._schedule_shift(NEVER, site, point)
        self._schedule_sight(site, 0)

    def is_supervised(self, now: int, site: int, point: int) -> bool:
        """Whether a supervisor is at the point."""
        return is_there(now, self._until_ms[site][point]) == 1

    def stand_in(self, now: int, site: int, point: int, there_ms: int) -> None:
        """Somebody of the staff takes the place of a missing supervisor for so long."""
        self._until_ms[site][point] = max(self._until_ms[site][point], now + there_ms)
        self._scribe.write(now, Kind.STAND_IN, site, point, 0, point, 0, NEVER, 0, 0, there_ms)

    def is_watched(self, site: int, point: int) -> bool:
        """Whether the point has a camera."""
        return self._points[site][point].camera is not None

    def _schedule_shift(self, after_ms: int, site: int, point: int) -> None:
        shifts = self._points[site][point].shifts
        from_ms = [shift.from_ms for shift in shifts]
        weekdays = [flag for shift in shifts for flag in shift.weekdays]
        number = next_shift(after_ms, self._first_weekday, weekdays, from_ms, len(shifts))
        self._number[site][point] = number
        self._scribe.at(begins_at_ms(number, from_ms, len(shifts)), Kind.SHIFT, site, point)

    def begin_shift(self, now: int, site: int, point: int, _ordinal: int) -> None:
        """A shift begins; somebody comes, or nobody does."""
        watch, number = self._bags[site].watch, self._number[site][point]
        assert watch is not None
        place = self._points[site][point]
        shift = place.shifts[number % len(place.shifts)]
        missed = int(watch.shift_missed[point, number])
        there_ms = 0 if missed else shift.to_ms - shift.from_ms
        if not missed:
            self._until_ms[site][point] = now + there_ms
        flags = MISSED * missed + WATCHED * self.is_watched(site, point)
        self._scribe.write(now, Kind.SHIFT, site, point, flags, point, 0, NEVER, 0, 0, there_ms)
        self._schedule_shift(now, site, point)
        if missed and place.camera is not None:
            due_ms = now + place.camera.absent_after_ms
            if due_ms < now + shift.to_ms - shift.from_ms:
                self._missed[site][point] = number
                self._scribe.at(due_ms, Kind.ABSENCE, site, point)

    def find_absent(self, now: int, site: int, point: int, _ordinal: int) -> None:
        """Some time into a missed shift the camera may see that nobody came."""
        watch = self._bags[site].watch
        assert watch is not None
        seen = int(watch.shift_seen[point, self._missed[site][point]])
        self._see(now, site, point, NEVER, point, ABSENT + TRUE_SIGHTING, seen)

    def see_landed(self, now: int, site: int, point: int, stream: int, number: int) -> None:
        """A bag was left on the floor."""
        watch = self._bags[site].watch
        if watch is not None:
            seen = int(watch.landed_seen[number])
            self._see(now, site, point, stream, number, LANDED + TRUE_SIGHTING, seen)

    def see_abnormal(self, now: int, site: int, point: int, stream: int, number: int) -> None:
        """A drop-off was abnormal."""
        watch = self._bags[site].watch
        assert watch is not None
        seen = int(watch.abnormal_seen[number])
        self._see(now, site, point, stream, number, ABNORMAL + TRUE_SIGHTING, seen)

    def _schedule_sight(self, site: int, number: int) -> None:
        """One false sighting a site waits; the next follows."""
        watch = self._bags[site].watch
        if watch is not None and number < len(watch.false_ms):
            self._scribe.at(int(watch.false_ms[number]), Kind.SIGHT, site, number)

    def see_falsely(self, now: int, site: int, number: int, _ordinal: int) -> None:
        """A camera sees what is not there."""
        self._schedule_sight(site, number + 1)
        watch = self._bags[site].watch
        assert watch is not None
        point, subject = int(watch.false_point[number]), int(watch.false_subject[number])
        self._see(now, site, point, NEVER, number, subject, int(watch.false_seen[number]))

    def _see(
        self, now: int, site: int, point: int, stream: int, entity: int, ordinal: int, seen: int
    ) -> None:
        camera = self._points[site][point].camera
        if camera is None or not self._desk.is_detection(seen, camera.report_from_permille):
            return
        self._scribe.write(now, Kind.DETECTION, site, entity, ordinal, point, 0, stream, 0, 0, seen)
