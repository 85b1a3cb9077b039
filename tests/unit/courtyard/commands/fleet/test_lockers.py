"""`courtyard fleet furnish`, `lockers`, `show`: what is lent to a bank, as people read it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from devices.clock import ScaledClock
from devices.wire.topics import partition_of, topic_of
from fleet.adapters.journal.sqlite import SqliteJournal
from fleet.ports.bus import Message, Share
from fleet.service.committing import Fleet
from tests.small_fleet import SITE, payload
from tests.unit.courtyard.terminal import call

BANK = f"{SITE}/bank1"


def _born(path: Path) -> None:
    """The bank comes, and is lent to."""
    number, now_ms = partition_of(SITE), ScaledClock().now_ms()
    words = {
        "state": "ready", "connection": 1, "kind": "bank", "model": "m", "interval_s": 60,
        "firmware": {"version": "1"}, "outbox": True, "loans": True,
    }  # fmt: skip
    birth = Message(topic_of(SITE, "bank1", "state"), payload("bank1", 1, now_ms, **words), True)
    journal = SqliteJournal(path)
    try:
        Fleet(journal, [number]).commit([Share(number, [birth], (), None)], [], now_ms)
    finally:
        journal.close()


def test_what_is_lent_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """By class and until when; compartment by compartment for one bank; what cannot be refused."""
    at = ("--journal", tmp_path / "journal")
    assert call(capsys, "fleet", "register", f"{BANK}=bank", *at).code == 0
    rule = ("--lend", "2", "--lend", "1", "--lend-h", "24")
    assert call(capsys, "fleet", "furnish", BANK, "5", "3", *rule, *at).code == 0
    _born(tmp_path / "journal")
    (row,) = json.loads(call(capsys, "fleet", "lockers", "--json", *at).out)
    assert (row["presence"], row["free"], row["lent"]) == ("ready", [3, 2], [2, 1])
    hours = (row["lent_until_ms"] - ScaledClock().now_ms()) / 3_600_000
    assert 23 < hours <= 24
    shown = json.loads(call(capsys, "fleet", "show", BANK, "--json", *at).out)
    assert [loan["compartment"] for loan in shown["lent"]] == [4, 5, 8]
    assert "lent until" in call(capsys, "fleet", "lockers", *at).out
    assert call(capsys, "fleet", "furnish", BANK, "5", "3", "--lend", "6", *at).code == 1


ROW = {
    "compartment": 1, "company": "swift", "parcel": "p1", "size": 0, "recipient": "r1",
    "deposited": "2026-01-07T09:30:00+08:00",
}  # fmt: skip


def test_a_bank_in_use_is_taken_over(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Every parcel of the file has a lease then, from its deposit on; a file that is none is named
    with what is wrong; chilled classes stand behind the ambient ones.
    """
    at = ("--journal", tmp_path / "journal")
    assert call(capsys, "fleet", "register", f"{BANK}=bank", *at).code == 0
    assert call(capsys, "fleet", "furnish", BANK, "5", "3", "2", "1", "--sizes", "2", *at).code == 0
    assert call(capsys, "fleet", "furnish", BANK, "5", "3", "--sizes", "3", *at).code == 1
    file = tmp_path / "lying.json"
    file.write_text(json.dumps([ROW]), "utf-8")
    assert call(capsys, "fleet", "take-over", BANK, file, *at).code == 0
    (row,) = json.loads(call(capsys, "fleet", "parcels", BANK, "--json", *at).out)
    assert (row["compartment"], row["stage"], row["deposited_ms"]) == (
        1,
        "lying",
        1_767_749_400_000,
    )
    file.write_text(json.dumps([ROW, ROW | {"parcel": "p2"}]), "utf-8")
    assert call(capsys, "fleet", "take-over", BANK, file, *at).code == 1
    file.write_text(json.dumps([{**ROW, "size": "small"}]), "utf-8")
    refused = call(capsys, "fleet", "take-over", BANK, file, *at)
    assert refused.code == 2
    assert "lying.json" in refused.err
    assert "size" in refused.err
