"""Tests of scenarios.behaviour.drop_off: open or not, which bin, or the floor."""

from __future__ import annotations

import pytest

from scenarios.behaviour.drop_off import (
    CARELESS,
    LEAVES,
    PILES,
    bin_for_landed,
    choose_bin,
    is_open,
)

H = 3_600_000
MORNING_AND_EVENING = [6 * H, 18 * H], [9 * H, 20 * H]


@pytest.mark.parametrize(
    ("hour", "expected"), [(5.99, 0), (6, 1), (8.99, 1), (9, 0), (19, 1), (24 + 7, 1), (23, 0)]
)
def test_open_from_the_beginning_to_before_the_end(hour: float, expected: int) -> None:
    """Every day alike."""
    assert is_open(round(hour * H), *MORNING_AND_EVENING, 2) == expected


def test_without_windows_it_is_always_open() -> None:
    """No window, no closing."""
    assert is_open(3 * H, [], [], 0) == 1


def choice(room: list[int], habit: int, *, opened: int = 1, heap: int = 0, bag: int = 500) -> int:
    """The bin chosen among those of stream 0; the last is always open, bin 1 is of stream 1."""
    streams, always = [0, 1, 0, 0], [0, 0, 0, 1]
    return choose_bin(room, [heap] * 4, streams, always, [0] * 4, 0, 4, 0, bag, opened, habit)


def test_the_first_bin_with_room() -> None:
    """Room for the whole bag, of the right stream."""
    assert choice([499, 900, 500, 900], LEAVES) == 2


def test_outside_the_hours_only_what_is_always_open() -> None:
    """The last bin, or the floor."""
    assert choice([900] * 4, LEAVES, opened=0) == 3
    assert choice([900, 900, 900, 100], LEAVES, opened=0) == -1


def test_full_bins_and_habits() -> None:
    """Who piles takes the bin with the most room, while its heap holds the bag."""
    room = [-100, 900, 200, 100]
    assert choice(room, LEAVES, heap=400) == -1
    assert choice(room, PILES, heap=400) == 2
    assert choice(room, PILES, heap=299) == -1


def test_the_careless_leave_it_on_the_floor() -> None:
    """Room or not."""
    assert choice([900] * 4, CARELESS, heap=900) == -1


def test_a_cleaner_takes_the_bin_with_the_most_room() -> None:
    """Also over the brim; a point without the stream has none."""
    assert bin_for_landed([-300, 900, -200], [0, 1, 0], 0, 3, 0) == 2
    assert bin_for_landed([-300, 900, -200], [0, 1, 0], 0, 1, 1) == -1
