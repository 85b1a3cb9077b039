"""`courtyard loadtest allocation`, small: in one process, and over a broker with a killed manager.

The baseline needs PostgreSQL and stands in tests/acceptance.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from devices.wire.topics import PARTITIONS
from fleet.adapters.journal.sqlite import SqliteJournal
from fleet.core.coding import digest
from fleet.core.parcels import books
from fleet.core.recovery import recover, replay
from fleet.loadtest.allocation.core import InProcess
from fleet.loadtest.allocation.history import judge
from tests.integration.processes import document_of


def test_wishes_in_one_process_are_durable(tmp_path: Path) -> None:
    """What was leased is in the journal, once each; decided again it is the same."""
    inside = InProcess(tmp_path, 1_500)
    full, paced = inside.at_full_speed(1_000), inside.open_loop(2_000, 0.25)
    known = inside.fleet.digest()
    inside.close()
    assert (full.leased, paced.leased) == (1_000, 500)
    assert (len(inside.held), judge(inside.held, ()).double_leases) == (1_500, 0)
    journal = SqliteJournal(tmp_path / "journal", read_only=True)
    states, again = recover(journal), replay(journal)
    journal.close()
    assert len(states) <= PARTITIONS
    assert digest(states.values()) == known
    assert again.difference is None
    assert sum(len(state.parcels.leases) for state in states.values()) == 1_500


def test_a_policy_that_looks_away_is_caught(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A compartment that is given though it is taken: the checker sees it in what was told."""
    monkeypatch.setattr(books, "first_free", lambda occupied, start, stop: start)
    inside = InProcess(tmp_path, 400)
    inside.at_full_speed(400)
    inside.close()
    assert judge(inside.held, ()).double_leases > 0


def test_a_killed_manager_gives_nothing_twice(tmp_path: Path) -> None:
    """Whole cycles over a broker, orders lost, messages doubled, connections of banks cut, kill -9
    in between.
    """
    found = document_of(
        *("loadtest", "allocation", "--via", "broker", "--rate", "40", "--seconds", "3"),
        *("--banks", "4", "--kills", "1", "--lost", "20", "--doubled", "50", "--no-baseline"),
        *("--cuts", "5"),
        folder=tmp_path,
    )
    assert (found["leased"], found["declined"], found["kills"]) == (120, 0, 1)
    assert 1 <= found["cuts"] <= 5
    assert (found["double_leases"], found["doubled_openings"], found["fences_back"]) == (0, 0, 0)
    assert (found["left_over"], found["unfinished"], found["unmatched"]) == (0, 0, 0)
    assert found["replay_same"] is True
    assert 0 < found["p50_ms"] <= found["p99_ms"]
    assert found["cycles_per_s"] > 0


def test_companies_over_http_get_nothing_twice(tmp_path: Path) -> None:
    """Reservations and their end, answers lost, questions doubled, kill -9 in between."""
    found = document_of(
        *("loadtest", "allocation", "--via", "http", "--rate", "40", "--seconds", "2"),
        *("--banks", "2", "--kills", "1", "--lost", "100", "--doubled", "100", "--no-baseline"),
        folder=tmp_path,
    )
    assert (found["leased"] + found["declined"], found["kills"]) == (80, 1)
    assert found["leased"] > 0
    assert (found["double_leases"], found["left_over"], found["unfinished"]) == (0, 0, 0)
    assert found["replay_same"] is True
    assert 0 < found["p50_ms"] <= found["p99_ms"]
