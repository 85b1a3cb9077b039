"""A quantile over classes of time."""

from __future__ import annotations

import numpy as np
import pytest

from twin.figures.catalogue import FIGURES
from twin.figures.managed.quantile import QuantileFigure
from twin.managed.counts import ANSWER_CLASSES, MANAGER_COUNTERS, answer_class


def test_within_a_class_values_lie_evenly() -> None:
    """Of ten values up to 10 and ten from 10 to 30 the middle is 10, nine tenths are below 26;
    beyond the last bound nothing is known; of none there is no quantile.
    """
    figure = QuantileFigure("q", "min", "mean", (0, 1, 2), (), "", "", bounds=(10.0, 30.0))
    counters = np.array([[10, 0, 0], [10, 0, 0], [0, 4, 0]])
    found = figure.values(counters, np.ones(3, dtype=np.int64))
    assert found[:2] == pytest.approx([26, 30])
    assert np.isnan(found[2])


def test_a_response_is_in_its_class() -> None:
    """Nine responses of 4 min and one of an hour: nine of ten within four minutes."""
    counters = np.zeros((MANAGER_COUNTERS, 1), dtype=np.int64)
    for minutes in (*[4] * 9, 60):
        counters[answer_class(minutes * 60_000), 0] += 1
    assert counters[list(ANSWER_CLASSES)].sum() == 10
    p90 = FIGURES["order_response_p90_min"].values(counters, np.ones(1, dtype=np.int64))
    assert p90 == pytest.approx([4])
    assert answer_class(10**12) == ANSWER_CLASSES[-1]
