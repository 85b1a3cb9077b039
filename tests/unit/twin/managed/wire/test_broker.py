"""The broker in memory keeps what MQTT promises."""

from __future__ import annotations

from collections.abc import Callable

from scenarios.streams import Streams
from twin.managed.wire.agenda import Agenda
from twin.managed.wire.broker import Broker, Lane, ManagerSession, Packet
from twin.managed.wire.fates import Fate, Fates, WireFaults

UP = "courtyard/v1/p07/meadow/bank1/up/event"
DOWN = "courtyard/v1/p07/meadow/bank1/down/command"
ROOT = "courtyard/v1/p07/meadow/bank1/down/"


class _Ends:
    """A lane with a list at its end."""

    def __init__(self, faults: WireFaults = WireFaults(), seed: int = 1) -> None:  # noqa: B008
        self.agenda = Agenda()
        self.came: list[tuple[int, Packet]] = []
        self.fates: list[Fate] = []
        fates = Fates(Streams(seed, 0), "meadow", 0, faults)
        keep: Callable[[int, Packet], None] = lambda now, packet: self.came.append((now, packet))  # noqa: E731
        self.lane = Lane(
            self.agenda,
            fates,
            "lane",
            keep,
            lambda _now, _lane, _packet, fate: self.fates.append(fate),
        )


class _Device(_Ends):
    root = ROOT

    @property
    def down(self) -> Lane:
        """The lane that it hears on."""
        return self.lane


def _packets(count: int) -> list[Packet]:
    return [Packet(UP, b"%d" % n) for n in range(count)]


def test_a_calm_lane_hands_over_at_once_and_in_order() -> None:
    """Without faults the time of arrival is that of sending."""
    ends = _Ends()
    for packet in _packets(5):
        ends.lane.send(3, packet)
    ends.agenda.run(3)
    assert ends.came == [(3, packet) for packet in _packets(5)]


def test_a_late_lane_keeps_its_order() -> None:
    """However different the delays are; each within its bounds after the one before."""
    ends = _Ends(WireFaults(delay_ms=(10, 500)))
    for packet in _packets(200):
        ends.lane.send(0, packet)
    while (next_ms := ends.agenda.next_ms()) is not None:
        ends.agenda.run(next_ms)
    assert [packet for _, packet in ends.came] == _packets(200)
    assert {fate.delay_ms for fate in ends.fates} <= set(range(10, 501))
    assert len({fate.delay_ms for fate in ends.fates}) > 100


def test_messages_are_lost_and_doubled_as_often_as_said() -> None:
    """Of 4,000 messages a tenth never comes, and of the others a fifth comes twice; by the fates
    alone, which are the same in each run.
    """
    ends, again = (_Ends(WireFaults(lost_permille=100, doubled_permille=200)) for _ in range(2))
    for each in (ends, again):
        for packet in _packets(4_000):
            each.lane.send(0, packet)
        each.agenda.run(0)
    assert ends.came == again.came
    lost = sum(fate.is_lost for fate in ends.fates)
    assert 340 < lost < 460
    doubled = sum(fate.again_ms >= 0 and not fate.is_lost for fate in ends.fates)
    assert len(ends.came) == 4_000 - lost + doubled
    assert 0.16 < doubled / (4_000 - lost) < 0.24


def test_what_is_on_a_lane_that_is_cut_never_comes() -> None:
    """What is sent afterwards does."""
    ends = _Ends(WireFaults(delay_ms=(100, 100)))
    before, after = _packets(2)
    ends.lane.send(0, before)
    ends.lane.cut()
    ends.lane.send(50, after)
    ends.agenda.run(1_000)
    assert [packet for _, packet in ends.came] == [after]


def test_a_manager_gets_again_what_it_did_not_acknowledge() -> None:
    """After each reconnect, in order; what it acknowledged, never."""
    broker, ends = Broker(), _Ends()
    session = broker.sessions[7] = ManagerSession(7)
    broker.subscribe(_Device(), 7, 0)
    for packet in _packets(3):
        broker.published(0, packet)
    session.connect(1, ends.lane)
    ends.agenda.run(1)
    session.acknowledge(ends.came[1][1].number)
    session.disconnect()
    broker.published(2, Packet(UP, b"meanwhile"))
    session.connect(3, ends.lane)
    ends.agenda.run(3)
    assert [packet.payload for _, packet in ends.came] == [
        b"0",
        b"1",
        b"2",
        b"0",
        b"2",
        b"meanwhile",
    ]


def test_a_device_hears_what_was_retained_and_nothing_else_from_before() -> None:
    """Its session is clean: a command that came while it was away is not kept; the newest desired
    state is.
    """
    broker, device = Broker(), _Device()
    desired = DOWN.replace("command", "desired")
    broker.subscribe(device, 7, 0)
    broker.unsubscribe(device)
    broker.published(1, Packet(DOWN, b"open"))
    for version in (b"1", b"2"):
        broker.published(1, Packet(desired, version, retain=True))
    broker.published(1, Packet(desired.replace("bank1", "bank2"), b"3", retain=True))
    broker.subscribe(device, 7, 2)
    broker.published(2, Packet(DOWN, b"again"))
    device.agenda.run(2)
    assert [packet.payload for _, packet in device.came] == [b"2", b"again"]
