"""The journal's side of the core: recovery gives the state, replay the same decisions."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from devices.wire.topics import partition_of
from fleet.adapters.journal.sqlite import SqliteJournal
from fleet.core import coding
from fleet.core.coding import digest, encode
from fleet.core.deciding import arrivals
from fleet.core.decisions import Heard, Quarantined
from fleet.core.facts.alarms import Trended
from fleet.core.inputs import Arrived, Desire, Order
from fleet.core.partition import decide
from fleet.core.recovery import recover, replay
from fleet.core.state import PartitionState, Stranger
from fleet.ports.journal import Record
from tests.small_fleet import SITE, SmallFleet

NUMBER = partition_of(SITE)


def _a_day() -> SmallFleet:
    """A little of everything: holes, alarms, a will, a command without an answer, hostile bytes."""
    fleet = SmallFleet()
    fleet.birth(outbox=True)
    for number in range(2, 40):
        fleet.fill(number + number // 7, 100 * (number % 11))
        fleet.wait(7)
    fleet.ask(Desire("", "test", f"{SITE}/bin1", 0, {"interval_s": 30}))
    expires_ms = fleet.now_ms + 90_000
    fleet.ask(Order("", "test", f"{SITE}/bin1", "c1", "lock_lid", {"locked": True}, expires_ms))
    fleet.ask(Arrived("nonsense", b"\xff"))
    fleet.will()
    fleet.wait(3_600)
    fleet.birth(99, connection=2, outbox=True)
    return fleet


def _journal(fleet: SmallFleet, path: Path) -> SqliteJournal:
    """What a fleet was told and decided, written."""
    journal = SqliteJournal(path)
    journal.append(
        [
            Record(NUMBER, entry.sequence, entry.now_ms, encode(entry.given), encode(entry.decided))
            for entry in fleet.partition.take_entries()
        ]
    )
    return journal


def test_recovery_gives_the_state_to_the_byte(tmp_path: Path) -> None:
    """From the first record, and from its bytes back again."""
    fleet = _a_day()
    journal = _journal(fleet, tmp_path / "journal")
    states = recover(journal)
    journal.close()
    assert states[NUMBER] == fleet.partition.state
    assert digest(states.values()) == digest([fleet.partition.state])
    assert coding.decode_state(encode(fleet.partition.state)) == fleet.partition.state


@pytest.mark.parametrize("size", [1, 50, 1_000, 10**9])
def test_a_state_in_slices_is_the_state(size: int) -> None:
    """To the byte, however small they are; none is much larger than asked for."""
    fleet = _a_day()
    whole = encode(fleet.partition.state)
    cut = list(coding.slices(fleet.partition.state, size))
    assert b"".join(cut) == whole
    largest = max(len(encode(device)) for device in fleet.partition.state.devices.values())
    assert max(map(len, cut)) < size + largest + 100


def test_large_and_small_maps_and_lists_are_sliced_alike() -> None:
    """The headers of MessagePack change at 16 and at 65,536 items."""
    for count in (0, 15, 16, 255, 257, 65_535, 65_536):
        state = PartitionState(NUMBER)
        state.timers = [(n, "silence", "site/device", "") for n in range(count)]
        state.strangers = {str(n): Stranger(n, n, 1) for n in range(count)}
        state.parcels.notices_sent = count
        assert b"".join(coding.slices(state, 5_000)) == encode(state)


def test_replay_decides_the_same(tmp_path: Path) -> None:
    """No difference in what was just decided; the state is the recovered one."""
    fleet = _a_day()
    journal = _journal(fleet, tmp_path / "journal")
    done = replay(journal)
    journal.close()
    assert (done.difference, done.snapshot_differs) == (None, None)
    assert done.records == fleet.partition.state.sequence
    assert done.states[NUMBER] == fleet.partition.state


def test_replay_reports_the_first_difference(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A release that decides otherwise is told where; what was promised stays as it was."""
    fleet = _a_day()
    journal = _journal(fleet, tmp_path / "journal")
    monkeypatch.setattr(arrivals, "alarms_of_measurement", lambda *told: [])
    done = replay(journal)
    journal.close()
    assert done.difference is not None
    assert len(done.difference.recorded) == len(done.difference.now) + 1
    assert type(done.difference.recorded[-1]) is Trended
    assert done.states[NUMBER] == fleet.partition.state


def test_recovery_never_decides(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Though this release would quarantine everything, the state is what was promised."""
    fleet = _a_day()
    journal = _journal(fleet, tmp_path / "journal")
    monkeypatch.setattr(arrivals, "impossible_time", lambda time_ms, now_ms: "never")
    states = recover(journal)
    journal.close()
    assert states[NUMBER] == fleet.partition.state


def test_deciding_changes_nothing() -> None:
    """The state before and after is the same, byte for byte, whatever comes."""
    fleet = _a_day()
    before = encode(fleet.partition.state)
    for entry in _a_day().partition.take_entries():
        decide(fleet.partition.state, entry.given, fleet.now_ms + 1_000)
    assert encode(fleet.partition.state) == before


def test_an_input_on_which_deciding_fails_is_quarantined(monkeypatch: pytest.MonkeyPatch) -> None:
    """A fault of ours stops nobody: it is put aside with its name, and the next one is heard."""
    fleet = SmallFleet()
    fleet.birth()

    def fail(*told: object) -> None:
        raise ZeroDivisionError("a planted fault")

    with monkeypatch.context() as planted:
        planted.setattr(arrivals, "alarms_of_measurement", fail)
        (decision,) = fleet.fill(2)
    assert decision == Quarantined("", "ZeroDivisionError: a planted fault")
    assert type(fleet.fill(3)[0]) is Heard


def test_time_never_falls() -> None:
    """The wall may be set back: the manager's now is the last one, and timers keep their order."""
    fleet = SmallFleet()
    fleet.birth()
    fleet.now_ms -= 3_600_000
    fleet.fill(2, time_ms=fleet.now_ms)
    entries = fleet.partition.take_entries()
    assert [entry.now_ms for entry in entries] == sorted(entry.now_ms for entry in entries)


def test_timers_fire_before_a_message_of_the_same_moment() -> None:
    """A device heard at the very moment in which its silence is due was silent until then."""
    fleet = SmallFleet()
    fleet.birth()
    fleet.now_ms += 180_000
    fleet.fill(2)
    names = [type(entry.given).__name__ for entry in fleet.partition.take_entries()]
    assert names[-2:] == ["Fired", "Arrived"]
    assert fleet.device().presence == "ready"
    assert fleet.device().since_ms == fleet.now_ms


def test_a_record_of_an_older_release_decides_the_same(tmp_path: Path) -> None:
    """It lacks the fields that were added since; a replay compares what they mean, not bytes."""
    fleet = SmallFleet()
    fleet.birth(1, "bank1", outbox=True)
    entries = fleet.partition.take_entries()
    shorter = [
        Record(
            fleet.partition.state.partition, e.sequence, e.now_ms, e.input,
            msgspec.msgpack.encode(
                [one[:-1] if one[0] == "b" else one for one in msgspec.msgpack.decode(e.decisions)]
            ),
        )
        for e in entries
    ]  # fmt: skip
    assert [r.decisions for r in shorter] != [e.decisions for e in entries]
    journal = SqliteJournal(tmp_path / "journal")
    journal.append(shorter, [])
    again = replay(journal)
    journal.close()
    assert (again.difference, again.snapshot_differs) == (None, None)
