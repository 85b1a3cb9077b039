"""Reading a ledger along: each forecast once, whatever the file does."""

from __future__ import annotations

from pathlib import Path

import pytest

from fleet.adapters.forecasts import ledger as at
from fleet.adapters.forecasts.following import LedgerTail
from fleet.adapters.forecasts.ledger import Ledger
from tests.unit.fleet.core.foresight.test_scores import forecast, seen


def made(tail: LedgerTail, after_ms: int = -1) -> list[int]:
    """When the forecasts were made that it finds."""
    found = []
    while (line := tail.after(after_ms)) is not None:
        assert line.forecast is not None
        after_ms = line.forecast.taken_ms
        found.append(after_ms)
    return found


def test_each_comes_once_and_whole(tmp_path: Path) -> None:
    """None before there is a file; half a line waits for its other half."""
    path = tmp_path / "ledger"
    tail = LedgerTail(path)
    assert made(tail) == []
    ledger = Ledger(path)
    first, second = forecast(9, 0.5), forecast(10, 0.5)
    ledger.keep_forecast(first)
    ledger.keep_seen(seen(10, 3))
    assert made(tail) == [first.taken_ms]
    ledger.keep_forecast(second)
    whole = path.read_bytes()
    path.write_bytes(whole[:-5])
    assert made(tail, first.taken_ms) == []
    path.write_bytes(whole)
    assert made(tail, first.taken_ms) == [second.taken_ms]
    assert made(LedgerTail(path), first.taken_ms) == [second.taken_ms]


def test_a_ledger_that_was_cut_is_read_from_its_beginning(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another file under the name: what was read is passed over by when it was made."""
    for limit in ("FORECASTS_KEPT", "SEEN_KEPT", "TENTHS_KEPT"):
        monkeypatch.setattr(at, limit, 2)
    ledger = Ledger(tmp_path / "ledger")
    tail = LedgerTail(ledger.path)
    found, after_ms = [], -1
    for hour in range(40):
        ledger.keep_forecast(forecast(hour, 0.5))
        fresh = made(tail, after_ms)
        after_ms = fresh[-1]
        found += fresh
    assert found == [forecast(hour, 0.5).taken_ms for hour in range(40)]
