"""Scenarios drawn by hypothesis: reference and kernel write the same logs, to the byte."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scenarios.schema import Scenario
from tests.depth import examples
from tests.equality.both import cases, compare
from tests.equality.strategies import scenarios


@settings(examples(50), suppress_health_check=[HealthCheck.too_slow])
@given(
    drawn=scenarios(),
    seed=st.integers(0, 2**20),
    unit_ms=st.sampled_from([1, 1_000, 60_000, 3_600_000]),
    held_share=st.sampled_from([0.0, 0.5, 1.0]),
)
def test_same_log_for_whatever_is_drawn(
    drawn: Scenario, seed: int, unit_ms: int, held_share: float
) -> None:
    """Any valid scenario, any rounding up to an hour, empty, half full and full at the start."""
    for case in cases(drawn, seed, unit_ms, held_share):
        compare(case)
