"""Dwell given the dwell so far is the truncated law, whatever law and time."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter
from scipy import stats

from scenarios.days import HOUR_MS
from scenarios.demand.dwell import (
    draw_dwell_ms,
    draw_longer_dwell_ms,
    lognormal_parameters,
    weibull_scale,
)
from scenarios.schema.rules import DwellLaw
from scenarios.streams import Purpose, Streams

SAMPLE = 4_000
ALPHA = 1e-6
"""Level of a single test: with a few hundred examples, one false alarm in thousands of runs."""

means = st.floats(0.5, 100.0)
laws = st.one_of(
    st.fixed_dictionaries({"kind": st.just("exponential"), "mean_h": means}),
    st.fixed_dictionaries(
        {"kind": st.just("weibull"), "mean_h": means, "shape": st.floats(0.4, 5.0)}
    ),
    st.fixed_dictionaries(
        {"kind": st.just("lognormal"), "mean_h": means, "cv": st.floats(0.2, 3.0)}
    ),
)


def _law(parts: dict[str, Any]) -> DwellLaw:
    law: DwellLaw = TypeAdapter(DwellLaw).validate_python(parts)
    return law


def _frozen(parts: dict[str, Any]) -> Any:
    mean_ms = parts["mean_h"] * HOUR_MS
    if parts["kind"] == "exponential":
        return stats.expon(scale=mean_ms)
    if parts["kind"] == "weibull":
        return stats.weibull_min(parts["shape"], scale=weibull_scale(mean_ms, parts["shape"]))
    location, sigma = lognormal_parameters(mean_ms, parts["cv"])
    return stats.lognorm(sigma, scale=np.exp(location))


@settings(max_examples=40)
@given(laws, st.integers(0, 2**31))
def test_draws_follow_the_law(parts: dict[str, Any], seed: int) -> None:
    """Unconditional draws pass the test of Kolmogorov and Smirnov."""
    generator = Streams(seed, 0).generator(Purpose.DWELL, "c")
    drawn = draw_dwell_ms(_law(parts), 1.0, 1, SAMPLE, generator)
    assert stats.kstest(drawn, _frozen(parts).cdf).pvalue > ALPHA


@settings(max_examples=60)
@given(laws, st.floats(0.0, 4.0), st.integers(0, 2**31))
def test_longer_draws_follow_the_truncated_law(
    parts: dict[str, Any], so_far: float, seed: int
) -> None:
    """Draws given that the dwell exceeds `so_far` means are all longer, and of the cut law."""
    than = int(so_far * parts["mean_h"] * HOUR_MS)
    generator = Streams(seed, 0).generator(Purpose.HELD_DWELL, "c")
    drawn = draw_longer_dwell_ms(_law(parts), 1.0, 1, np.full(SAMPLE, than), generator)
    assert (drawn > than).all()
    frozen = _frozen(parts)
    survival = frozen.sf(drawn) / frozen.sf(than)
    if np.unique(drawn).size > SAMPLE // 2:  # a tail of milliseconds has no continuous law
        assert stats.kstest(1.0 - survival, "uniform").pvalue > ALPHA


@given(
    st.lists(st.floats(0.01, 1.0), min_size=1, max_size=8),
    st.integers(0, 12 * 24 * HOUR_MS),
    st.sampled_from([1, 1_000, 60_000]),
    st.floats(0.5, 2.0),
)
def test_longer_days_are_longer(
    weights: list[float], than: int, unit_ms: int, factor: float
) -> None:
    """Laws by days: on the grid and longer than asked, at any factor and unit."""
    total = sum(weights)
    parts = {"kind": "days", "probabilities": [weight / total for weight in weights]}
    generator = Streams(1, 0).generator(Purpose.HELD_DWELL, "c")
    thans = np.array([than, -1, 0])
    for law in (_law(parts), _law({"kind": "geometric_days", "probability": 0.4})):
        drawn = draw_longer_dwell_ms(law, factor, unit_ms, thans, generator)
        assert (drawn > thans).all()
        assert (drawn >= unit_ms).all()
        assert (drawn % unit_ms == 0).all()


@pytest.mark.parametrize("parts", [{"kind": "exponential", "mean_h": 9.0}])
def test_no_dwell_so_far_is_the_whole_law(parts: dict[str, Any]) -> None:
    """Given nothing (−1), the conditional law is the law."""
    generator = Streams(3, 0).generator(Purpose.HELD_DWELL, "c")
    drawn = draw_longer_dwell_ms(_law(parts), 1.0, 1, np.full(SAMPLE, -1), generator)
    assert stats.kstest(drawn, _frozen(parts).cdf).pvalue > ALPHA
