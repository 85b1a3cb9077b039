"""Tests of scenarios.parts.sensors: digest, ranges, cutting."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

import numpy as np
import pytest

from scenarios.parts.sensors import SensorTrace
from tests.small import H
from tests.small_waste import waste_trace, worn

LIMITS = {"drop_offs": 2, "bins": 1, "horizon_ms": 72 * H}


def sensors() -> SensorTrace:
    """Two bags, one bin, three days."""
    made = worn(waste_trace([(1, 500), (2, 700)])).sensors
    assert made is not None
    return made


def test_the_digest_covers_every_array() -> None:
    """One value changed anywhere is another digest, also of the site's trace."""
    before = sensors()
    for field in fields(before):
        changed = getattr(before, field.name).copy()
        changed.flat[0] += 1
        assert replace(before, **{field.name: changed}).digest() != before.digest(), field.name
    trace = waste_trace([(1, 500)])
    assert worn(trace).digest() != trace.digest()


def test_cut_at_a_number_of_drop_offs() -> None:
    """Slots stay."""
    cut = sensors().until(1)
    assert len(cut.drop_bridges) == 1
    assert cut.lost.shape == (1, 432)


@pytest.mark.parametrize(
    ("arrays", "named"),
    [
        ({"drop_bridges": np.array([0], dtype=np.int8)}, "drop_bridges"),
        ({"drop_bridges": np.array([0, 2], dtype=np.int8)}, "drop_bridges"),
        ({"charge_permille": np.array([1_001], dtype=np.int16)}, "charge_permille"),
        ({"charge_permille": np.array([1, 1], dtype=np.int16)}, "charge_permille"),
        ({"stray_permille": np.full((1, 432), -2, dtype=np.int16)}, "stray_permille"),
        ({"lost": np.zeros((1, 431), dtype=np.int8)}, "lost"),
    ],
)
def test_a_fault_is_named(arrays: dict[str, Any], named: str) -> None:
    """The array that does not fit; what is right has none."""
    assert sensors().fault(**LIMITS) is None
    found = replace(sensors(), **arrays).fault(**LIMITS)
    assert found is not None
    assert found[0] == named
