"""Bodies of a bin with a fill sensor and of the camera of a waste point.

Lives here: fill, lid, battery, sightings. Not here: noise of echoes (the world draws it).
"""

from __future__ import annotations

from typing import Any

from devices.simulator import acts
from devices.simulator.bodies.hull import CANNOT, Answer, Draft, Hull
from devices.wire.envelope import Message
from devices.wire.happenings import AbnormalDropOff, LandedBag, SupervisorAbsent
from devices.wire.steering import AnyCommand, LockLid
from devices.wire.telemetry import BinTelemetry, CameraTelemetry


class WasteBin(Hull):
    """A bin with a fill sensor on a battery.

    What the sensor makes of the echo comes from the world, noise included; the distance that it
    says is the one that makes this fill level, over `depth_mm` below `clearance_mm`.
    """

    DRAIN_REPORTS = 20_000
    """Reports that a full battery lasts, where the world says nothing of it; assumed."""

    STRAY = 0x9E3779B1
    """Multiplier (2³² over the golden ratio) that spreads the echoes of a sensor gone wild."""

    def __init__(self, signal_dbm: int, depth_mm: int = 900, clearance_mm: int = 100) -> None:
        super().__init__(signal_dbm, mains=None, battery_permille=1000)
        self._depth_mm = depth_mm
        self._clearance_mm = clearance_mm
        self._reports = 0
        self._fill_permille = 0
        self._locked = False
        self._errs = ""
        self._is_drained_by_us = True
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
                    self._fill_permille = fill_permille
            case acts.SensorErrs(how):
                self._errs = how
            case acts.Charged(permille):
                self.battery_permille, self._is_drained_by_us = permille, False
            case acts.LidLocked(locked):
                self._locked = locked
            case _:
                super().undergo(act)

    def execute(self, command: AnyCommand) -> Answer:
        """Lock or unlock the lid."""
        if not isinstance(command, LockLid):
            return CANNOT
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
