"""What was truly so at devices and in their bins, as spans by the names of the alarms for it.

Lives here: truth out of the world's records and of what befell devices. It is never asked what a
message said. Not here: the manager's side (`said`), truth of bins (`bins`), judgement (`judging`).
"""

from __future__ import annotations

from collections import Counter, defaultdict

from devices.simulator import acts
from devices.simulator.bodies.lockers import LockerBank
from devices.simulator.session import Session
from fleet.core.alarms.rules import DEFAULTS
from fleet.core.views import version_key
from scenarios.expand import SitePlace
from scenarios.parts.faults import MAINS, NETWORK
from twin.eventlog.events import Kind
from twin.eventlog.log import Record
from twin.staging.cast import Member, camera_device
from twin.studies.rehearsal.bins import Bins
from twin.studies.rehearsal.spans import Spans
from twin.world.faults.plan import KIND_SHIFT
from twin.world.waste.watch import MISSED

MOMENT_MS = 60_000
"""What happens at a moment is so for the minute after it."""

_ONE_CAUSE = {MAINS, NETWORK}


class Truth:
    """Listens to a stage; `spans` has what was so from when to when."""

    def __init__(self) -> None:
        self.spans = Spans()
        self.bins = Bins()
        self._bags: Counter[str] = Counter()
        self._taken: Counter[str] = Counter()
        self._causes: defaultdict[str, set[int]] = defaultdict(set)

    def cast(self, members: list[Member]) -> None:
        """Who stands there: devices of one model at a site that run less than the newest."""
        newest: dict[tuple[str, str], list[tuple[int, int, str]]] = {}
        for member in members:
            identity = member.identity()
            at = member.site, identity.model
            version = version_key(identity.firmware.version)
            newest[at] = max(newest.get(at, version), version)
        for member in members:
            identity = member.identity()
            is_behind = version_key(identity.firmware.version) < newest[member.site, identity.model]
            self.spans.turn(_key(member), "firmware", is_behind, 0)

    def see(self, place: SitePlace, record: Record) -> None:
        """As `staging.script.See`."""
        kind = record[1]
        if kind in {Kind.FAILURE, Kind.REPAIR}:
            cause = record[2] >> KIND_SHIFT
            if cause in _ONE_CAUSE:
                causes = self._causes[place.id]
                (causes.add if kind == Kind.FAILURE else causes.discard)(cause)
                self.spans.turn(place.id, "incident", bool(causes), record[0])
        elif kind == Kind.SHIFT and record[3] & MISSED:
            self._missed(place, record)
        elif kind == Kind.ABNORMAL:
            camera = camera_device(place.points[(record[4] >> 32) - len(place.banks)].id)
            at_ms = record[0]
            self.spans.add(f"{place.id}/{camera}", "abnormal_drop_off", at_ms, at_ms + MOMENT_MS)
        else:
            self.bins.see(place, record)

    def _missed(self, place: SitePlace, record: Record) -> None:
        """A shift that nobody keeps: the supervisor is absent from then on until its end."""
        point = place.points[record[2]]
        day_ms = record[0] % 86_400_000
        for shift in point.shifts:
            if shift.from_ms == day_ms:
                late_ms = 0 if point.camera is None else point.camera.absent_after_ms
                self.spans.add(
                    f"{place.id}/{camera_device(point.id)}", "supervisor_absent",
                    record[0] + late_ms, record[0] + shift.to_ms - shift.from_ms,
                )  # fmt: skip
                return

    def acted(self, member: Member, session: Session, act: acts.Act, at_ms: int) -> None:
        """As `stage.Acted`."""
        key, spans = _key(member), self.spans
        match act:
            case acts.OffLine():
                spans.turn(key, "offline", bool(session.off), at_ms)
            case acts.PowerSwitched(mains):
                spans.turn(key, "mains_lost", not mains, at_ms)
            case acts.DoorJammed(number, jammed) if member.kind == "bank":
                spans.turn(key, f"jammed:{number}", jammed, at_ms)
            case acts.Broke(fault, active):
                name = fault if fault == "door_forced" else f"fault:{fault}"
                spans.turn(key, name, active, at_ms)
            case acts.ClockSet(off_ms):
                is_off = (
                    abs(off_ms + session.identity.clock_offset_ms) >= DEFAULTS["clock"].raise_at
                )
                spans.turn(key, "clock", is_off, at_ms)
            case acts.SensorErrs(how):
                spans.turn(key, "stuck", how == "stuck", at_ms)
                spans.turn(key, "implausible", how == "wild", at_ms)
            case acts.Charged(permille):
                spans.turn(key, "battery", permille <= DEFAULTS["battery"].raise_at, at_ms)
            case acts.Chilled(_, product_mc):
                spans.turn(key, "excursion", product_mc >= member.limit_mc, at_ms)
            case acts.BagLanded() | acts.BagCleared():
                self._bags[key] += 1 if isinstance(act, acts.BagLanded) else -1
                spans.turn(key, "landed_bag", self._bags[key] > 0, at_ms)
            case acts.PutIn(number) | acts.TakeOut(number) | acts.DoorLeft(number):
                self._at_bank(member, session, act, number, at_ms)

    def _at_bank(
        self, member: Member, session: Session, act: acts.Act, number: int, at_ms: int
    ) -> None:
        key = _key(member)
        if isinstance(session.body, LockerBank):
            self.spans.turn(key, f"door_open:{number}", session.body.is_open(number), at_ms)
        self._taken[key] += isinstance(act, acts.PutIn) - isinstance(act, acts.TakeOut)
        full = 1000 * self._taken[key] >= DEFAULTS["bank_full"].raise_at * member.size
        self.spans.turn(key, "bank_full", full, at_ms)


def _key(member: Member) -> str:
    return f"{member.site}/{member.device}"
