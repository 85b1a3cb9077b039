"""Logs of fill levels: what is kept, and what is left out with its reason."""

from __future__ import annotations

from pathlib import Path

import pytest

from scenarios.logs.cleaning.levels import CleanLevels, read_levels_cleaned
from scenarios.reading.errors import ScenarioError
from tests.small_logs import write_csv

COLUMNS = ("bin", "time", "level", "threshold", "reason")
GOOD = [
    ("b2", "2026-03-03", "60", "80", ""),
    ("b2", "2026-03-02", "20", "80", ""),
    ("b10", "2026-03-02", "90", "80", "FULL"),
]


def _read(folder: Path, *rows: tuple[str, ...]) -> CleanLevels:
    return read_levels_cleaned([write_csv(folder / "log.csv", COLUMNS, [*GOOD, *rows])])


def test_readings_by_bin_in_order_of_time(tmp_path: Path) -> None:
    """A date stands for the end of its day; bins in their natural order."""
    clean = _read(tmp_path)
    first, second = clean.log.bins
    assert (first.id, second.id) == ("b2", "b10")
    assert first.level_permille.tolist() == [200, 600]
    assert first.time_ms.tolist() == [86_399_999, 2 * 86_400_000 - 1]
    assert second.full.tolist() == [True]
    assert (clean.by_date, clean.log.days, clean.log.rows) == (True, 2, 3)
    assert clean.log.first_day.isoformat() == "2026-03-02"


@pytest.mark.parametrize(
    ("row", "says"),
    [
        (("b2", "2026-03-04", "0", "80", "ALERT"), "sensor fault: the reason says ALERT"),
        (("b2", "2026-03-04", "9999", "80", ""), "level: impossible: not 0 to 100"),
        (("b2", "2026-03-04", "No Sensor", "80", ""), "level: impossible: not 0 to 100"),
        (("b2", "2026-03-03", "60", "80", ""), "duplicate: the same reading again"),
        (("b2", "2026-03-03", "70", "80", ""), "duplicate: another reading at the same time"),
        (
            ("b2", "2026-03-04T10:00:00Z", "0", "80", ""),
            "time: a date among times, or a time among dates",
        ),
        (("", "2026-03-04", "0", "80", ""), "bin: is empty"),
        (("b2",), "row too short"),
    ],
)
def test_what_cannot_be_is_left_out_by_reason(
    tmp_path: Path, row: tuple[str, ...], says: str
) -> None:
    """One bad row goes, with its reason and its line; the good ones stay."""
    clean = _read(tmp_path, row)
    assert [(each.says, each.rows, each.first) for each in clean.dropped.reasons()] == [
        (says, 1, ("log.csv:5",))
    ]
    assert clean.log.readings == 3


def test_a_stray_echo_is_a_sensor_fault(tmp_path: Path) -> None:
    """One hourly reading far above neighbours that agree goes; a rise that stays does not."""
    levels = [10, 11, 95, 12, 13, 60, 61]
    rows = [
        ("b", f"2026-03-02T{hour:02d}:00:00+08:00", str(level), "", "")
        for hour, level in enumerate(levels)
    ]
    clean = read_levels_cleaned([write_csv(tmp_path / "log.csv", COLUMNS, rows)])
    assert [(each.says, each.first) for each in clean.dropped.reasons()] == [
        ("sensor fault: a stray echo", ("log.csv:4",))
    ]
    assert clean.log.bins[0].level_permille.tolist() == [100, 110, 120, 130, 600, 610]


def test_no_usable_row_is_an_error(tmp_path: Path) -> None:
    """With the first reasons, as bad input."""
    path = write_csv(tmp_path / "log.csv", COLUMNS, [("b", "never", "5", "", "")])
    with pytest.raises(ScenarioError, match=r"has no usable row \(1 × time: is no time"):
        read_levels_cleaned([path])
