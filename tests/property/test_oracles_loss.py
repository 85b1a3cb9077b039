"""Loss formulas: order, bounds and limits for any load, not for chosen ones."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from twin.oracles.erlang import erlang_b, erlang_c, mms_mean_wait, servers_for
from twin.oracles.nested import nested_sizes

LOADS = st.floats(0.01, 200.0)
SERVERS = st.integers(1, 300)


@given(LOADS, SERVERS)
def test_erlang_b_falls_with_servers_and_rises_with_load(load: float, servers: int) -> None:
    """One more server never hurts, more load never helps; the loss is a probability."""
    loss = erlang_b(load, servers)
    assert 0.0 <= erlang_b(load, servers + 1) <= loss <= erlang_b(load * 1.1, servers) <= 1.0


@given(LOADS, SERVERS)
def test_erlang_b_stays_above_the_fluid_bound(load: float, servers: int) -> None:
    """No more than `servers` Erlang are carried, so the loss is at least 1 − c/a."""
    assert erlang_b(load, servers) >= 1.0 - servers / load - 1e-12


@given(LOADS, SERVERS, LOADS, SERVERS)
def test_pooling_never_hurts(a: float, c: int, b: float, d: int) -> None:
    """Two banks made one lose no more parcels than the two apart (Smith and Whitt 1981)."""
    apart = a * erlang_b(a, c) + b * erlang_b(b, d)
    assert (a + b) * erlang_b(a + b, c + d) <= apart + 1e-9


@given(LOADS, st.floats(1e-6, 1.0))
def test_servers_for_is_the_least(load: float, bound: float) -> None:
    """The number meets the bound and one fewer does not."""
    servers = servers_for(load, bound)
    assert erlang_b(load, servers) <= bound
    assert servers == 0 or erlang_b(load, servers - 1) > bound


@given(st.floats(0.01, 0.99), st.integers(1, 100))
def test_waiting_is_likelier_than_loss(utilisation: float, servers: int) -> None:
    """A queue holds whom a loss system sends away: B ≤ C ≤ 1; more clerks, less wait."""
    load = utilisation * servers
    wait = erlang_c(load, servers)
    assert erlang_b(load, servers) <= wait <= 1.0
    assert mms_mean_wait(load, 1.0, servers + 1) <= mms_mean_wait(load, 1.0, servers)


BANKS = st.integers(1, 3).flatmap(
    lambda classes: st.tuples(
        st.lists(st.integers(0, 4), min_size=classes, max_size=classes),
        st.lists(st.floats(0.05, 6.0), min_size=classes, max_size=classes),
    )
)
POLICIES = st.sampled_from(["own", "upgrade", "reserve:0", "reserve:1", "reserve:3", "reserve:9"])


@settings(max_examples=60)
@given(BANKS, POLICIES)
def test_every_size_rule_keeps_the_lower_bound(
    bank: tuple[list[int], list[float]], policy: str
) -> None:
    """Losses are probabilities, none in total below Erlang B of the pool, and flow balances."""
    capacities, loads = bank
    answer = nested_sizes(capacities, loads, policy)
    assert all(-1e-12 <= loss <= 1.0 + 1e-12 for loss in answer.loss)
    assert answer.total_loss >= answer.lower_bound - 1e-10
    accepted = sum(load * (1.0 - b) for load, b in zip(loads, answer.loss, strict=True))
    assert sum(answer.occupied) == pytest.approx(accepted, abs=1e-8)
    assert all(n <= c + 1e-9 for n, c in zip(answer.occupied, capacities, strict=True))


@settings(max_examples=40)
@given(BANKS)
def test_reserving_lies_between_own_and_upgrade(bank: tuple[list[int], list[float]]) -> None:
    """Reserving none is upgrading, reserving all is keeping to one's own."""
    capacities, loads = bank
    upgrade = nested_sizes(capacities, loads, "upgrade")
    own = nested_sizes(capacities, loads, "own")
    assert nested_sizes(capacities, loads, "reserve:0") == upgrade
    assert nested_sizes(capacities, loads, "reserve:4").loss == pytest.approx(own.loss, abs=1e-10)


@settings(max_examples=40)
@given(BANKS, st.integers(0, 2))
def test_the_smallest_class_gains_from_less_reserve(
    bank: tuple[list[int], list[float]], keep: int
) -> None:
    """With two classes or fewer, a larger reserve costs the small and spares the large."""
    capacities, loads = bank[0][:2], bank[1][:2]
    less = nested_sizes(capacities, loads, f"reserve:{keep}")
    more = nested_sizes(capacities, loads, f"reserve:{keep + 1}")
    assert less.loss[0] <= more.loss[0] + 1e-10
    assert less.loss[-1] >= more.loss[-1] - 1e-10 or len(capacities) == 1
