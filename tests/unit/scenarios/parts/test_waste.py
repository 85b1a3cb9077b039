"""Tests of scenarios.parts.waste: digest, ranges, cutting."""

from __future__ import annotations

from dataclasses import fields, replace

import numpy as np
import pytest

from scenarios.parts.waste import WasteTrace
from tests.small import H, trace
from tests.small_waste import waste_trace

DAY = 24 * H


def waste(noise: list[list[int]] | None = None) -> WasteTrace:
    """Three bags."""
    made = waste_trace([(1, 500), (2, 700), (30, 900)], noise_milli=noise).waste
    assert made is not None
    return made


def test_the_digest_covers_every_array() -> None:
    """One value changed anywhere is another digest, also of the site's trace."""
    before = waste()
    for field in fields(before):
        changed = getattr(before, field.name).copy()
        changed.flat[0] += 1
        assert replace(before, **{field.name: changed}).digest() != before.digest(), field.name
    assert waste_trace([(1, 500)]).digest() != waste_trace([(1, 501)]).digest()
    assert trace([]).digest() != replace(trace([]), waste=before).digest()


def test_cut_at_a_horizon() -> None:
    """Drop-offs before it; the noise stays."""
    cut = waste().until(DAY)
    assert cut.drop_mass_g.tolist() == [500, 700]
    assert cut.drop_offs == 2


FAULTS = {
    "drop_ms": [(0, -1), (2, 48 * H), (0, 3 * H)],
    "drop_point": [(1, 1), (1, -1)],
    "drop_stream": [(1, 2)],
    "drop_mass_g": [(1, 0)],
    "drop_habit": [(1, 3)],
    "drop_landed_ms": [(1, 0)],
}


@pytest.mark.parametrize(
    ("name", "row", "value"), [(n, row, v) for n, wrong in FAULTS.items() for row, v in wrong]
)
def test_a_fault_is_named(name: str, row: int, value: int) -> None:
    """The array, the value and the bound."""
    changed = getattr(waste(), name).copy()
    changed[row] = value
    found = replace(waste(), **{name: changed}).fault(
        points=1, streams=2, bins=1, horizon_ms=2 * DAY
    )
    assert found is not None
    assert found[0] == name


def test_noise_must_reach_to_the_horizon() -> None:
    """A row for every bin, a column for every slot; or one zero for all."""
    enough = np.zeros((1, 2 * 144), dtype=np.int16)
    limits = {"points": 1, "streams": 2, "horizon_ms": 2 * DAY}
    assert waste().fault(bins=1, **limits) is None
    assert replace(waste(), noise_milli=enough).fault(bins=1, **limits) is None
    assert replace(waste(), noise_milli=enough[:, 1:]).fault(bins=1, **limits) is not None
    assert replace(waste(), noise_milli=enough).fault(bins=2, **limits) is not None
