"""A bank and the integer views that policies read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.models.bank import Bank, CompartmentTaken
from devices.models.compartment import NOTHING, DoorRefused


def bank() -> Bank:
    """Two small compartments (numbers 2, 1: by reach) and one large (3)."""
    return Bank([2, 1, 3], [0, 2, 3])


def test_a_deposit_shows_in_every_view() -> None:
    """occupied, openings, free and the compartment agree."""
    model = bank()
    compartment = model.deposit(0, 9)
    assert compartment.number == 2
    assert (model.occupied, model.openings, model.free, model.free_total) == (
        [1, 0, 0], [1, 0, 0], [1, 1], 2,
    )  # fmt: skip
    model.empty(0)
    assert (model.occupied, model.openings, model.free, model.free_total) == (
        [0, 0, 0], [2, 0, 0], [2, 1], 3,
    )  # fmt: skip


def test_a_compartment_is_never_given_twice() -> None:
    """A second parcel is refused with the compartment's number and both parcels."""
    model = bank()
    model.deposit(2, 1)
    with pytest.raises(CompartmentTaken, match="compartment 3 holds parcel 1, not free for 2"):
        model.deposit(2, 2)


def test_position_of_finds_by_number() -> None:
    """Numbers are what people see, positions what policies choose."""
    assert [bank().position_of(n) for n in (1, 2, 3)] == [1, 0, 2]
    with pytest.raises(KeyError):
        bank().position_of(4)


@given(st.lists(st.integers(0, 2), max_size=40))
def test_views_and_compartments_agree_after_any_history(positions: list[int]) -> None:
    """Toggle compartments at will: the views are what the compartments say."""
    model = bank()
    for parcel, position in enumerate(positions):
        if model.occupied[position]:
            model.empty(position)
        else:
            model.deposit(position, parcel)
    held = [c.contents != NOTHING for c in model.compartments]
    assert model.occupied == [int(h) for h in held]
    assert model.free == [2 - sum(held[:2]), 1 - held[2]]
    assert model.free_total == sum(model.free)


def test_a_jammed_door_takes_a_free_compartment_away() -> None:
    """Out of every view until it is freed; the same with a parcel inside changes no count."""
    model = bank()
    assert model.jam(0)
    assert (model.occupied, model.free, model.free_total) == ([2, 0, 0], [1, 1], 2)
    with pytest.raises(DoorRefused, match="compartment 2: door is jammed, cannot open"):
        model.deposit(0, 9)
    assert model.free_jam(0)
    assert (model.occupied, model.free, model.free_total) == ([0, 0, 0], [2, 1], 3)
    model.deposit(0, 9)
    assert not model.jam(0)
    assert model.is_jammed(0)
    assert (model.occupied[0], model.free) == (3, [1, 1])
    assert not model.free_jam(0)
    assert model.occupied[0] == 1
    assert model.empty(0).contents == NOTHING
