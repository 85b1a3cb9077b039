"""Steps up and down become means over hours; records are counted by hour of the day."""

from __future__ import annotations

import numpy as np
import pytest

from twin.eventlog.record import TIME, WIDTH
from twin.figures.counters import TallyLayout
from twin.report.reading.by_hour.steps import by_hour_of_day, hours_since, means_of_steps

H = 3_600_000
LAYOUT = TallyLayout(banks=1, classes=1, companies=1, warmup_days=1, measured_days=1)


def test_a_step_counts_from_its_time_on() -> None:
    """Two up in the warm-up, one down a quarter past the second measured hour."""
    times = np.array([3 * H, 25 * H + H // 4], dtype=np.int64)
    means = means_of_steps(times, np.array([2.0, -1.0]), LAYOUT)
    assert means[:3].tolist() == [2.0, 1.25, 1.0]
    assert means[-1] == 1.0


def test_hours_of_the_day() -> None:
    """Records by the hour in which they begin, alone and weighed."""
    records = np.zeros((3, WIDTH), dtype=np.int64)
    records[:, TIME] = [5 * H, 29 * H + 1, 30 * H - 1]
    assert by_hour_of_day(records)[[4, 5, 6]].tolist() == [0.0, 3.0, 0.0]
    assert by_hour_of_day(records, np.array([1, 2, 4]))[5] == 7.0
    assert hours_since(records[:, TIME], LAYOUT).tolist() == pytest.approx(
        [-19.0, 5.0, 6.0], abs=1e-6
    )
