"""One size, one queue: Erlang's loss and delay formulas.

Lives here: Erlang B (a bank that rejects when full), its inverse, Erlang C and the mean wait of
M/M/s (a staffed counter, a terminal). Not here: several sizes (nested), loads that vary in time.

The load is in Erlang: arrivals per time unit × mean time in the place, in the same unit.
Erlang B holds for every dwell law with that mean (M/G/c/c); Erlang C for exponential service only.
"""

from __future__ import annotations

from twin.oracles.errors import (
    require,
    require_finite_above_zero,
    require_finite_at_least_zero,
    require_whole,
)

MAX_SERVERS = 10_000_000
"""The recursion walks through every server: at ten million it takes about a second."""


def erlang_b(load_erlang: float, servers: int) -> float:
    """Share of arrivals lost in M/G/c/c with c = `servers` ≥ 0; 1 for no server, 0 for no load.

    B₀ = 1, Bₖ = a·Bₖ₋₁ / (k + a·Bₖ₋₁) (Erlang 1917): every term is positive and at most 1, so
    nothing cancels or overflows, for any load.
    """
    require_finite_at_least_zero("load_erlang", load_erlang)
    require_whole("servers", servers, 0, MAX_SERVERS)
    loss = 1.0
    for k in range(1, servers + 1):
        carried = load_erlang * loss
        loss = carried / (k + carried)
        if loss == 0.0:
            break
    return loss


def servers_for(load_erlang: float, loss_bound: float) -> int:
    """Fewest servers whose Erlang B is at most (≤) `loss_bound`, 0 < loss_bound ≤ 1."""
    require_finite_at_least_zero("load_erlang", load_erlang)
    require(0.0 < loss_bound <= 1.0, "loss_bound", loss_bound, "above 0 and at most 1")
    loss, servers = 1.0, 0
    while loss > loss_bound:
        servers += 1
        require(servers <= MAX_SERVERS, "servers", servers, f"at most {MAX_SERVERS}")
        carried = load_erlang * loss
        loss = carried / (servers + carried)
    return servers


def erlang_c(load_erlang: float, servers: int) -> float:
    """Probability that an arrival waits in M/M/s, FIFO, no limit to the queue.

    C = B / (1 − ρ(1 − B)) with ρ = load / servers, which must be below 1: a queue with more load
    than servers has no steady state.
    """
    require_whole("servers", servers, 1, MAX_SERVERS)
    require_finite_at_least_zero("load_erlang", load_erlang)
    require(load_erlang < servers, "load_erlang", load_erlang, f"below servers = {servers}")
    loss = erlang_b(load_erlang, servers)
    return loss / (1.0 - load_erlang / servers * (1.0 - loss))


def mms_mean_wait(arrival_rate: float, service_rate: float, servers: int) -> float:
    """Mean wait in the queue of M/M/s over all arrivals, those who do not wait included.

    W = C / (s·µ − λ), in the time unit of which the two rates are the inverse. Service is not in
    it. Raises OracleOutOfRange unless λ < s·µ.
    """
    require_finite_at_least_zero("arrival_rate", arrival_rate)
    require_finite_above_zero("service_rate", service_rate)
    waits = erlang_c(arrival_rate / service_rate, servers)
    return waits / (servers * service_rate - arrival_rate)
