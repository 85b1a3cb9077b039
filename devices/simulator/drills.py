"""Drills: what somebody breaks on purpose at a simulated device, and puts right again.

Lives here: which faults each kind of device can have, and as which acts they reach it. Not here:
who may do that (a manager's API), how a wish comes here (`devices.simulator.shell.drilling`). The
world goes on meanwhile: where it acts on the same thing, the later act holds.
"""

from __future__ import annotations

from collections.abc import Callable

from devices.simulator import acts
from devices.simulator.bodies.lockers import LockerBank
from devices.simulator.session import Session

CAUSE = "drill"
"""For which a device that a drill takes off line is there; the world's own causes stay apart."""

FULL_PERMILLE, EMPTY_PERMILLE = 950, 50
"""A bin above and below every level at which alarms come and go."""

WARM_MC = 12_000
"""Warmer than any chilled or frozen product may be; m°C."""

BAG = 2**40
"""The bag that a drill leaves, beyond the numbers of the world's."""


def _jam(session: Session, is_on: bool, number: int) -> list[acts.Act]:
    return [acts.DoorJammed(number, is_on)]


def _mains(session: Session, is_on: bool, number: int) -> list[acts.Act]:
    return [acts.PowerSwitched(not is_on)]


def _network(session: Session, is_on: bool, number: int) -> list[acts.Act]:
    return [acts.OffLine(acts.NETWORK, is_on)]


def _dead(session: Session, is_on: bool, number: int) -> list[acts.Act]:
    return [acts.OffLine(CAUSE, is_on)]


def _full(session: Session, is_on: bool, number: int) -> list[acts.Act]:
    return [acts.Measure(FULL_PERMILLE if is_on else EMPTY_PERMILLE)]


def _warm(session: Session, is_on: bool, number: int) -> list[acts.Act]:
    if is_on:
        return [acts.Chilled(WARM_MC, WARM_MC)]
    return [acts.SetTo(int(session.body.report()["setpoint_mc"]))]


def _cold_unit(session: Session, is_on: bool, number: int) -> list[acts.Act]:
    return [acts.Broke("cold_unit", is_on)]


def _forced(session: Session, is_on: bool, number: int) -> list[acts.Act]:
    return [acts.Broke("door_forced", is_on)]


def _bag(session: Session, is_on: bool, number: int) -> list[acts.Act]:
    return [acts.BagLanded(BAG) if is_on else acts.BagCleared(BAG)]


def _supervisor(session: Session, is_on: bool, number: int) -> list[acts.Act]:
    return [acts.SupervisionChanged(not is_on)]


_Making = Callable[[Session, bool, int], list[acts.Act]]

_ANY: dict[str, _Making] = {"dead": _dead}
_MAINS: dict[str, _Making] = {"mains": _mains, "network": _network, **_ANY}

_DRILLS: dict[str, dict[str, _Making]] = {
    "bank": {"jammed": _jam, "forced": _forced, **_MAINS},
    "bin_sensor": {"full": _full, **_ANY},
    "camera": {"bag": _bag, "supervisor": _supervisor, **_MAINS},
    "cold_cell": {"warm": _warm, "cold_unit": _cold_unit, **_MAINS},
    "gateway": _MAINS,
}

FAULTS: dict[str, tuple[str, ...]] = {kind: tuple(drills) for kind, drills in _DRILLS.items()}
"""By kind of device; `jammed` is of one door, by the number on it."""

NUMBERED = frozenset({"jammed"})


class DrillRefused(ValueError):
    """A fault that this device cannot have; says why."""


def drill_acts(session: Session, fault: str, is_on: bool, number: int) -> list[acts.Act]:
    """What a drill does to a device: `fault` comes (`is_on`) or is put right.

    `number`: of the door, for a fault that is of one. Raises DrillRefused.
    """
    kind = session.identity.kind
    found = _DRILLS.get(kind, {}).get(fault)
    if found is None:
        raise DrillRefused(f"{fault!r}: a {kind} has {', '.join(FAULTS.get(kind, ()))}")
    if fault in NUMBERED and number not in _doors(session):
        raise DrillRefused(f"door {number}: there is none")
    return found(session, is_on, number)


def _doors(session: Session) -> set[int]:
    body = session.body
    return {c.number for c in body.model.compartments} if isinstance(body, LockerBank) else set()
