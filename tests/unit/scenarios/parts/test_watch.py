"""Tests of scenarios.parts.watch: digest, ranges, cutting."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

import numpy as np
import pytest

from scenarios.parts.watch import DROP_OFF_ARRAYS, WatchTrace
from tests.small import H
from tests.small_waste import waste_trace, watched

LIMITS = {"drop_offs": 3, "points": 1, "shifts": 4}


def watch() -> WatchTrace:
    """Three bags, four shifts, two false sightings."""
    made = watched(
        waste_trace([(1, 500), (2, 700), (30, 900)]),
        shifts=[[0, 1, 0, 0]],
        false=[(1, 0, 1, 500), (2, 0, 3, 600)],
    ).watch
    assert made is not None
    return made


def test_the_digest_covers_every_array() -> None:
    """One value changed anywhere is another digest, also of the site's trace."""
    before = watch()
    for field in fields(before):
        changed = getattr(before, field.name).copy()
        changed.flat[0] += 1
        assert replace(before, **{field.name: changed}).digest() != before.digest(), field.name
    trace = waste_trace([(1, 500)])
    assert watched(trace).digest() != trace.digest()


def test_cut_at_a_number_of_drop_offs() -> None:
    """Columns of drop-offs are cut; shifts and false sightings stay."""
    cut = watch().until(2)
    assert all(len(getattr(cut, name)) == 2 for name in DROP_OFF_ARRAYS)
    assert cut.shift_missed.shape == (1, 4)
    assert len(cut.false_ms) == 2


def test_what_is_right_has_no_fault() -> None:
    """Also with more shifts than are asked for."""
    assert watch().fault(**LIMITS) is None
    assert watch().fault(drop_offs=3, points=1, shifts=0) is None


@pytest.mark.parametrize(
    ("arrays", "named"),
    [
        ({"drop_abnormal": np.array([0, 3, 0], dtype=np.int8)}, "drop_abnormal"),
        ({"present_habit": np.array([0, 0], dtype=np.int8)}, "present_habit"),
        ({"landed_seen": np.array([0, 1_001, 0], dtype=np.int16)}, "landed_seen"),
        ({"shift_missed": np.zeros((1, 3), dtype=np.int8)}, "shift_missed"),
        ({"shift_seen": np.full((1, 4), -2, dtype=np.int16)}, "shift_seen"),
        ({"shift_seen": np.zeros((1, 5), dtype=np.int16)}, "shift_seen"),
        ({"false_ms": np.array([2 * H, H])}, "false_ms"),
        ({"false_point": np.array([0, 1])}, "false_point"),
        ({"false_subject": np.array([0, 1], dtype=np.int8)}, "false_subject"),
        ({"false_seen": np.array([1], dtype=np.int16)}, "false_seen"),
    ],
)
def test_a_fault_is_named(arrays: dict[str, Any], named: str) -> None:
    """The array that does not fit."""
    found = replace(watch(), **arrays).fault(**LIMITS)
    assert found is not None
    assert found[0] == named
