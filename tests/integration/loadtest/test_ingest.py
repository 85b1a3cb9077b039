"""`courtyard loadtest ingest` on a small load: every part of its ledger, and what it finds."""

from __future__ import annotations

from pathlib import Path

from fleet.adapters.journal.files import check_journal
from tests.integration.processes import document_of

KEYS = {
    "rate_per_s", "p50_ms", "p99_ms", "published", "stored", "quarantined", "dropped", "missing",
    "doubled", "baseline", "baseline_per_s", "ratio", "cpu_s", "rss_mb", "generator_cpu_s",
}  # fmt: skip


def test_a_paced_load_is_stored_whole(tmp_path: Path) -> None:
    """Nothing missing, nothing doubled, and decided again the same."""
    found = document_of(
        *("loadtest", "ingest", "--devices", "40", "--rate", "2000", "--seconds", "2"),
        *("--replay", "--keep", "kept"),
        folder=tmp_path,
    )
    assert set(found) >= KEYS
    assert (found["published"], found["stored"]) == (4_000, 4_000)
    assert (found["missing"], found["doubled"], found["quarantined"]) == (0, 0, 0)
    assert found["replay_same"] is True
    assert 0 <= found["p50_ms"] <= found["p99_ms"]
    assert 0 < found["rate_per_s"] <= 2_100
    assert found["ratio"] == found["rate_per_s"] / found["baseline_per_s"]
    assert check_journal(tmp_path / "kept" / "journal") >= 4_000


def test_full_speed_over_the_other_client(tmp_path: Path) -> None:
    """The same ledger over aiomqtt, without the baseline."""
    found = document_of(
        *("loadtest", "ingest", "--devices", "20", "--seconds", "1", "--client", "aiomqtt"),
        "--no-baseline",
        folder=tmp_path,
    )
    assert (found["missing"], found["doubled"]) == (0, 0)
    assert found["ratio"] is None
