"""Erlang B and C against published and hand-made values."""

from __future__ import annotations

import math
import pickle

import pytest

from twin.oracles.erlang import MAX_SERVERS, erlang_b, erlang_c, mms_mean_wait, servers_for
from twin.oracles.errors import OracleOutOfRange


@pytest.mark.parametrize(
    ("load", "servers", "loss"),
    [(5, 10, 0.018385), (60, 79, 0.002938), (70, 79, 0.029548), (84, 100, 0.009873)],
)
def test_erlang_b_of_reference_banks(load: float, servers: int, loss: float) -> None:
    """Four banks whose loss is known to six decimals."""
    assert round(erlang_b(load, servers), 6) == loss


def test_erlang_b_is_the_truncated_poisson() -> None:
    """The recursion gives (aᶜ/c!) / Σ aᵏ/k!, also for a load that is no whole number."""
    for load, servers in [(0.3, 4), (7.25, 9), (31.5, 20)]:
        terms = [load**k / math.factorial(k) for k in range(servers + 1)]
        assert erlang_b(load, servers) == pytest.approx(terms[-1] / math.fsum(terms), rel=1e-13)


def test_erlang_b_at_the_edges() -> None:
    """No server loses all, no load loses nothing, and 100,000 Erlang neither overflow nor drift."""
    assert erlang_b(3.0, 0) == 1.0
    assert erlang_b(0.0, 5) == 0.0
    assert erlang_b(1e12, 1) == pytest.approx(1.0, abs=1e-11)
    # Heavy traffic: B(a, a) → √(2/(πa)) (Jagerman 1974), next term 2/(3·…) below 1e-2 here.
    assert erlang_b(1e5, 100_000) == pytest.approx(math.sqrt(2 / (math.pi * 1e5)), rel=2e-3)


@pytest.mark.parametrize(
    ("load", "servers"), [(10, 18), (50, 64), (100, 117), (500, 527), (1000, 1029)]
)
def test_servers_for_one_percent(load: float, servers: int) -> None:
    """Compartments that keep the loss at 1 %, for five loads; one fewer does not."""
    assert servers_for(load, 0.01) == servers
    assert erlang_b(load, servers - 1) > 0.01


def test_servers_for_flat_arrivals_of_a_group() -> None:
    """278 parcels a day that stay 9 h need 122 compartments, if they came evenly."""
    assert servers_for(278 * 9 / 24, 0.01) == 122


def test_servers_for_meets_its_bound_with_equality() -> None:
    """The bound is ≤: exactly the loss of c servers is met by c servers."""
    assert servers_for(5.0, erlang_b(5.0, 10)) == 10
    assert servers_for(5.0, 1.0) == 0
    assert servers_for(0.0, 1e-9) == 1


def test_erlang_c_of_a_counter() -> None:
    """M/M/50 with 40 Erlang: 8.6953 % wait."""
    assert round(erlang_c(40, 50), 6) == 0.086953


def test_one_server_is_the_textbook_queue() -> None:
    """M/M/1: P(wait) = ρ and mean wait ρ/(µ − λ), those who do not wait included."""
    assert erlang_c(0.8, 1) == pytest.approx(0.8, rel=1e-14)
    assert mms_mean_wait(0.8, 1.0, 1) == pytest.approx(4.0, rel=1e-13)
    assert mms_mean_wait(48.0, 60.0, 1) == pytest.approx(4.0 / 60.0, rel=1e-13)


def test_two_servers_by_hand() -> None:
    """M/M/2 with ρ = 3/4: P(wait) = 2ρ²/(1 + ρ) = 9/14, mean wait 9/7 service times."""
    assert erlang_c(1.5, 2) == pytest.approx(9 / 14, rel=1e-14)
    assert mms_mean_wait(1.5, 1.0, 2) == pytest.approx(9 / 7, rel=1e-14)


def test_an_idle_queue_never_waits() -> None:
    """Without arrivals the wait is 0, not an error."""
    assert mms_mean_wait(0.0, 1.0, 3) == 0.0


@pytest.mark.parametrize(
    ("call", "parameter"),
    [
        (lambda: erlang_b(-1.0, 3), "load_erlang"),
        (lambda: erlang_b(math.nan, 3), "load_erlang"),
        (lambda: erlang_b(math.inf, 3), "load_erlang"),
        (lambda: erlang_b(1.0, -1), "servers"),
        (lambda: erlang_b(1.0, MAX_SERVERS + 1), "servers"),
        (lambda: servers_for(1.0, 0.0), "loss_bound"),
        (lambda: servers_for(1.0, 1.5), "loss_bound"),
        (lambda: erlang_c(3.0, 3), "load_erlang"),
        (lambda: erlang_c(0.5, 0), "servers"),
        (lambda: mms_mean_wait(3.0, 1.0, 3), "load_erlang"),
        (lambda: mms_mean_wait(3.0, 0.0, 3), "service_rate"),
    ],
)
def test_what_has_no_answer_is_refused(call: object, parameter: str) -> None:
    """Outside its range a formula raises, naming the parameter, its value and the bound."""
    assert callable(call)
    with pytest.raises(OracleOutOfRange) as caught:
        call()
    assert caught.value.parameter == parameter
    assert repr(caught.value.value) in str(caught.value)
    assert caught.value.bound in str(caught.value)


def test_a_refusal_crosses_a_process() -> None:
    """A worker's refusal arrives with its attributes: it can be pickled."""
    copy = pickle.loads(pickle.dumps(OracleOutOfRange("load", 3.0, "below 3")))
    assert isinstance(copy, OracleOutOfRange)
    assert (copy.parameter, copy.value, copy.bound) == ("load", 3.0, "below 3")
