"""The chain of nested sizes against published values and a chain that leaves nothing out."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from numpy.typing import NDArray

from fleet.policy.allocation import OWN, RESERVE, UPGRADE, choose_class
from twin.oracles.erlang import erlang_b
from twin.oracles.errors import OracleOutOfRange
from twin.oracles.nested import MAX_STATES, nested_sizes
from twin.oracles.stationary import BALANCE_TOLERANCE, DENSE_STATES, stationary_of_step


@pytest.mark.parametrize(
    ("policy", "loss", "total"),
    [
        ("own", (0.206107, 0.200000), 0.204580),
        ("upgrade", (0.093844, 0.312166), 0.148425),
        ("reserve:1", (0.160368, 0.227444), 0.177137),
    ],
)
def test_four_small_and_two_large(policy: str, loss: tuple[float, float], total: float) -> None:
    """Compartments (4, 2), loads (3, 1): loss by class and in total under each size rule."""
    answer = nested_sizes((4, 2), (3.0, 1.0), policy)
    assert tuple(round(share, 6) for share in answer.loss) == loss
    assert round(answer.total_loss, 6) == total
    assert round(answer.lower_bound, 6) == 0.117162


def _full_chain_loss(
    capacities: tuple[int, ...], loads: tuple[float, ...], rule: int, reserve: int
) -> list[float]:
    """Loss by class, by the fleet's rule, from a dense chain that knows which parcel lies where."""
    classes = len(capacities)
    pairs = [(i, j) for j in range(classes) for i in range(j + 1)]
    states = [
        state
        for state in itertools.product(*(range(capacities[j] + 1) for _, j in pairs))
        if all(_held(state, pairs, j) <= capacities[j] for j in range(classes))
    ]
    index = {state: position for position, state in enumerate(states)}
    generator = np.zeros((len(states), len(states)))
    lost: list[list[int]] = [[] for _ in range(classes)]
    for state, origin in index.items():
        free = [capacities[j] - _held(state, pairs, j) for j in range(classes)]
        for size in range(classes):
            taken = choose_class(free, 0, classes, size, rule, reserve)
            if taken < 0:
                lost[size].append(origin)
            else:
                generator[origin, index[_plus(state, pairs.index((size, taken)), 1)]] += loads[size]
        for place, number in enumerate(state):
            if number:
                generator[origin, index[_plus(state, place, -1)]] += number
    generator -= np.diag(generator.sum(axis=1))
    generator[:, 0] = 1.0
    distribution = np.linalg.solve(generator.T, np.eye(len(states))[0])
    return [float(distribution[origins].sum()) for origins in lost]


def _held(state: tuple[int, ...], pairs: list[tuple[int, int]], j: int) -> int:
    return sum(number for number, pair in zip(state, pairs, strict=True) if pair[1] == j)


def _plus(state: tuple[int, ...], place: int, change: int) -> tuple[int, ...]:
    return (*state[:place], state[place] + change, *state[place + 1 :])


@pytest.mark.parametrize(
    ("capacities", "loads"),
    [((4, 2), (3.0, 1.0)), ((2, 2, 1), (2.5, 0.7, 0.4)), ((0, 2, 1), (1.0, 0.0, 2.0))],
)
@pytest.mark.parametrize(
    ("policy", "rule", "reserve"),
    [("own", OWN, 0), ("upgrade", UPGRADE, 0), ("reserve:1", RESERVE, 1)],
)
def test_counting_compartments_alone_loses_nothing(
    capacities: tuple[int, ...], loads: tuple[float, ...], policy: str, rule: int, reserve: int
) -> None:
    """The small chain equals the one that knows which parcel lies where, and the fleet's rule."""
    full = _full_chain_loss(capacities, loads, rule, reserve)
    answer = nested_sizes(capacities, loads, policy)
    assert answer.loss == pytest.approx(full, abs=1e-11)


def test_a_real_bank_is_within_reach() -> None:
    """32 + 29 + 18 compartments: flow balances and the order of the rules is as it must be."""
    capacities, loads = (32, 29, 18), (28.0, 25.0, 13.0)
    own, kept, shared = (
        nested_sizes(capacities, loads, p) for p in ("own", "reserve:3", "upgrade")
    )
    for answer in (own, kept, shared):
        accepted = sum(load * (1 - b) for load, b in zip(loads, answer.loss, strict=True))
        assert sum(answer.occupied) == pytest.approx(accepted, rel=1e-10)
        assert answer.lower_bound == erlang_b(66.0, 79)
        assert answer.total_loss > answer.lower_bound
    assert own.total_loss > kept.total_loss > shared.total_loss
    assert own.loss[2] < kept.loss[2] < shared.loss[2]


def test_four_sizes_agree_with_the_pool_when_all_parcels_are_small() -> None:
    """If only the smallest class has load, upgrading makes one pool: Erlang B of the whole bank."""
    answer = nested_sizes((5, 5, 5, 5), (18.0, 0.0, 0.0, 0.0), "upgrade")
    assert answer.loss[0] == pytest.approx(erlang_b(18.0, 20), abs=1e-11)
    assert answer.total_loss == pytest.approx(answer.lower_bound, abs=1e-11)
    # The largest class has no load; one of its parcels would find its five full more often still.
    assert answer.loss[3] > answer.loss[2] > answer.loss[0]


def test_an_overloaded_bank_is_no_special_case() -> None:
    """Loads far above and far below the capacities are solved to the same accuracy."""
    assert nested_sizes((5, 5), (1e6, 1e-6), "upgrade").loss[0] == pytest.approx(
        erlang_b(1e6, 10), abs=1e-9
    )
    assert nested_sizes((200, 200), (1000.0, 1.0), "upgrade").total_loss == pytest.approx(
        erlang_b(1001.0, 400), abs=1e-5
    )


@pytest.mark.parametrize(
    ("capacities", "loads", "policy", "parameter"),
    [
        ((4, 2), (3.0,), "own", "loads"),
        ((), (), "own", "classes"),
        ((4, -2), (3.0, 1.0), "own", "capacity"),
        ((4, 2), (3.0, -1.0), "own", "load"),
        ((4, 2), (3.0, math.nan), "own", "load"),
        ((4, 2), (0.0, 0.0), "own", "sum of loads"),
        ((4, 2), (3.0, 1.0), "reserve", "policy"),
        ((4, 2), (3.0, 1.0), "reserve:-1", "policy"),
        ((4, 2), (3.0, 1.0), "own:1", "policy"),
        ((4, 2), (3.0, 1.0), "best", "policy"),
        ((999_999, 999_999), (1.0, 1.0), "upgrade", "states of the chain"),
    ],
)
def test_bad_settings_are_refused(
    capacities: tuple[int, ...], loads: tuple[float, ...], policy: str, parameter: str
) -> None:
    """Each bad setting is refused by name; too many states before any is built."""
    with pytest.raises(OracleOutOfRange) as caught:
        nested_sizes(capacities, loads, policy)
    assert caught.value.parameter == parameter


def test_the_limit_of_states_quotes_both_numbers() -> None:
    """The message says how many states the bank would have and how many are allowed."""
    with pytest.raises(OracleOutOfRange, match=rf"{401 * 500}.*{MAX_STATES}"):
        nested_sizes((400, 499), (300.0, 400.0), "upgrade")


def test_a_solution_that_does_not_balance_is_refused() -> None:
    """A ring walked round for ever defeats the solver: the caller hears of it, with the residue."""
    with pytest.raises(OracleOutOfRange) as caught:
        stationary_of_step(lambda d: np.roll(d, 1, axis=0), DENSE_STATES + 1)
    assert caught.value.parameter == "imbalance of the stationary distribution"
    assert isinstance(caught.value.value, float)
    assert caught.value.value > BALANCE_TOLERANCE


def test_elimination_and_krylov_agree() -> None:
    """A random walk, below and above the size that changes the solver, has its product form."""
    up, down = 0.4, 0.5
    for states in (DENSE_STATES, DENSE_STATES + 800):

        def step(d: NDArray[np.float64]) -> NDArray[np.float64]:
            after = (1.0 - up - down) * d
            after[1:] += up * d[:-1]
            after[:-1] += down * d[1:]
            after[0] += down * d[0]
            after[-1] += up * d[-1]
            return after

        distribution = stationary_of_step(step, states)
        assert distribution[:20] == pytest.approx(0.2 * 0.8 ** np.arange(20), rel=1e-9)
