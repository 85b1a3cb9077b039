"""Several sizes in one bank, where a parcel may take a larger compartment: the exact chain.

Lives here: the chain and what it says of each size. Not here: the rule the fleet runs by
(fleet/policy/allocation.py), which this restates on purpose and which the tests compare.

Classes stand in ascending size. Parcels of class i arrive as a Poisson stream of `loads[i]` per
mean dwell and stay an exponential time of mean 1, the same for all, whatever compartment they
are in. So the numbers of occupied compartments per class are a Markov chain by themselves: which
class the parcel inside belongs to changes no rate. That is what makes 80-compartment banks exact.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from twin.oracles.erlang import erlang_b
from twin.oracles.errors import (
    OracleOutOfRange,
    require,
    require_whole,
)
from twin.oracles.stationary import stationary_of_rates

MAX_STATES = 200_000
"""States of the chain, Π (capacity + 1): 32 + 29 + 18 compartments have 18,810. At the limit a
solve for two to four classes takes 1 to 11 seconds and half a gigabyte on a 2.1 GHz core."""
MAX_CLASSES = 32
"""Sizes of one bank; no bank on the market has more than six, and NumPy ends at 64 axes."""
MAX_LOAD = 1e9
"""Erlang per class; beyond it the rates of arrival and departure no longer fit one float64."""
MAX_CAPACITY = 1_000_000
"""Compartments of one class under `own`, where the cost is that of Erlang B."""

OWN = "own"
UPGRADE = "upgrade"
RESERVE = "reserve"

Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class NestedSizes:
    """The stationary answer; tuples are per class, in ascending size."""

    loss: tuple[float, ...]
    """Share of the class's parcels that find no compartment; for a class without load, the share
    of time in which one would find none."""
    total_loss: float
    """Rejected parcels / all parcels."""
    lower_bound: float
    """Erlang B of the sum of loads on the sum of compartments: no size rule that does not know
    how long a parcel will stay rejects a smaller share."""
    occupied: tuple[float, ...]
    """Mean number of occupied compartments of the class."""
    states: int
    """States of the chain that was solved; 0 where Erlang B per class was the answer."""


def nested_sizes(capacities: Sequence[int], loads: Sequence[float], policy: str) -> NestedSizes:
    """Loss and occupancy of a bank with `capacities` compartments and `loads` Erlang per class.

    `policy`: `own` (own class only: Erlang B per class); `upgrade` (smallest class that fits and
    has a free compartment; nobody is moved later); `reserve:N` (as upgrade, but a class larger
    than the parcel's own is taken only while more than N of its compartments are free; if not,
    the next larger is asked). Accuracy about 1e-10 absolute. Raises OracleOutOfRange, before
    anything is built, for bad input and for more than MAX_STATES states.
    """
    keep = _kept_free(policy)
    _check(capacities, loads)
    if keep is None:
        loss = tuple(erlang_b(load, c) for load, c in zip(loads, capacities, strict=True))
        occupied = tuple(load * (1.0 - b) for load, b in zip(loads, loss, strict=True))
        return _answer(capacities, loads, loss, occupied, 0)
    states = math.prod(capacity + 1 for capacity in capacities)
    require(states <= MAX_STATES, "states of the chain", states, f"at most {MAX_STATES}")
    numbers = np.indices([capacity + 1 for capacity in capacities]).reshape(len(capacities), -1)
    targets = _targets(numbers, capacities, keep)
    rates = _rates(numbers, capacities, loads, targets)
    distribution = stationary_of_rates(rates, _typical_state(capacities, loads, keep))
    losses = tuple(float(distribution[~np.logical_or.reduce(into)].sum()) for into in targets)
    occupied = tuple(float(number @ distribution) for number in numbers)
    return _answer(capacities, loads, losses, occupied, states)


def _kept_free(policy: str) -> int | None:
    """Compartments a larger class keeps for its own parcels; None if it never helps out."""
    rule, colon, number = policy.partition(":")
    if rule == OWN and not colon:
        return None
    if rule == UPGRADE and not colon:
        return 0
    if rule == RESERVE and number.isascii() and number.isdecimal() and len(number) < 10:
        return int(number)
    raise OracleOutOfRange("policy", policy, f"{OWN}, {UPGRADE} or {RESERVE}:N with N ≥ 0")


def _check(capacities: Sequence[int], loads: Sequence[float]) -> None:
    classes = len(capacities)
    require(0 < classes <= MAX_CLASSES, "classes", classes, f"1 to {MAX_CLASSES}")
    require(len(loads) == classes, "loads", list(loads), f"one for each of {classes} classes")
    for capacity in capacities:
        require_whole("capacity", capacity, 0, MAX_CAPACITY)
    for load in loads:
        require(0.0 <= load <= MAX_LOAD, "load", load, f"at least 0 and at most {MAX_LOAD:g}")
    require(sum(loads) > 0, "sum of loads", sum(loads), "above 0")


def _targets(numbers: NDArray[np.int64], capacities: Sequence[int], keep: int) -> list[list[Flags]]:
    """targets[i][j]: the states in which a parcel of class i goes into class i + j."""
    free = np.array(capacities)[:, None] - numbers
    targets: list[list[Flags]] = []
    for own in range(len(capacities)):
        waiting = np.ones(numbers.shape[1], dtype=np.bool_)
        into: list[Flags] = []
        for taken in range(own, len(capacities)):
            takes = waiting & (free[taken] > (0 if taken == own else keep))
            into.append(takes)
            waiting = waiting & ~takes
        targets.append(into)
    return targets


def _rates(
    numbers: NDArray[np.int64],
    capacities: Sequence[int],
    loads: Sequence[float],
    targets: list[list[Flags]],
) -> sparse.csr_array:
    """Off-diagonal rates of the generator: arrivals into their target, departures one by one."""
    states = numbers.shape[1]
    strides = [math.prod(c + 1 for c in capacities[k + 1 :]) for k in range(len(capacities))]
    origins, destinations, values = [], [], []
    for own, load in enumerate(loads):
        for taken, takes in enumerate(targets[own], own):
            origin = np.flatnonzero(takes)
            origins.append(origin)
            destinations.append(origin + strides[taken])
            values.append(np.full(origin.size, float(load)))
    for taken, number in enumerate(numbers):
        origin = np.flatnonzero(number)
        origins.append(origin)
        destinations.append(origin - strides[taken])
        values.append(number[origin].astype(np.float64))
    places = (np.concatenate(origins), np.concatenate(destinations))
    return sparse.coo_array((np.concatenate(values), places), shape=(states, states)).tocsr()


def _typical_state(capacities: Sequence[int], loads: Sequence[float], keep: int) -> int:
    """A recurrent state near the mean: each class holds its own load and what overflows into it."""
    typical: list[int] = []
    overflow = 0.0
    for capacity, load in zip(capacities, loads, strict=True):
        own = min(float(capacity), load)
        helped = min(overflow, max(0.0, capacity - keep - own))
        typical.append(int(own + helped))
        overflow += load - own - helped
    return int(np.ravel_multi_index(typical, [capacity + 1 for capacity in capacities]))


def _answer(
    capacities: Sequence[int],
    loads: Sequence[float],
    loss: tuple[float, ...],
    occupied: tuple[float, ...],
    states: int,
) -> NestedSizes:
    offered = sum(loads)
    lost = sum(load * share for load, share in zip(loads, loss, strict=True))
    bound = erlang_b(offered, sum(capacities))
    return NestedSizes(loss, lost / offered, bound, occupied, states)
