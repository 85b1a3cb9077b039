"""Bodies of a bin with a fill sensor and of the camera of a waste point.

Lives here: fill, lid, display, battery, sightings. Not here: noise of echoes (the world draws it).
"""

from __future__ import annotations

from typing import Any

from devices.simulator import acts
from devices.simulator.bodies.display import Display
from devices.simulator.bodies.fences import Fences
from devices.simulator.bodies.hull import CANNOT, Answer, Draft, Hull
from devices.wire.envelope import Message
from devices.wire.happenings import AbnormalDropOff, LandedBag, SupervisorAbsent
from devices.wire.steering import AnyCommand, LockLid, PointTo
from devices.wire.telemetry import BinTelemetry, CameraTelemetry


class WasteBin(Hull):
    """A bin with a fill sensor on a battery.

    What the sensor makes of the echo comes from the world, noise included; the distance that it
    says is the one that makes this fill level, over `depth_mm` below `clearance_mm`.

    With `obeys` its birth says that its lid can be locked and that it has a display. A locked lid
    refuses bags: the world goes on as if they had gone in, so what was refused is taken off its
    readings until the bin is emptied. `turned_away` counts them.
    """

    DRAIN_REPORTS = 20_000
    """Reports that a full battery lasts, where the world says nothing of it; assumed."""

    STRAY = 0x9E3779B1
    """Multiplier (2³² over the golden ratio) that spreads the echoes of a sensor gone wild."""

    LID = 1
    """Number of its one lid, for the fence."""

    def __init__(
        self, signal_dbm: int, depth_mm: int = 900, clearance_mm: int = 100, obeys: bool = False
    ) -> None:
        super().__init__(signal_dbm, mains=None, battery_permille=1000)
        self._depth_mm = depth_mm
        self._clearance_mm = clearance_mm
        self._reports = 0
        self._fill_permille = 0
        self._locked = False
        self._errs = ""
        self._is_drained_by_us = True
        self._obeys = obeys
        self._fences = Fences()
        self.display = Display()
        self.turned_away = 0
        self._refused_permille = 0
        self._world_permille = 0
        self.settings = {"alarm_permille": 800}

    def measure(self) -> Draft:
        """Telemetry of this moment."""
        self._reports += 1
        if self._is_drained_by_us:
            self.battery_permille = max(0, 1000 - 1000 * self._reports // self.DRAIN_REPORTS)
        if self._errs == "wild":
            self._fill_permille = (self._reports * self.STRAY % (1 << 32)) * 1000 >> 32
        fields = {
            "fill_permille": min(self._fill_permille, 2000),
            "distance_mm": self._distance_mm(),
            "lid_locked": self._locked,
        }
        return Draft(BinTelemetry, {**self.vitals(), **fields})

    def _distance_mm(self) -> int:
        level_mm = self._fill_permille * self._depth_mm // 1000
        return max(0, self._depth_mm + self._clearance_mm - level_mm)

    def undergo(self, act: acts.Act) -> None:
        """Readings of the sensor."""
        match act:
            case acts.Measure(fill_permille):
                if not self._errs:
                    self._fill_permille = max(0, fill_permille - self._refused_permille)
            case acts.Filled(fill_permille, by_resident):
                self._take_in(fill_permille, by_resident)
            case acts.SensorErrs(how):
                self._errs = how
            case acts.Charged(permille):
                self.battery_permille, self._is_drained_by_us = permille, False
            case acts.LidLocked(locked):
                self._locked = locked
            case _:
                super().undergo(act)

    def _take_in(self, fill_permille: int, by_resident: bool) -> None:
        """A bag, or what is left after somebody emptied the bin; staff have a key."""
        more = fill_permille - self._world_permille
        self._world_permille = fill_permille
        if more < 0:
            self._refused_permille = 0
        elif by_resident and self._locked:
            self._refused_permille += more
            self.turned_away += 1

    def abilities(self, has_outbox: bool) -> dict[str, bool]:
        """A lid that can be locked, a display."""
        return {"locks": True, "shows": True} if self._obeys else {}

    def report(self) -> dict[str, Any]:
        """Settings, and what is shown."""
        return {**super().report(), **self.display.report()}

    def execute(self, command: AnyCommand) -> Answer:
        """Lock or unlock the lid, show another bin."""
        if isinstance(command, PointTo):
            return self.display.obey(command) if self._obeys else CANNOT
        if not isinstance(command, LockLid):
            return CANNOT
        if (refused := self._fences.refuses(self.LID, command.fence)) is not None:
            return refused
        self._fences.obeyed(self.LID, command.fence)
        self._locked = command.locked
        return Answer("done")


SUBJECTS: dict[int, type[Message]] = {1: LandedBag, 2: SupervisorAbsent, 3: AbnormalDropOff}
"""What `acts.Sighted` is about."""


class PointCamera(Hull):
    """The camera of a waste point. It recognises what truly is there, always as surely, but where
    the world says what it sights and how surely.
    """

    CONFIDENCE_PERMILLE = 930
    """Assumed."""

    def __init__(self, name: str, signal_dbm: int) -> None:
        super().__init__(signal_dbm, mains=True, battery_permille=None)
        self._name = name
        self._bags: set[int] = set()
        self._sighted: set[str] = set()
        self._supervisor = True
        self._absences = 0
        self._absence = ""

    def measure(self) -> Draft:
        """Telemetry of this moment."""
        return Draft(
            CameraTelemetry,
            {**self.vitals(), "bags_on_floor": len(self._bags), "supervisor": self._supervisor},
        )

    def undergo(self, act: acts.Act) -> None:
        """Bags on the floor, and waste in the wrong stream."""
        match act:
            case acts.BagLanded(bag, seen):
                self._bags.add(bag)
                if seen:
                    self._sight(LandedBag, f"bag-{bag}")
            case acts.BagCleared(bag) if bag in self._bags:
                self._bags.discard(bag)
                if f"bag-{bag}" in self._sighted:
                    self._sight(LandedBag, f"bag-{bag}", ended=True)
            case acts.Sighted(subject, name, confidence_permille):
                if SUBJECTS[subject] is SupervisorAbsent:
                    self._supervisor, self._absence = False, name
                self._sight(SUBJECTS[subject], name, confidence_permille)
            case acts.SupervisionChanged(present):
                self._supervise(present)
            case acts.BadlySorted(bag, household):
                self._sight(AbnormalDropOff, f"drop-{bag}", household=f"h{household}")
            case _:
                super().undergo(act)

    def _supervise(self, present: bool) -> None:
        if present == self._supervisor:
            return
        self._absences += not present
        if not present:
            self._absence = f"absence-{self._absences}"
        self._supervisor = present
        self._sight(SupervisorAbsent, self._absence, ended=present)

    def _sight(
        self,
        kind: type[Message],
        sighting: str,
        confidence_permille: int = CONFIDENCE_PERMILLE,
        **fields: Any,
    ) -> None:
        if kind is LandedBag:
            (self._sighted.discard if fields.get("ended") else self._sighted.add)(sighting)
        self.tell(
            kind,
            sighting=sighting,
            confidence_permille=confidence_permille,
            evidence=f"{self._name}/{sighting}.jpg",
            **fields,
        )
