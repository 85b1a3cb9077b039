"""Machine repair: against numbers one can check by hand, and against plain simulation."""

from __future__ import annotations

import numpy as np
import pytest

from twin.oracles.errors import OracleOutOfRange
from twin.oracles.repair import series_up_share, up_share


def test_by_hand() -> None:
    """90 h up and 10 h down are nine tenths; two such in series 81 %."""
    assert up_share(90, 10) == pytest.approx(0.9)
    assert up_share(5, 0) == 1
    assert series_up_share([(90, 10), (90, 10)]) == pytest.approx(0.81)
    assert series_up_share([]) == 1


@pytest.mark.parametrize("law", ["fixed", "exponential", "uniform"])
def test_any_law_of_repair(law: str) -> None:
    """Only means count: shares over 200,000 cycles, within four standard errors."""
    generator = np.random.Generator(np.random.Philox(3))
    count = 200_000
    up = generator.standard_exponential(count) * 7
    down = {
        "fixed": np.full(count, 3.0),
        "exponential": generator.standard_exponential(count) * 3,
        "uniform": generator.uniform(0, 6, count),
    }[law]
    assert up.sum() / (up.sum() + down.sum()) == pytest.approx(up_share(7, 3), abs=4e-3)


@pytest.mark.parametrize("means", [(0, 1), (-1, 1), (1, -1), (float("nan"), 1), (1, float("inf"))])
def test_out_of_range(means: tuple[float, float]) -> None:
    """Means that are none are refused by name."""
    with pytest.raises(OracleOutOfRange, match="_h"):
        up_share(*means)
