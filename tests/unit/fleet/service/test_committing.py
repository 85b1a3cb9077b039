"""A commit: everything decided is durable before anything goes out, and can be recovered."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

from devices.wire.topics import partition_of, topic_of
from fleet.adapters.journal.sqlite import SqliteJournal
from fleet.core.coding import encode, slices
from fleet.core.inputs import Desire, Register
from fleet.core.recovery import replay
from fleet.ports.bus import Message, Share
from fleet.ports.journal import JournalError
from fleet.service import saving
from fleet.service.committing import RECEIPT_AGAIN_MS, RECEIPT_MS, Fleet
from tests.small_fleet import NOON_MS, payload

SITES = ("meadow", "orchard")
NUMBERS = [partition_of(site) for site in SITES]


@contextmanager
def _fleet(path: Path) -> Iterator[Fleet]:
    """The partitions of two sites over a journal, as a process that starts."""
    journal = SqliteJournal(path)
    try:
        yield Fleet(journal, NUMBERS)
    finally:
        journal.close()


def _register(fleet: Fleet) -> None:
    requests = [(partition_of(s), Register("", "test", f"{s}/bin1", "bin_sensor")) for s in SITES]
    fleet.commit((), requests, NOON_MS)


def _share(site: str, first: int, count: int = 1, *, outbox: bool = False) -> Share:
    """Messages of a bin: number 1 is its birth."""
    messages = [_birth(site, outbox)] if first == 1 else []
    messages += [_telemetry(site, n) for n in range(max(first, 2), first + count)]
    return Share(partition_of(site), messages, (), None)


def _birth(site: str, outbox: bool) -> Message:
    words = {"state": "ready", "connection": 1, "kind": "bin_sensor", "model": "m"}
    rest = {"firmware": {"version": "1"}, "interval_s": 60, "outbox": outbox}
    data = payload("bin1", 1, NOON_MS, **words, **rest)
    return Message(topic_of(site, "bin1", "state"), data, False)


def _telemetry(site: str, sequence: int) -> Message:
    data = payload("bin1", sequence, NOON_MS, kind="bin_sensor", fill_permille=100)
    return Message(topic_of(site, "bin1", "telemetry"), data, False)


def _receipts(fleet: Fleet, shares: Sequence[Share], now_ms: int) -> list[bytes]:
    committed, _ = fleet.commit(shares, (), now_ms)
    return [receipt.payload for receipt in committed.receipts]


def test_what_was_committed_is_recovered(tmp_path: Path) -> None:
    """A new process has the same digest, whether or not states were saved."""
    with _fleet(tmp_path / "journal") as fleet:
        _register(fleet)
        fleet.commit([_share(site, 1, 50) for site in SITES], (), NOON_MS)
        digest = fleet.digest()
    with _fleet(tmp_path / "journal") as fleet:
        assert fleet.digest() == digest
        fleet.save_all()
        fleet.commit([_share("meadow", 51, 5)], (), NOON_MS)
        digest = fleet.digest()
    with _fleet(tmp_path / "journal") as fleet:
        assert fleet.digest() == digest
        assert fleet.states[0].stored == 55


def test_states_are_saved_on_the_way_and_are_what_records_lead_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A busy partition by its records, a quiet one because others went on; replay agrees."""
    monkeypatch.setattr(saving, "SNAPSHOT_RECORDS", 20)
    monkeypatch.setattr(saving, "SNAPSHOT_LAG", 100)
    with _fleet(tmp_path / "journal") as fleet:
        _register(fleet)
        for turn in range(30):
            fleet.commit([_share("meadow", 1 + 5 * turn, 5)], (), NOON_MS + turn)
        saved = fleet.journal.newest()
        assert set(saved) == set(NUMBERS)
        assert saved[NUMBERS[0]].sequence > 100
        assert fleet.journal.forget(NOON_MS + 100, 1_000) > 0
        done = replay(fleet.journal)
        assert (done.difference, done.snapshot_differs) == (None, None)
        assert list(done.states.values()) == fleet.states


def test_a_state_is_saved_in_pieces_while_others_go_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One piece a commit; the snapshot is of the moment at which it was begun, and there when the
    last piece is. Commits go on by themselves until then.
    """
    monkeypatch.setattr(saving, "SNAPSHOT_RECORDS", 20)
    monkeypatch.setattr(saving, "PIECE_BYTES", 64)
    meadow, orchard = NUMBERS
    with _fleet(tmp_path / "journal") as fleet:
        _register(fleet)
        fleet.commit([_share("meadow", 1, 25)], (), NOON_MS)
        then = encode(fleet.partitions[meadow].state)
        assert (fleet.closed, fleet.journal.newest()) == (meadow, {})
        for turn in range(len(list(slices(fleet.states[0], 64))) - 2):
            fleet.commit([_share("orchard", 1 + turn)], (), NOON_MS + turn)
            assert (fleet.closed, fleet.journal.newest()) == (meadow, {})
        while fleet.next_due_ms(NOON_MS + 9) == NOON_MS + 9:
            fleet.commit((), (), NOON_MS + 9)
        assert fleet.closed == -1
        assert fleet.journal.newest()[meadow].state == then
        assert orchard not in fleet.journal.newest()


def test_what_comes_for_a_state_that_is_being_saved_is_taken_nevertheless(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By a message or a request: the snapshot does not have it, the records behind it do. Killed
    at any commit, the next process knows the same, and replay agrees.
    """
    monkeypatch.setattr(saving, "SNAPSHOT_RECORDS", 20)
    monkeypatch.setattr(saving, "PIECE_BYTES", 64)
    for last in range(1, 9):
        path = tmp_path / f"journal{last}"
        with _fleet(path) as fleet:
            _register(fleet)
            fleet.commit([_share("meadow", 1, 25)], (), NOON_MS)
            then = encode(fleet.states[0])
            commits = len(list(slices(fleet.states[0], 64))) - 1
            for turn in range(last):
                desired = (NUMBERS[0], Desire("", "t", "meadow/bin1", 0, {"a": turn}))
                fleet.commit([_share("meadow", 26 + turn)], [desired], NOON_MS + turn)
                assert fleet.closed == -1
            saved = fleet.journal.newest()
            digest = fleet.digest()
            done = replay(fleet.journal)
            assert (done.difference, done.snapshot_differs) == (None, None)
        assert {snapshot.state for snapshot in saved.values()} == (
            {then} if last >= commits else set()
        )
        with _fleet(path) as fleet:
            assert fleet.digest() == digest


def test_a_partition_that_goes_to_another_owner_is_saved_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where its pieces, or those of another one, are on their way."""
    monkeypatch.setattr(saving, "SNAPSHOT_RECORDS", 20)
    monkeypatch.setattr(saving, "PIECE_BYTES", 64)
    meadow, orchard = NUMBERS
    with _fleet(tmp_path / "journal") as fleet:
        _register(fleet)
        fleet.commit([_share("meadow", 1, 25), _share("orchard", 1, 5)], (), NOON_MS)
        states = {n: encode(p.state) for n, p in fleet.partitions.items()}
        assert fleet.closed == meadow
        fleet.leave(orchard)
        fleet.commit([_share("meadow", 26)], (), NOON_MS)
        assert {n: s.state for n, s in fleet.journal.newest().items()} == states
        fleet.leave(meadow)
        assert fleet.journal.newest()[meadow].sequence == 27
        assert fleet.next_due_ms(NOON_MS) is None


def test_nothing_goes_out_when_the_journal_cannot_be_written(tmp_path: Path) -> None:
    """A full disk: an error and no effect; the next process knows nothing of it."""
    with _fleet(tmp_path / "journal") as fleet:
        _register(fleet)
        big = Desire("", "t", "meadow/bin1", 0, {str(n): "x" * 200 for n in range(60)})
        assert isinstance(fleet.journal, SqliteJournal)
        fleet.journal._connection.execute("PRAGMA max_page_count = 1")
        with pytest.raises(JournalError, match="full"):
            fleet.commit((), [(NUMBERS[0], big)], NOON_MS)
    with _fleet(tmp_path / "journal") as fleet:
        assert fleet.states[0].devices["meadow/bin1"].desired_version == 0
        assert fleet.states[0].outbox == {}


def test_effects_not_done_go_out_again_after_a_restart(tmp_path: Path) -> None:
    """Released by the process that died; the next one releases them, with the same id."""
    with _fleet(tmp_path / "journal") as fleet:
        _register(fleet)
        request = Desire("", "t", "meadow/bin1", 0, {"a": 1})
        first, _ = fleet.commit((), [(NUMBERS[0], request)], NOON_MS)
    with _fleet(tmp_path / "journal") as fleet:
        again, _ = fleet.commit((), (), NOON_MS + 5)
        assert again.effects == first.effects
        done = Share(NUMBERS[0], (), [effect.effect for effect in again.effects], None)
        fleet.commit([done], (), NOON_MS + 6)
    with _fleet(tmp_path / "journal") as fleet:
        assert fleet.commit((), (), NOON_MS + 7)[0].effects == []


def test_a_device_with_an_outbox_hears_what_is_stored(tmp_path: Path) -> None:
    """At once after its birth, then at most once a second, and the last word is said."""
    with _fleet(tmp_path / "journal") as fleet:
        _register(fleet)
        (first,) = _receipts(fleet, [_share("meadow", 1, outbox=True)], NOON_MS)
        assert b'"stored":1,"highest":1' in first
        assert _receipts(fleet, [_share("meadow", 2)], NOON_MS + 1) == []
        assert _receipts(fleet, [_share("meadow", 5)], NOON_MS + 2) == []
        assert fleet.next_due_ms(NOON_MS + 2) is not None
        (last,) = _receipts(fleet, (), NOON_MS + RECEIPT_MS)
        assert b'"stored":2,"highest":5' in last
        assert _receipts(fleet, (), NOON_MS + 3 * RECEIPT_MS) == []


def test_what_is_missing_is_asked_for_again_and_again(tmp_path: Path) -> None:
    """Though nothing else comes, and by a manager that was started again; until it is there."""
    with _fleet(tmp_path / "journal") as fleet:
        _register(fleet)
        _receipts(fleet, [_share("meadow", 1, outbox=True)], NOON_MS)
        (first,) = _receipts(fleet, [_share("meadow", 3)], NOON_MS + RECEIPT_MS)
        again_ms = NOON_MS + RECEIPT_MS + RECEIPT_AGAIN_MS
        assert _receipts(fleet, (), again_ms - 1) == []
        (again,) = _receipts(fleet, (), again_ms)
        assert again.partition(b',"time_ms"')[0] == first.partition(b',"time_ms"')[0]
    with _fleet(tmp_path / "journal") as fleet:
        (anew,) = _receipts(fleet, (), again_ms + 1)
        assert b'"stored":1,"highest":3' in anew
        (whole,) = _receipts(fleet, [_share("meadow", 2)], again_ms + 2 * RECEIPT_MS)
        assert b'"stored":3,"highest":3' in whole
        assert fleet.next_due_ms(again_ms + 2 * RECEIPT_MS) != again_ms + 3 * RECEIPT_MS
        assert _receipts(fleet, (), again_ms + 9 * RECEIPT_AGAIN_MS) == []


def test_a_device_without_an_outbox_hears_nothing(tmp_path: Path) -> None:
    """It could do nothing with it."""
    with _fleet(tmp_path / "journal") as fleet:
        _register(fleet)
        assert _receipts(fleet, [_share("meadow", 1, 5)], NOON_MS) == []


def test_a_payload_of_ten_megabytes_leaves_its_beginning(tmp_path: Path) -> None:
    """Quarantined with its size; the journal is not blown up."""
    with _fleet(tmp_path / "journal") as fleet:
        _register(fleet)
        message = Message(topic_of("meadow", "bin1", "telemetry"), b" " * 10_000_000, False)
        fleet.commit([Share(NUMBERS[0], [message], (), None)], (), NOON_MS)
        assert fleet.states[0].quarantine[0].size == 10_000_000
        assert max(len(record.input) for record in fleet.journal.records({})) < 70_000
