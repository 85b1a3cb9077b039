"""A manager under load whose store fails, small; at full size it is an acceptance check."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.acceptance.live.store_away import STORES, outlive


@pytest.mark.parametrize("store", STORES)
def test_stored_and_isolated_are_what_was_produced(store: str, tmp_path: Path) -> None:
    """Down while devices report, an answer swallowed, then slow: nothing is missing, nothing twice;
    points of a field that has another type in InfluxDB are set aside, and those alone.
    """
    found = outlive(tmp_path, store, 20, ("mute",))
    assert found.missing == 0
    assert found.published == 400
    assert (found.isolated > 0) == (store == "influx")
    assert found.stored > found.isolated
