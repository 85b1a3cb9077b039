"""The benchmark of a study: its rows, and that what it saves is saved."""

from __future__ import annotations

import pytest

from twin.bench.studies import sizing as study


def test_rows_and_what_is_saved(monkeypatch: pytest.MonkeyPatch) -> None:
    """Speed inside and anew; shared draws tell more, exclusion judges more with the same work."""
    monkeypatch.setattr(study, "SETTINGS", ["run.days=7", "sites.c.households=100"])
    monkeypatch.setattr(study, "PAIRS", 16)
    rows = {row["name"]: row for row in study.rows()}
    assert set(rows) == {"study/parcels", "study/shared-draws", "study/early-exclusion"}
    assert all(row["baseline"] for row in rows.values())
    assert rows["study/parcels"]["value"] > 0
    for name in ("study/shared-draws", "study/early-exclusion"):
        ratio = rows[name]["ratio"]
        assert ratio is not None
        assert ratio > 1
