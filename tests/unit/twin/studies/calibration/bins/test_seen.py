"""What a log of fill levels shows, counted by hand."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np
import pytest

from scenarios.logs.cleaning.levels import read_levels_cleaned
from scenarios.logs.fill_levels import NO_LEVEL
from tests.small_levels import HEADERS, write_levels
from tests.small_logs import write_csv
from twin.studies.calibration.bins.seen import Seen, estimates, figures, look

HOURLY = ("bin", "time", "level")


def _hourly(folder: Path, levels: list[float], gaps: tuple[int, ...] = ()) -> Seen:
    first = dt.datetime(2026, 3, 2, tzinfo=dt.timezone(dt.timedelta(hours=8)))
    rows = [
        ("b", (first + dt.timedelta(hours=hour)).isoformat(), level)
        for hour, level in enumerate(levels)
        if hour not in gaps
    ]
    return look(read_levels_cleaned([write_csv(folder / "hourly.csv", HOURLY, rows)]))


def test_days_by_hand(tmp_path: Path) -> None:
    """Bin 7 has one pair of days in a row that grows and one that stays; bin 8 falls twice."""
    seen = look(read_levels_cleaned([write_levels(tmp_path)], HEADERS, full_at=10))
    assert (seen.interval_ms, seen.step_permille, seen.threshold_permille) == (86_400_000, 200, 800)
    assert not seen.is_fine
    emptied, full, growth, _ = figures(seen.by_bin).T.tolist()
    assert emptied == pytest.approx([0, 2 / 3])
    assert full == pytest.approx([2 / 5, 0])
    assert growth == pytest.approx([0.2, 0.6])


def test_lost_readings_and_outages(tmp_path: Path) -> None:
    """Up to three missing in a row are lost one by one; more are an outage."""
    seen = _hourly(tmp_path, [10.0] * 60, gaps=(5, 9, 10, *range(20, 30)))
    assert (seen.lost, seen.outages) == (3, 1)
    assert seen.lost_share == pytest.approx(3 / 50)
    assert seen.threshold_permille == NO_LEVEL


def test_noise_and_growth_of_a_fine_log(tmp_path: Path) -> None:
    """Half a per cent of noise is found; growth is what comes, an emptying is no growth."""
    generator = np.random.default_rng(1)
    bags = generator.random(4000) < 0.1
    filled = np.cumsum(bags * 3.0) % 90
    seen = _hourly(
        tmp_path, np.round(filled + 5 + 0.5 * generator.standard_normal(4000), 1).tolist()
    )
    assert seen.is_fine
    assert seen.noise_permille == pytest.approx(5, rel=0.06)
    emptied, _, growth, _ = figures(seen.by_bin.sum(axis=0)).tolist()
    assert growth == pytest.approx(bags.mean() * 0.03, rel=0.05)
    assert emptied == pytest.approx(bags.sum() * 3 / 90 / 4000, rel=0.1)


def test_intervals_hold_the_figures(tmp_path: Path) -> None:
    """Weeks resampled: the interval is around the figure, and without thresholds none is told."""
    levels = (np.arange(3000) * 7 % 90).astype(float)
    found = {each.path: each for each in estimates(_hourly(tmp_path, levels.tolist()))}
    assert set(found) == {"emptying rate", "growth", "growth cv"}
    assert all(each.low <= each.value <= each.high for each in found.values())
