"""A device's side of the contract, driven without a wire."""

from __future__ import annotations

from typing import Any

from devices.models.bank import Bank
from devices.simulator.acts import PutIn, TakeOut
from devices.simulator.bodies.lockers import LockerBank
from devices.simulator.identity import Identity
from devices.simulator.outbox import CAPACITY
from devices.simulator.session import COMMANDS_REMEMBERED, Session
from devices.wire.codec import decode, encode
from devices.wire.happenings import DoorMoved, OutboxDropped
from devices.wire.presence import Disconnected, Firmware, Lost, Ready
from devices.wire.steering import OpenDoor, Receipt, Reported, Restart, Result
from devices.wire.telemetry import BankTelemetry
from devices.wire.topics import parse_topic, topic_of

MINUTE_MS = 60_000


def session(*, outbox: bool = True, clock_offset_ms: int = 0) -> Session:
    """A bank of two compartments that measures every minute."""
    identity = Identity(
        "c1", "b1", "bank", "m", Firmware(version="1"), 60, 0, outbox, None, clock_offset_ms
    )
    return Session(identity, LockerBank(Bank([1, 2], [0, 2]), -60), "x1")


def said(device: Session, now: int = 0) -> list[Any]:
    """All that it has to say now."""
    found = []
    while (outgoing := device.next_event(now)) is not None:
        found.append(decode(parse_topic(outgoing.topic), outgoing.payload))
    return found


def kinds(messages: list[Any]) -> list[type]:
    """Their kinds."""
    return [type(message) for message in messages]


def receive(device: Session, message: Any, channel: str, now: int = 0) -> None:
    """The manager says something to it."""
    device.receive(topic_of("c1", "b1", channel), encode(message), now)


def receipt(stored: int, highest: int, time_ms: int = 0) -> Receipt:
    """A receipt for its first boot."""
    return Receipt(v=1, device="b1", boot="x1", stored=stored, highest=highest, time_ms=time_ms)


def order(name: str, expires_ms: int = 10**12, fence: int | None = None) -> OpenDoor:
    """Open door 1."""
    return OpenDoor(
        v=1, device="b1", id=name, time_ms=0, expires_ms=expires_ms, compartment=1, fence=fence
    )


def test_sequence_counts_all_channels_from_one() -> None:
    """Birth first, then reported state, then telemetry; the will belongs to the birth."""
    device = session()
    outgoing = device.connect(5)
    will = decode(parse_topic(outgoing.topic), outgoing.payload)
    assert isinstance(will, Lost)
    assert outgoing.retain
    device.connected(5)
    device.handle_timer(5)
    messages = said(device)
    assert kinds(messages) == [Ready, Reported, BankTelemetry]
    assert [message.seq for message in messages] == [1, 2, 3]
    assert (will.boot, will.connection) == (messages[0].boot, messages[0].connection)


def test_telemetry_keeps_its_beat() -> None:
    """It comes at its phase and interval, also when the timer is called late."""
    device = session()
    device.connect(0)
    device.connected(0)
    assert device.get_timer() == 0
    device.handle_timer(10)
    assert device.get_timer() == MINUTE_MS
    device.handle_timer(3 * MINUTE_MS + 1)
    assert device.get_timer() == 4 * MINUTE_MS
    device.disconnected(0)
    assert device.get_timer() is None


def test_what_happens_offline_is_told_later_with_its_own_time() -> None:
    """With an outbox; the birth of the connection comes first."""
    device = session()
    device.undergo(PutIn(1, 7), 1_000)
    device.connect(9_000)
    device.connected(9_000)
    messages = said(device, 9_000)
    assert kinds(messages)[:3] == [Ready, Reported, DoorMoved]
    assert messages[2].time_ms == 1_000
    assert messages[2].seq < messages[0].seq


def test_without_an_outbox_it_numbers_only_what_it_sends() -> None:
    """Offline it says nothing, so that no gap is seen that never was."""
    device = session(outbox=False)
    device.undergo(PutIn(1, 7), 1_000)
    device.connect(9_000)
    device.connected(9_000)
    assert [message.seq for message in said(device)] == [1, 2]


def test_old_state_is_sent_again_without_retain() -> None:
    """A retained birth from before must not replace a newer one."""
    device = session()
    for _ in range(2):
        device.connect(0)
        device.connected(0)
        said(device)
    receive(device, receipt(0, 4), "receipt")
    again = [device.next_event(0), device.next_event(0)]
    assert [(each.seq, each.retain) for each in again if each is not None] == [
        (1, False),
        (2, False),
    ]


def test_a_full_outbox_is_declared() -> None:
    """So many messages unsettled: the oldest are dropped and said to be, and it goes on."""
    device = session()
    for turn in range(CAPACITY):
        device.undergo(PutIn(1, 7) if turn % 2 == 0 else TakeOut(1), turn)
    device.connect(0)
    device.connected(0)
    messages = said(device)
    dropped = [message for message in messages if isinstance(message, OutboxDropped)]
    assert {message.first for message in dropped} == {1}
    assert device.outbox is not None
    assert dropped[-1].last == device.outbox.dropped
    told = {message.seq for message in messages}
    assert told == set(range(dropped[-1].last + 1, max(told) + 1))


def test_expiry_is_judged_by_the_managers_clock() -> None:
    """The receipt tells it the time; the device's own clock is an hour behind."""
    device = session(clock_offset_ms=-60 * MINUTE_MS)
    device.connect(0)
    device.connected(10**10)
    receive(device, receipt(0, 0, time_ms=10**10), "receipt", now=10**10)
    receive(device, order("late", 10**10 - 1), "command", now=10**10)
    receive(device, order("timely", 10**10 + 1), "command", now=10**10)
    results = [m for m in said(device) if isinstance(m, Result)]
    assert [(r.command, r.outcome) for r in results] == [("late", "expired"), ("timely", "done")]
    assert results[0].time_ms == 10**10 - 60 * MINUTE_MS


def test_a_lower_fence_is_refused() -> None:
    """An order that a later one has overtaken opens nothing."""
    device = session()
    device.connect(0)
    device.connected(0)
    receive(device, order("later", fence=8), "command")
    receive(device, order("earlier", fence=7), "command")
    results = [m for m in said(device) if isinstance(m, Result)]
    assert [r.outcome for r in results] == ["done", "refused"]
    assert results[1].detail == "fence 7 is below 8"


def test_commands_are_remembered_up_to_a_limit() -> None:
    """The oldest id is forgotten; a newer one is answered without being done again."""
    device = session()
    device.connect(0)
    device.connected(0)
    for number in range(COMMANDS_REMEMBERED + 1):
        receive(device, order(f"c{number}"), "command")
    said(device)
    receive(device, order("c1"), "command")
    assert kinds(said(device)) == [Result]
    receive(device, order("c0"), "command")
    assert kinds(said(device)) == [DoorMoved, Result]


def test_restart_keeps_the_outbox_under_the_old_boot() -> None:
    """The new boot counts from one; what was not settled is still there."""
    device = session()
    device.connect(0)
    device.connected(0)
    receive(device, Restart(v=1, device="b1", id="r", time_ms=0, expires_ms=10**12), "command")
    said(device)
    assert device.restarting
    device.start("x2")
    device.connect(0)
    device.connected(0)
    birth = said(device)[0]
    assert (birth.boot, birth.seq, birth.connection) == ("x2", 1, 1)
    receive(device, receipt(0, 0), "receipt")
    assert [message.boot for message in said(device)] == ["x1", "x1", "x1"]


def test_nonsense_is_counted_and_changes_nothing() -> None:
    """A payload that is no message, and a topic that is not its own."""
    device = session()
    device.receive(topic_of("c1", "b1", "command"), b"{}", 0)
    device.receive("somewhere/else", b"{}", 0)
    assert device.refused == 2
    assert device.next_event(0) is None


def test_farewell_is_retained() -> None:
    """The broker keeps that it left on purpose."""
    device = session()
    device.connect(0)
    device.connected(0)
    said(device)
    device.leave(1)
    outgoing = device.next_event(1)
    assert outgoing is not None
    assert outgoing.retain
    assert isinstance(decode(parse_topic(outgoing.topic), outgoing.payload), Disconnected)
