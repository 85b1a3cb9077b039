"""Dwell laws: their moments, their grids, and draws given the dwell so far."""

from __future__ import annotations

import math

import numpy as np
import pytest
from pydantic import TypeAdapter

from scenarios.days import DAY_MS, HOUR_MS
from scenarios.demand.dwell import (
    draw_dwell_ms,
    draw_longer_dwell_ms,
    law_clock_ms,
    lognormal_parameters,
    on_grid_ms,
    weibull_scale,
)
from scenarios.schema.rules import DwellLaw, Observed
from scenarios.streams import Purpose, Streams
from scenarios.trace import MAX_LATENT_MS

MANY = 200_000
CONTINUOUS: list[tuple[dict[str, object], float]] = [
    ({"kind": "exponential", "mean_h": 9.0}, 1.0),
    ({"kind": "weibull", "mean_h": 31.6, "shape": 0.763}, 1.328),
    ({"kind": "weibull", "mean_h": 9.0, "shape": 3.0}, 0.363),
    ({"kind": "lognormal", "mean_h": 9.0, "cv": 1.2}, 1.2),
    ({"kind": "fixed", "mean_h": 9.0}, 0.0),
]
TWO_HUMPS: dict[str, object] = {
    "kind": "observed",
    "hours": [0.0, 2.0, 20.0, 24.0],
    "collected": [0.0, 0.5, 0.6, 1.0],
}


def _law(parts: dict[str, object]) -> DwellLaw:
    law: DwellLaw = TypeAdapter(DwellLaw).validate_python(parts)
    return law


def _generator(seed: int = 1) -> np.random.Generator:
    return Streams(seed, 0).generator(Purpose.DWELL, "c")


@pytest.mark.parametrize(("parts", "cv"), CONTINUOUS)
def test_mean_and_spread(parts: dict[str, object], cv: float) -> None:
    """The mean is the law's times the site's factor, within 99.9 % bounds; so is the spread."""
    law = _law(parts)
    drawn = draw_dwell_ms(law, 1.5, 1, MANY, _generator()) / HOUR_MS / 1.5
    mean = float(str(parts["mean_h"]))
    assert abs(drawn.mean() - mean) <= 3.29 * cv * mean / math.sqrt(MANY) + 1e-6
    assert drawn.std() == pytest.approx(cv * mean, rel=0.05, abs=1e-6)


def test_published_dwell() -> None:
    """Weibull with shape 0.763 and mean 31.6 h: 60 % are collected within 24 h (PostNord)."""
    law = _law({"kind": "weibull", "mean_h": 31.6, "shape": 0.763})
    drawn = draw_dwell_ms(law, 1.0, 1, MANY, _generator())
    assert (drawn <= 24 * HOUR_MS).mean() == pytest.approx(0.60, abs=0.01)


def test_days_follow_their_shares() -> None:
    """Day k has its share; the dwell is k days and one unit, so that the hour decides the rest."""
    law = _law({"kind": "days", "probabilities": [0.5, 0.2, 0.0, 0.3], "hour": 18.0})
    drawn = draw_dwell_ms(law, 1.0, 1, MANY, _generator())
    shares = np.bincount((drawn - 1) // DAY_MS, minlength=4) / MANY
    assert ((drawn - 1) % DAY_MS == 0).all()
    assert shares == pytest.approx([0.5, 0.2, 0.0, 0.3], abs=3.29 * 0.5 / math.sqrt(MANY))
    assert law_clock_ms(law) == 18 * HOUR_MS


def test_geometric_days() -> None:
    """P(k days) = p (1 - p)^k from k = 0 on."""
    law = _law({"kind": "geometric_days", "probability": 5 / 9})
    days = (draw_dwell_ms(law, 1.0, 1, MANY, _generator()) - 1) // DAY_MS
    for k in range(5):
        share = 5 / 9 * (4 / 9) ** k
        bound = 3.29 * math.sqrt(share * (1 - share) / MANY)
        assert abs((days == k).mean() - share) < bound


@pytest.mark.parametrize("unit_ms", [1, 1_000, 60_000])
@pytest.mark.parametrize(
    "parts",
    [*(parts for parts, _ in CONTINUOUS), {"kind": "geometric_days", "probability": 0.5},
     {"kind": "days", "probabilities": [0.5, 0.5]}],
)  # fmt: skip
def test_dwell_is_on_the_grid_and_never_nothing(parts: dict[str, object], unit_ms: int) -> None:
    """Every dwell is a multiple of the unit and at least one."""
    drawn = draw_dwell_ms(_law(parts), 0.01, unit_ms, 2_000, _generator())
    assert drawn.dtype == np.int64
    assert (drawn % unit_ms == 0).all()
    assert drawn.min() >= unit_ms


def test_rounding_is_monotone_and_bounded() -> None:
    """Rounding keeps the order, and the bounds hold whatever the law says."""
    values = np.sort(_generator().standard_exponential(10_000) * 1e5)
    rounded = on_grid_ms(values.copy(), 1_000, 1_000)
    assert (np.diff(rounded) >= 0).all()
    assert np.abs(rounded - np.maximum(values, 1_000)).max() <= 500
    assert on_grid_ms(np.array([1e30]), 1, 1).tolist() == [MAX_LATENT_MS]
    assert on_grid_ms(np.array([1e30]), 60_000, 0).tolist()[0] <= MAX_LATENT_MS


def test_parameters_by_mean() -> None:
    """Scale and location reproduce mean and coefficient of variation of the law."""
    scale = weibull_scale(31.6, 0.763)
    assert scale == pytest.approx(26.9, abs=0.1)
    location, sigma = lognormal_parameters(5.0, 2.0)
    assert math.exp(location + sigma**2 / 2) == pytest.approx(5.0)
    assert math.sqrt(math.expm1(sigma**2)) == pytest.approx(2.0)


def test_impossible_dwell_ends_at_once() -> None:
    """A fixed dwell that is over, and days beyond the last, end as soon as they can."""
    than = np.array([30 * HOUR_MS, 0])
    fixed = draw_longer_dwell_ms(_law({"kind": "fixed", "mean_h": 9.0}), 1.0, 1, than, _generator())
    assert fixed.tolist() == [30 * HOUR_MS + 1, 9 * HOUR_MS]
    days = draw_longer_dwell_ms(
        _law({"kind": "days", "probabilities": [0.0, 1.0]}), 1.0, 1, than, _generator()
    )
    assert days.tolist() == [2 * DAY_MS + 1, DAY_MS + 1]


def test_later_days_have_their_conditional_shares() -> None:
    """Given more than a day: days 2 and 3 in the proportion of their shares."""
    law = _law({"kind": "days", "probabilities": [0.5, 0.2, 0.2, 0.1]})
    than = np.full(MANY, DAY_MS + 5 * HOUR_MS)
    days = (draw_longer_dwell_ms(law, 1.0, 1, than, _generator()) - 1) // DAY_MS
    shares = np.bincount(days, minlength=4) / MANY
    assert shares == pytest.approx([0, 0, 2 / 3, 1 / 3], abs=3.29 * 0.5 / math.sqrt(MANY))


def test_geometric_days_have_no_memory() -> None:
    """However long it has lain, the next day takes it with the same probability."""
    law = _law({"kind": "geometric_days", "probability": 0.3})
    than = np.full(MANY, 6 * DAY_MS + 5 * HOUR_MS)
    days = (draw_longer_dwell_ms(law, 1.0, 1, than, _generator()) - 1) // DAY_MS
    assert days.min() == 7
    assert (days == 7).mean() == pytest.approx(0.3, abs=3.29 * 0.46 / math.sqrt(MANY))


def test_observed_dwell_follows_its_table() -> None:
    """The shares of the table, straight between its points; the mean counts pieces by middles."""
    law = _law(TWO_HUMPS)
    assert isinstance(law, Observed)
    assert law.mean_h == pytest.approx(0.5 * 1 + 0.1 * 11 + 0.4 * 22)
    drawn = draw_dwell_ms(law, 2.0, 1, MANY, _generator()) / HOUR_MS / 2.0
    for hours, share in ((1.0, 0.25), (2.0, 0.5), (11.0, 0.55), (22.0, 0.8), (24.0, 1.0)):
        assert (drawn <= hours + 1e-6).mean() == pytest.approx(share, abs=0.005)


def test_observed_dwell_given_the_dwell_so_far() -> None:
    """Of those still there after 20 h half are gone after 22 h; after the last, at once."""
    law = _law(TWO_HUMPS)
    than = np.full(MANY, 20 * HOUR_MS)
    drawn = draw_longer_dwell_ms(law, 1.0, 1, than, _generator())
    assert (drawn > than).all()
    assert (drawn <= 22 * HOUR_MS).mean() == pytest.approx(0.5, abs=0.005)
    late = draw_longer_dwell_ms(law, 1.0, 1, np.full(3, 30 * HOUR_MS), _generator())
    assert (late == 30 * HOUR_MS + 1).all()


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"hours": [0.0, 2.0, 2.0, 24.0]}, "hours must ascend"),
        ({"collected": [0.0, 0.5, 0.4, 1.0]}, "collected must ascend"),
        ({"collected": [0.0, 0.5, 0.6, 0.9]}, "must go from 0 to 1"),
        ({"collected": [0.0, 1.0]}, "must be as many"),
    ],
)
def test_observed_dwell_refuses_what_is_no_law(changed: dict[str, object], says: str) -> None:
    """Tables that do not ascend from 0 to 1, or of two lengths, are refused by name."""
    with pytest.raises(ValueError, match=says):
        _law(TWO_HUMPS | changed)
