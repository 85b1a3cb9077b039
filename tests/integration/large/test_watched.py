"""The program that watches a large run, on a small one."""

from __future__ import annotations

import pytest

from tests.acceptance.large.whole_run import watch


def test_a_run_is_watched_to_its_end() -> None:
    """Two sites of each region for a day: its memory, its banks and the load of every region."""
    small = ("--set", "regions.*.sites=2", "--days", "1", "--jobs", "1")
    seen = watch("national", *small)
    assert 10 < seen.peak_mb < 3_000
    assert 20 <= seen.banks < 80
    assert len(seen.loads) == 10
    assert all(load > 0 for load in seen.loads.values())
    with pytest.raises(ValueError, match="exit code 2"):
        watch("national", *small, "--days", "0")
