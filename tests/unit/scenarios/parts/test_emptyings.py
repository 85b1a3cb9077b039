"""Tests of scenarios.parts.emptyings: what an engine may be given."""

from __future__ import annotations

import numpy as np
import pytest

from scenarios.parts.emptyings import EmptyingTrace

HORIZON_MS = 1000


def _part(times: list[int], points: list[int]) -> EmptyingTrace:
    return EmptyingTrace(np.array(times, dtype=np.int64), np.array(points, dtype=np.int64))


def test_visits_by_point() -> None:
    """Each point has its own, in order; two points may be visited at one time."""
    part = _part([5, 9, 9, 40], [1, 0, 1, 0])
    assert part.fault(points=2, horizon_ms=HORIZON_MS) is None
    assert part.of_point(1).tolist() == [5, 9]
    assert part.until(40).truck_ms.tolist() == [5, 9, 9]
    assert part.digest() != part.until(40).digest()


@pytest.mark.parametrize(
    ("times", "points", "fault"),
    [
        ([5], [0, 1], ("truck_point", 2, "1 rows")),
        ([-1], [0], ("truck_ms", -1, "0 to 999")),
        ([1000], [0], ("truck_ms", 1000, "0 to 999")),
        ([5], [2], ("truck_point", 2, "0 to 1")),
        ([5, 4], [0, 1], ("truck_ms", 4, "in ascending order")),
        ([5, 5], [1, 1], ("truck_ms", 5, "at most one visit to a point at a time")),
    ],
)
def test_faults(times: list[int], points: list[int], fault: tuple[str, int, str]) -> None:
    """The array, a value in it, and its bound."""
    assert _part(times, points).fault(points=2, horizon_ms=HORIZON_MS) == fault
