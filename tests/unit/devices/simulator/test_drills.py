"""Drills: what each fault does to a device, that it is put right, what no device can have."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest

from devices.simulator.acts import Act
from devices.simulator.drills import CAUSE, FAULTS, DrillRefused, drill_acts
from devices.simulator.session import Session
from devices.simulator.shell.drilling import Drilling, Said, Wish, listening
from devices.wire.fields import DeviceKind
from twin.staging.cast import Member

MEMBERS: dict[DeviceKind, Member] = {
    "bank": Member("s", "bank", "bank", size=3, classes=(2, 1)),
    "bin_sensor": Member("s", "bin", "bin_sensor"),
    "camera": Member("s", "camera", "camera"),
    "cold_cell": Member("s", "cell", "cold_cell", setpoint_mc=3_000),
    "gateway": Member("s", "gateway", "gateway", size=4),
}


def _session(kind: DeviceKind) -> Session:
    member = MEMBERS[kind]
    session = Session(member.identity(), member.body(), "b1")
    session.connect(0)
    session.connected(0)
    while session.next_event(0) is not None:
        pass
    return session


def _seen(session: Session) -> tuple[object, ...]:
    """What anybody can see of a device: its telemetry, and whether it is there."""
    draft = session.body.measure()
    doors = getattr(getattr(session.body, "model", None), "compartments", ())
    return draft.fields, sorted(session.off), [c.door for c in doors]


@pytest.mark.parametrize(
    ("kind", "fault"), [(kind, fault) for kind, faults in FAULTS.items() for fault in faults]
)
def test_a_fault_shows_and_is_put_right(kind: DeviceKind, fault: str) -> None:
    """The device says or does something else while it is broken, and is as before afterwards."""
    session = _session(kind)
    for act in drill_acts(session, fault, False, 2):
        session.undergo(act, 1)
    before = _seen(session)
    session.body.happenings.clear()
    while session.next_event(1) is not None:
        pass
    for act in drill_acts(session, fault, True, 2):
        session.undergo(act, 2)
    told = session.next_event(2)
    assert _seen(session) != before or told is not None
    for act in drill_acts(session, fault, False, 2):
        session.undergo(act, 3)
    after = _seen(session)
    assert (after[1], after[2]) == (before[1], before[2])
    assert {**after[0], "battery_permille": 0} == {**before[0], "battery_permille": 0}  # type: ignore[dict-item]


def test_every_kind_of_the_cast_can_be_drilled() -> None:
    """Each kind of simulated device has a fault; one that it cannot have is refused by name."""
    assert set(FAULTS) == set(MEMBERS)
    with pytest.raises(DrillRefused, match="'warm': a bank has jammed"):
        drill_acts(_session("bank"), "warm", True, 0)
    with pytest.raises(DrillRefused, match="door 4: there is none"):
        drill_acts(_session("bank"), "jammed", True, 4)


def _desk() -> tuple[Drilling, list[Act]]:
    done: list[Act] = []
    sessions = {("s", "bank"): _session("bank")}
    return Drilling(sessions.get, lambda _, act: done.append(act)), done


def test_the_same_wish_twice_is_one() -> None:
    """A fault comes once and goes once; what is broken is listed; nobody else's device is there."""
    drilling, done = _desk()
    wish = Wish("s", "bank", "jammed", True, 2)
    assert [drilling.take(wish).status for _ in range(2)] == [200, 200]
    assert len(done) == 1
    assert [(d.device, d.fault, d.number) for d in drilling.take(Wish()).drills] == [
        ("bank", "jammed", 2)
    ]
    over = Wish("s", "bank", "jammed", False, 2)
    assert [drilling.take(over).drills for _ in range(2)] == [[], []]
    assert len(done) == 2
    assert drilling.take(Wish("s", "elsewhere", "jammed")).status == 404
    assert drilling.take(Wish("s", "bank", "burnt")).status == 422


def test_a_drill_of_the_line_leaves_the_worlds_own_causes() -> None:
    """A device that the world took off line stays off line when the drill is over."""
    session = _session("camera")
    session.off.add("mains")
    for is_on in (True, False):
        for act in drill_acts(session, "dead", is_on, 0):
            session.undergo(act, 1)
    assert session.off == {"mains"}
    assert CAUSE not in session.off


def test_wishes_come_through_a_socket_of_one_user(tmp_path: Path) -> None:
    """A JSON line each; what is none is refused, and the next one is heard; the socket goes."""
    path = tmp_path / "drill.socket"
    drilling, done = _desk()

    async def run() -> list[Said]:
        async with listening(drilling, path):
            assert path.stat().st_mode & 0o777 == 0o600
            reader, writer = await asyncio.open_unix_connection(str(path))
            said = []
            for line in (b"nonsense", b'{"site":"s","device":"bank","fault":"mains"}'):
                writer.write(line + b"\n")
                said.append(Said(**json.loads(await reader.readline())))
            writer.close()
            return said

    refused, taken = asyncio.run(run())
    assert (refused.status, taken.status, len(done)) == (422, 200, 1)
    assert not path.exists()
