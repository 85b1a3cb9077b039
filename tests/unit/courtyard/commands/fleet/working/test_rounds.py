"""`courtyard fleet rounds`: the list of a journal, on the terminal and as files."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from courtyard.main import run_app
from devices.wire.topics import partition_of, topic_of
from fleet.adapters.journal.sqlite import SqliteJournal
from fleet.core.inputs import Register
from fleet.ports.bus import Message, Share
from fleet.service.committing import Fleet
from tests.small_fleet import NOON_MS, payload

BOOK = """
depot: {latitude: 30.3, longitude: 120.1}
sites: {meadow: {latitude: 30.32, longitude: 120.12}, orchard: {latitude: 30.28, longitude: 120.13}}
"""


def _journal(path: Path) -> None:
    """A bin at each of two sites, heard of once: it has a fill, and no rate yet."""
    sites = ("meadow", "orchard")
    journal = SqliteJournal(path)
    try:
        fleet = Fleet(journal, [partition_of(site) for site in sites])
        asked = [(partition_of(s), Register("", "test", f"{s}/bin1", "bin_sensor")) for s in sites]
        fleet.commit((), asked, NOON_MS)
        words = {"kind": "bin_sensor", "fill_permille": 400}
        said = payload("bin1", 1, NOON_MS, **words)
        messages = {
            site: Message(topic_of(site, "bin1", "telemetry"), said, False) for site in sites
        }
        shares = [Share(partition_of(site), [messages[site]], (), None) for site in sites]
        fleet.commit(shares, (), NOON_MS)
    finally:
        journal.close()


def test_the_list_of_a_journal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Both bins, of which no rate is known; the same list twice; files for driver and navigator."""
    _journal(tmp_path / "journal")
    (tmp_path / "rounds.yaml").write_text(BOOK, encoding="utf-8")
    words = ["fleet", "rounds", str(tmp_path / "rounds.yaml"), "--at", "2027-01-16T01:00:00"]
    words += ["--journal", str(tmp_path / "journal")]
    files = ["--csv", str(tmp_path / "a.csv"), "--gpx", str(tmp_path / "a.gpx")]
    assert run_app([*words, *files]) == 0
    shown = capsys.readouterr().out
    assert "2 visits; 0 are left" in shown
    assert (tmp_path / "a.csv").read_text(encoding="utf-8-sig").count("bin1") == 2
    assert (tmp_path / "a.gpx").read_text(encoding="utf-8").count("<rtept") == 2
    assert run_app([*words, "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert [row["fill"] for row in document["visits"]] == [0.4, 0.4]
    assert document["visits"][0]["arrives"].startswith("2027-01-16T01:")
    assert run_app([*words, "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == document
