"""Where what came lies among its futures, counted in tenths."""

from __future__ import annotations

import numpy as np
import pytest

from fleet.core.foresight.tenths import Open, Tenths, flatness, place, share_of, tenths_at
from fleet.ports.forecast import BankSpread
from twin.studies.forecast.scoring import randomised_pit

HOUR_MS = 3_600_000


def test_the_place_is_that_of_the_arrays() -> None:
    """The same formula as over arrays, value by value, also where what came was in no future."""
    generator = np.random.default_rng(5)
    futures = generator.binomial(12, 0.4, size=(50, 1))
    counts = [int(futures.min()), *np.bincount(futures[:, 0] - futures.min()).tolist()]
    for came in range(-1, 14):
        drawn = np.random.default_rng(7)
        share = np.random.default_rng(7).random(1)[0]
        expected = randomised_pit(futures, np.array([came]), drawn)[0]
        assert place(counts, came, share) == pytest.approx(expected)
        assert 0 <= place(counts, came, share) < 1


def test_what_comes_by_the_law_is_flat_and_what_does_not_is_not() -> None:
    """4,000 banks of which life is one future more: each tenth has its share, within five sigma;
    where life has one compartment more, the last tenth has too much.
    """
    generator = np.random.default_rng(3)
    spread, life = [], {}
    for number in range(4_000):
        futures = generator.binomial(9, 0.5, size=100)
        counts = [int(futures.min()), *np.bincount(futures - futures.min()).tolist()]
        spread.append(BankSpread("c", f"b{number}", [[counts]]))
        life["c", f"b{number}"] = [int(generator.binomial(9, 0.5))]
    opens = [Open("d", 0, [HOUR_MS], spread)]
    cases, pit = flatness([tenths_at(opens, life, HOUR_MS)])
    assert cases == 4_000
    assert pit is not None
    five_sigma = 5 * (0.1 * 0.9 / cases) ** 0.5 * 10
    assert all(abs(each - 1) < five_sigma for each in pit)
    more = {key: [free + 1] for key, (free,) in life.items()}
    _, wrong = flatness([tenths_at(opens, more, HOUR_MS)])
    assert wrong is not None
    assert wrong[-1] > 1.5


def test_only_hours_and_banks_that_were_spoken_of_count() -> None:
    """Another hour, a bank nobody saw: no case; the same case falls the same again."""
    opens = [Open("d", 0, [HOUR_MS], [BankSpread("c", "b", [[[2, 5, 5]], [[0, 10]]])])]
    assert sum(tenths_at(opens, {("c", "b"): [2, 0]}, 2 * HOUR_MS).counts) == 0
    assert sum(tenths_at(opens, {("c", "other"): [2, 0]}, HOUR_MS).counts) == 0
    once = tenths_at(opens, {("c", "b"): [2, 0]}, HOUR_MS)
    assert sum(once.counts) == 2
    assert once == tenths_at(opens, {("c", "b"): [2, 0]}, HOUR_MS)
    assert share_of("d", "c", "b", 0, 1) != share_of("d", "c", "b", 0, 2)


def test_hours_add_up() -> None:
    """Counts of hours together, over what is expected; none is no score."""
    assert flatness([]) == (0, None)
    one, other = [1] * 10, [3, *[1] * 9]
    cases, pit = flatness([Tenths(1, one), Tenths(2, other)])
    assert cases == 22
    assert pit == pytest.approx([40 / 22, *[20 / 22] * 9])
