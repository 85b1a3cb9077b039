"""How seldom evidence gathers by chance: against Lorden's bound, exactly and by simulation."""

from __future__ import annotations

import math

import numpy as np
import pytest

from fleet.core.alarms.departures import DAY_MOST_MNAT, MISSED_MNAT, SEEN_MNAT
from fleet.core.alarms.rules import DEFAULTS
from fleet.policy.departing import evidence_mnat, gathered_mnat


def uses_until_alarm(missed_share: float) -> float:
    """Mean uses of a door until its alarm: the sum is a Markov chain on finitely many levels."""
    level = DEFAULTS["contact"].raise_at
    states, reached = [0], {0: 0}
    moves: list[tuple[int, int]] = []
    while len(moves) < len(states):
        ends = []
        for said in (SEEN_MNAT, MISSED_MNAT):
            after = gathered_mnat(states[len(moves)], said, 10**9)
            if after >= level:
                ends.append(-1)
                continue
            if after not in reached:
                reached[after] = len(states)
                states.append(after)
            ends.append(reached[after])
        moves.append((ends[0], ends[1]))
    matrix = np.eye(len(states))
    for row, (seen, missed) in enumerate(moves):
        for end, share in ((seen, 1 - missed_share), (missed, missed_share)):
            if end >= 0:
                matrix[row, end] -= share
    return float(np.linalg.solve(matrix, np.ones(len(states)))[0])


def test_a_door_in_order_is_hardly_ever_accused() -> None:
    """One use in a hundred missed: once in e^12 uses at the most often, by the exact chain."""
    level = DEFAULTS["contact"].raise_at / 1_000
    assert uses_until_alarm(0.01) > math.exp(level)
    assert uses_until_alarm(0.02) > 50_000


def test_a_door_that_lies_is_found_in_a_few_uses() -> None:
    """One that never sees: four uses; one that misses half: eight on average."""
    assert uses_until_alarm(1.0) == pytest.approx(4)
    assert uses_until_alarm(0.5) == pytest.approx(8, abs=1.5)


@pytest.mark.parametrize("spread", [250, 400, 700])
def test_a_sensor_in_order_is_hardly_ever_accused(spread: int) -> None:
    """Known mean, normal days: fewer alarms than one in e^6 days at a level of 6 nats (of 10, for
    the sake of counting them), also with what one day may say cut off.
    """
    draws = np.random.Generator(np.random.Philox(11)).normal(1_000, spread, 150_000)
    alarms = gathered = 0
    for amount in draws.astype(int).tolist():
        said = evidence_mnat(amount, 1_000, spread, -1_000, DAY_MOST_MNAT)
        gathered = gathered_mnat(gathered, said, 9_000)
        if gathered >= 6_000:
            alarms += 1
            gathered = 0
    assert alarms < len(draws) / math.exp(6)
