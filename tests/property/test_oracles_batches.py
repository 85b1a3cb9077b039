"""Daily batches: order and bounds for any bank and any pick-up law."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from twin.oracles.batches import geometric_batches
from twin.oracles.pickup_by_day import empirical_batches

CAPACITIES = st.integers(0, 40)
PARCELS = st.floats(0.05, 60.0)
PICK_UPS = st.floats(0.02, 1.0)
LAWS = st.lists(st.integers(0, 9), min_size=1, max_size=4).filter(any)


@given(CAPACITIES, PARCELS, PICK_UPS)
def test_more_room_and_faster_pick_up_help(capacity: int, parcels: float, pick_up: float) -> None:
    """Rejections fall with capacity and with pick-up, rise with demand, and are a share."""
    answer = geometric_batches(capacity, parcels, pick_up)
    share = answer.rejection_share
    assert 0.0 <= share <= 1.0
    assert geometric_batches(capacity + 1, parcels, pick_up).rejection_share <= share + 1e-12
    faster = min(1.0, pick_up * 1.1)
    assert geometric_batches(capacity, parcels, faster).rejection_share <= share + 1e-12
    assert geometric_batches(capacity, parcels * 1.1, pick_up).rejection_share >= share - 1e-12


@given(CAPACITIES, PARCELS, PICK_UPS)
def test_a_day_balances(capacity: int, parcels: float, pick_up: float) -> None:
    """Accepted = picked up, and the bank is never fuller than it is."""
    answer = geometric_batches(capacity, parcels, pick_up)
    accepted = parcels - answer.rejected_per_day
    assert accepted == pytest.approx(pick_up * answer.after_batch, rel=1e-9, abs=1e-9)
    assert answer.after_batch <= capacity + 1e-9


@settings(max_examples=60)
@given(st.integers(0, 8), PARCELS, LAWS)
def test_any_law_obeys_little(capacity: int, parcels: float, weights: list[int]) -> None:
    """Parcels after the batch = accepted a day × mean days in the bank, for every law."""
    shares = np.array(weights) / sum(weights)
    answer = empirical_batches(capacity, parcels, shares.tolist())
    mean_days = float(shares @ np.arange(1, len(shares) + 1))
    accepted = parcels - answer.rejected_per_day
    assert answer.after_batch == pytest.approx(accepted * mean_days, rel=1e-8, abs=1e-8)
    assert 0.0 <= answer.rejection_share <= 1.0 + 1e-12


@settings(max_examples=40)
@given(st.integers(0, 8), PARCELS, LAWS)
def test_longer_stays_reject_more(capacity: int, parcels: float, weights: list[int]) -> None:
    """The same law a day later rejects at least as many."""
    shares = (np.array(weights) / sum(weights)).tolist()
    later = empirical_batches(capacity, parcels, [0.0, *shares])
    sooner = empirical_batches(capacity, parcels, shares)
    assert later.rejected_per_day >= sooner.rejected_per_day - 1e-9
