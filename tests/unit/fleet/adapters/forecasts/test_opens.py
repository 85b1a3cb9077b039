"""Forecasts whose hours are to come outlive a restart, and go when they are over."""

from __future__ import annotations

from pathlib import Path

from fleet.adapters.forecasts.opens import OPEN_KEPT, OpenForecasts
from fleet.core.foresight.tenths import Open
from fleet.ports.forecast import BankSpread

SPREAD = [BankSpread("c", "b", [[[2, 5, 5]]])]


def test_they_are_there_again_until_they_are_over(tmp_path: Path) -> None:
    """One that ends before the next is made is forgotten; a broken file is as none."""
    path = tmp_path / "open"
    opens = OpenForecasts(path)
    opens.add(Open("first", 0, [10, 20], SPREAD))
    opens.add(Open("second", 15, [25], SPREAD))
    assert OpenForecasts(path).opens == opens.opens
    opens.add(Open("third", 20, [30], SPREAD))
    assert [each.digest for each in OpenForecasts(path).opens] == ["second", "third"]
    path.write_bytes(b"\x93")
    assert OpenForecasts(path).opens == []


def test_there_are_never_many(tmp_path: Path) -> None:
    """Asked for again and again, the oldest go."""
    opens = OpenForecasts(tmp_path / "open")
    for number in range(OPEN_KEPT + 5):
        opens.add(Open(str(number), number, [1_000], SPREAD))
    assert opens.opens[0].digest == "5"
    assert len(OpenForecasts(tmp_path / "open").opens) == OPEN_KEPT
