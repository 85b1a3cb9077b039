"""When what is broken works again, given that it does not yet."""

from __future__ import annotations

import numpy as np
import pytest

from scenarios.demand.ahead.repairs import draw_repaired_ms
from scenarios.schema.faults import Repair, Work

HOUR_MS = 3_600_000
NOW_MS = 15 * HOUR_MS
COUNT = 4_000


def drawn(since_h: float, **parts: object) -> np.ndarray:
    """Hours from now until so many doors work that broke at an hour of the day."""
    repair = Repair.model_validate({"work": {"law": "exponential", "mean_h": 4.0}} | parts)
    failed_ms = np.full(COUNT, round(since_h * HOUR_MS))
    found = draw_repaired_ms(repair, failed_ms, NOW_MS, np.random.default_rng(1))
    assert (found > NOW_MS).all()
    return (found - NOW_MS) / HOUR_MS


def test_exponential_work_under_way_forgets_how_long_it_takes() -> None:
    """Begun an hour or a day ago, it takes 4 h more on average; within five standard errors."""
    for since_h in (14.0, -9.0):
        assert drawn(since_h).mean() == pytest.approx(4.0, abs=5 * 4 / COUNT**0.5)


def test_who_responds_later_and_works_by_day_alone_begins_then() -> None:
    """Broken at 14:00, somebody could come at 22:00 and begins at 8:00, 17 hours from now."""
    found = drawn(14.0, response_h=8.0, from_hour=8.0, to_hour=18.0)
    assert found.min() >= 17.0
    assert found.mean() == pytest.approx(21.0, abs=5 * 4 / COUNT**0.5)


def test_work_that_was_to_be_over_begins_now() -> None:
    """Two hours of fixed work since yesterday: somebody is still to come, and begins on duty."""
    two = Work(law="fixed", mean_h=2.0)
    assert set(drawn(-20.0, work=two)) == {2.0}
    assert set(drawn(-20.0, work=two, from_hour=8.0, to_hour=12.0)) == {17.0 + 2.0}
    assert set(drawn(14.5, work=two)) == {1.5}
