"""What will break: exponential times to failures, then the repair, then the next."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest

from scenarios.demand.ahead.failures import Down, draw_failures
from scenarios.schema.faults import Repair

HOUR_MS = 3_600_000
COUNT = 4_000


def _drawn(works_h: float, end_h: float, mtbf_h: float, **repair: object) -> list[list[Down]]:
    law = Repair.model_validate({"work": {"law": "fixed", "mean_h": 2.0}} | repair)
    works_ms = np.full(COUNT, round(works_h * HOUR_MS))
    rate = 1 / (mtbf_h * HOUR_MS)
    return draw_failures(law, rate, works_ms, round(end_h * HOUR_MS), np.random.default_rng(1))


def test_the_first_comes_at_its_rate_after_it_works() -> None:
    """From 10:00 to 15:00 at one in 20 h: 1 − e^(−1/4); within five standard errors."""
    found = _drawn(10.0, 15.0, 20.0)
    share = 1 - math.exp(-0.25)
    some = sum(bool(each) for each in found) / COUNT
    assert some == pytest.approx(share, abs=5 * math.sqrt(share * (1 - share) / COUNT))
    assert min(each[0].from_ms for each in found if each) > 10 * HOUR_MS


def test_what_is_under_repair_does_not_fail() -> None:
    """Mean up 2 h, down 2 h: half of a long time down; spans end after 2 h and never overlap."""
    found = _drawn(0.0, 400.0, 2.0)
    spans = [span for each in found for span in each]
    assert {span.to_ms - span.from_ms for span in spans} == {2 * HOUR_MS}
    assert all(before.to_ms < after.from_ms for each in found for before, after in pairwise(each))
    assert len(spans) / COUNT == pytest.approx(100, abs=1.0)


def test_staff_come_in_their_hours() -> None:
    """What fails by night is repaired from 8:00 on; a component that works only later never
    fails before.
    """
    found = _drawn(1.0, 7.0, 5.0, from_hour=8.0, to_hour=18.0)
    assert {span.to_ms for each in found for span in each} == {10 * HOUR_MS}
    assert _drawn(9.0, 7.0, 5.0) == [[]] * COUNT
