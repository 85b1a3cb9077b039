"""The ledger of forecasts: what is noted is there again, a cut line costs itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from fleet.adapters.forecasts import ledger as at
from fleet.adapters.forecasts.following import LedgerTail
from fleet.adapters.forecasts.ledger import Ledger
from fleet.core.foresight.scores import scores_of
from fleet.core.foresight.tenths import Tenths
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
    monkeypatch.setattr(at, "TENTHS_KEPT", 1)
    ledger = Ledger(tmp_path / "ledger")
    for hour in range(30):
        ledger.keep_seen(seen(hour, hour))
        ledger.keep_tenths(Tenths(hour, [hour] * 10))
        assert len(ledger.path.read_bytes().splitlines()) <= 2 * (2 + 3 + 1)
    again = Ledger(tmp_path / "ledger")
    assert [one.free for one in again.seen] == [[27], [28], [29]]
    assert list(again.tenths) == [Tenths(29, [29] * 10)]


def test_scores_stay_beside_their_forecast(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As known when it was made, also after the file was cut; a line behind a cut one is whole."""
    for limit in ("FORECASTS_KEPT", "SEEN_KEPT", "TENTHS_KEPT"):
        monkeypatch.setattr(at, limit, 2)
    path = tmp_path / "ledger"
    path.write_bytes(b'{"forecast":{"taken_ms":')
    ledger = Ledger(path)
    for hour in range(20):
        scores = scores_of([], [], [Tenths(hour, [hour + 1] * 10)])
        ledger.keep_forecast(forecast(hour, 0.5), scores)
    tail, cases, after_ms = LedgerTail(path), [], -1
    while (line := tail.after(after_ms)) is not None:
        assert line.forecast is not None
        assert line.scores is not None
        after_ms = line.forecast.taken_ms
        cases.append(line.scores.pit_cases)
    assert cases[-2:] == [190, 200]


def test_what_would_be_if_is_never_the_latest(tmp_path: Path) -> None:
    """The newest without edits, also when the file is opened again."""
    ledger = Ledger(tmp_path / "ledger")
    assert Ledger(tmp_path / "none").latest is None
    ledger.keep_forecast(forecast(9, 0.5))
    ledger.keep_forecast(forecast(10, 0.9, edits=["close b"]))
    assert ledger.latest == Ledger(ledger.path).latest == forecast(9, 0.5)
    assert [each.edits for each in Ledger(ledger.path).forecasts] == [[], ["close b"]]
