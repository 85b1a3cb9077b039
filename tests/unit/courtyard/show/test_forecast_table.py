"""The table of a forecast: cold cells, those at risk first."""

from __future__ import annotations

from typing import Any

import pytest

from courtyard.show.ahead.forecast_table import CELLS_SHOWN, print_forecast
from fleet.ports.forecast import CellAhead, Forecast

HOUR_MS = 3_600_000


def _shown(capsys: pytest.CaptureFixture[str], cells: list[CellAhead]) -> list[str]:
    told = Forecast(
        0, 2 * HOUR_MS, 3 * HOUR_MS, "small", 1, 50, "d" * 64,
        [HOUR_MS, 2 * HOUR_MS, 3 * HOUR_MS], [50, 250, 500, 750, 950], [], [], cells=cells,
    )  # fmt: skip
    print_forecast(told)
    return capsys.readouterr().out.splitlines()


def test_the_likeliest_first_then_those_that_hold_shortest(
    capsys: pytest.CaptureFixture[str], monkeypatch: Any
) -> None:
    """By the hour of `full by` and to the end; a day is said in words."""
    monkeypatch.setenv("COLUMNS", "160")
    lines = _shown(capsys, [
        CellAhead("s", "sound", False, [0.0, 0.0, 0.0], 1_440),
        CellAhead("s", "soon", True, [0.0, 0.0, 0.0], 30),
        CellAhead("s", "dark", True, [0.1, 0.4, 0.8], 90),
    ])  # fmt: skip
    rows = [words for line in lines if (words := line.split())[:1] == ["s"]]
    assert rows == [
        ["s", "dark", "a", "parcel", "40%", "80%", "90", "min"],
        ["s", "soon", "a", "parcel", "0%", "0%", "30", "min"],
        ["s", "sound", "nothing", "0%", "0%", "a", "day", "or", "more"],
    ]


def test_a_long_list_says_what_it_leaves_out(capsys: pytest.CaptureFixture[str]) -> None:
    """Twenty are shown; without cells there is no table of them."""
    cells = [CellAhead("s", f"c{k}", False, [0.0] * 3, 60) for k in range(CELLS_SHOWN + 3)]
    assert "and 3 cold cells that are less at risk" in _shown(capsys, cells)
    assert not any("cold cell" in line for line in _shown(capsys, []))
