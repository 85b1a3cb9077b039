"""Linkage over a bad network and a manager that is killed: no lid is locked once all is clear."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from devices.simulator import acts
from devices.simulator.bodies.waste import WasteBin
from devices.simulator.identity import Identity
from devices.simulator.outbox import Outgoing
from devices.simulator.session import Session
from devices.wire.presence import Firmware
from devices.wire.topics import partition_of
from fleet.core.applying.table import apply_record
from fleet.core.coding import decode_decisions, decode_input, encode
from fleet.core.inputs import Arrived, Done, Register
from fleet.core.partition import Entry, Partition, decide
from fleet.core.state import PartitionState, Publish
from tests.small_fleet import NOON_MS, SITE

BINS = ("bin1", "bin2", "bin3")
MINUTE_MS = 60_000


class Yard:
    """Three bins that obey, a network that does what it is told, a manager with a journal."""

    def __init__(self) -> None:
        self.now_ms = NOON_MS
        self.boots = 0
        self.up: list[Arrived] = []
        self.down: list[Publish] = []
        self.journal: list[Entry] = []
        self.taken: list[Arrived] = []
        self.bodies = {name: WasteBin(-70, obeys=True) for name in BINS}
        self.sessions = {
            name: Session(
                Identity(SITE, name, "bin_sensor", "m1", Firmware(version="1.0"), 600, 0, False),
                body, "boot0",
            )
            for name, body in self.bodies.items()
        }  # fmt: skip
        self.partition = Partition(self.recovered(), self.recovered)
        for name in BINS:
            self.partition.receive(Register("", "t", f"{SITE}/{name}", "bin_sensor"), self.now_ms)
            self.connect(name)
        self.commit()

    def recovered(self) -> PartitionState:
        """What the journal leads to."""
        state = PartitionState(partition_of(SITE))
        for entry in self.journal:
            decided = decode_decisions(entry.decisions)
            apply_record(state, decode_input(entry.input), decided, entry.now_ms)
        return state

    def connect(self, name: str) -> None:
        """A connection, whatever was before."""
        session = self.sessions[name]
        session.disconnected(self.now_ms)
        session.connect(self.now_ms)
        session.connected(self.now_ms)
        self.say(name)

    def restart(self, name: str) -> None:
        """A new boot."""
        self.boots += 1
        self.sessions[name].disconnected(self.now_ms)
        self.sessions[name].start(f"boot{self.boots}")
        self.connect(name)

    def say(self, name: str) -> None:
        """What a device has to say is in the network."""
        while (outgoing := self.sessions[name].next_event(self.now_ms)) is not None:
            self.up.append(_arrived(outgoing))

    def fill(self, name: str, permille: int) -> None:
        """It measures."""
        self.sessions[name].undergo(acts.Measure(permille), self.now_ms)
        self.say(name)

    def hear(self, which: int, *, twice: bool = False) -> None:
        """The manager takes one of the messages under way."""
        if self.up:
            at = which % len(self.up)
            arrived = self.up[at] if twice else self.up.pop(at)
            self.partition.receive(arrived, self.now_ms)
            self.taken.append(arrived)

    def tell(self, which: int, *, twice: bool = False) -> None:
        """A device hears one of the commands under way."""
        if self.down:
            at = which % len(self.down)
            publish = self.down[at] if twice else self.down.pop(at)
            name = publish.topic.split("/")[4]
            self.sessions[name].receive(publish.topic, publish.payload, self.now_ms)
            self.say(name)

    def commit(self) -> None:
        """What was decided is durable; commands go out."""
        self.journal += self.partition.take_entries()
        self.taken.clear()
        effects = self.partition.release()
        self.down += [effect.publish for effect in effects]
        if effects:
            done = Done([effect.effect for effect in effects])
            self.partition.receive(done, self.now_ms)
            self.partition.settled(done)

    def kill(self) -> None:
        """Whatever was not committed is gone; the broker has the messages still."""
        self.up = [*self.taken, *self.up]
        self.taken = []
        self.partition = Partition(self.recovered(), self.recovered)

    def wait(self, minutes: int) -> None:
        """Time goes by."""
        self.now_ms += minutes * MINUTE_MS
        self.partition.handle_timer(self.now_ms)

    def settle(self) -> None:
        """A good network until nobody says anything any more."""
        while self.up or self.down:
            while self.up:
                self.hear(0)
            self.commit()
            while self.down:
                self.tell(0)
        self.commit()

    def locked(self) -> list[str]:
        """Bins with a locked lid, as it truly is."""
        return [n for n, body in self.bodies.items() if body.measure().fields["lid_locked"]]


def _arrived(outgoing: Outgoing) -> Arrived:
    return Arrived(outgoing.topic, outgoing.payload)


ACTS = st.one_of(
    st.tuples(st.just("fill"), st.sampled_from(BINS), st.sampled_from((50, 300, 700, 850, 950))),
    st.tuples(st.sampled_from(("hear", "tell", "lose")), st.integers(0, 9), st.booleans()),
    st.tuples(st.sampled_from(("commit", "kill")), st.none(), st.none()),
    st.tuples(st.just("wait"), st.integers(0, 90), st.none()),
    st.tuples(st.sampled_from(("restart", "connect")), st.sampled_from(BINS), st.none()),
)


def _do(yard: Yard, what: str, about: object, more: object) -> None:
    match what, about:
        case "fill", str(name):
            assert isinstance(more, int)
            yard.fill(name, more)
        case "hear", int(which):
            yard.hear(which, twice=more is True)
        case "tell", int(which):
            yard.tell(which, twice=more is True)
        case "lose", int(which):
            queue = yard.down if more else yard.up
            if queue:
                queue.pop(which % len(queue))
        case "wait", int(minutes):
            yard.wait(minutes)
        case ("restart" | "connect") as how, str(name):
            getattr(yard, how)(name)
        case _:
            getattr(yard, what)()


@settings(max_examples=25)
@given(st.lists(ACTS, max_size=60))
def test_once_all_is_clear_no_lid_is_locked(happened: list[tuple[str, object, object]]) -> None:
    """Lost, doubled, late and reordered messages, restarts, kills in between; then every bin is
    empty and the network is well: lids open, displays show nothing. Deciding again from the journal
    gives what was decided.
    """
    yard = Yard()
    for what, about, more in happened:
        _do(yard, what, about, more)
    for _ in range(12):
        yard.settle()
        yard.wait(70)
        for name in BINS:
            yard.fill(name, 50)
    yard.settle()
    assert yard.locked() == []
    assert [body.display.toward for body in yard.bodies.values()] == ["", "", ""]
    state = PartitionState(partition_of(SITE))
    for entry in yard.journal:
        again = decide(state, entry.given, entry.now_ms)
        assert encode(again) == entry.decisions
        apply_record(state, entry.given, again, entry.now_ms)
    assert encode(state) == encode(yard.recovered())


@settings(max_examples=15)
@given(st.lists(st.sampled_from(("hear", "tell", "kill")), max_size=20))
def test_a_bin_that_stays_full_is_locked_in_the_end(between: list[str]) -> None:
    """Whatever was doubled or lost to a kill, and one of those with room is shown."""
    yard = Yard()
    for name in BINS[1:]:
        yard.fill(name, 100)
    yard.settle()
    for _ in range(3):
        yard.fill("bin1", 950)
        for number, what in enumerate(between):
            _do(yard, what, number, True)
    for _ in range(4):
        yard.settle()
        yard.wait(70)
        for name, permille in zip(BINS, (950, 100, 100), strict=True):
            yard.fill(name, permille)
    yard.settle()
    assert yard.locked() == ["bin1"]
    assert yard.bodies["bin1"].display.toward == "bin2"


def test_a_lock_that_comes_after_its_unlocking_locks_nothing() -> None:
    """The network keeps every command and gives them out the newest first."""
    yard = Yard()
    yard.settle()
    for permille in (950, 50, 50):
        yard.wait(10)
        yard.fill("bin1", permille)
        while yard.up:
            yard.hear(0)
        yard.commit()
    assert {b'"locked":true' in told.payload for told in yard.down} == {True, False}
    while yard.down:
        yard.tell(len(yard.down) - 1)
    assert yard.locked() == []
    yard.settle()
    assert yard.locked() == []
