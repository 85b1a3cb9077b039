"""The acceptance check of 300,000 devices, small."""

from __future__ import annotations

from pathlib import Path

from tests.acceptance.live.many_devices import EACH, hold

DEVICES = 640


def test_a_manager_comes_back_with_its_devices_and_goes_on(tmp_path: Path) -> None:
    """All of them are there at the start, and what they say then is stored, once."""
    found = hold(tmp_path, DEVICES, rate=600.0, seconds=2.0)
    assert found.stored == 600 * 2 // EACH * EACH
    assert (found.missing, found.doubled) == (0, 0)
    assert found.rss_mb >= found.rss_ready_mb > 0
    assert found.journal_mb > 0
