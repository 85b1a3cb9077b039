"""The ledger of forecasts: what is noted is there again, a cut line costs itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from fleet.adapters.forecasts import ledger as at
from fleet.adapters.forecasts.ledger import Ledger
from tests.unit.fleet.core.foresight.test_scores import forecast, seen


def test_what_was_noted_is_there_again(tmp_path: Path) -> None:
    """Forecasts and observations, in their order; a line that a kill cut off is passed over."""
    path = tmp_path / "journal.forecasts"
    first = Ledger(path)
    first.keep_seen(seen(9, 4))
    first.keep_forecast(forecast(10, 0.5))
    first.keep_seen(seen(11, 3, True))
    with path.open("ab") as file:
        file.write(b'{"seen":{"at_ms":1')
    again = Ledger(path)
    assert list(again.forecasts) == [forecast(10, 0.5)]
    assert list(again.seen) == [seen(9, 4), seen(11, 3, True)]


def test_it_is_cut_to_its_limits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The oldest go; the file grows to twice the limits at most."""
    monkeypatch.setattr(at, "FORECASTS_KEPT", 2)
    monkeypatch.setattr(at, "SEEN_KEPT", 3)
    ledger = Ledger(tmp_path / "ledger")
    for hour in range(30):
        ledger.keep_seen(seen(hour, hour))
        assert len(ledger.path.read_bytes().splitlines()) <= 10
    assert [one.free for one in Ledger(tmp_path / "ledger").seen] == [[27], [28], [29]]
