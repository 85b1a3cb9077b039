"""Tests of fleet.policy.watch: what is reported, locked, shown."""

from __future__ import annotations

import pytest

from fleet.policy.watch import is_detection, is_to_lock, point_shown


@pytest.mark.parametrize(
    ("confidence", "from_permille", "reported"),
    [(600, 600, 1), (599, 600, 0), (-1, 0, 0), (0, 0, 1), (1000, 1000, 1)],
)
def test_a_sighting_is_reported_from_a_confidence_on(
    confidence: int, from_permille: int, reported: int
) -> None:
    """At the bound it is; what was not seen (−1) never is."""
    assert is_detection(confidence, from_permille) == reported


def test_a_lid_is_locked_from_a_fill_on() -> None:
    """At the bound it is."""
    assert [is_to_lock(fill, 950) for fill in (949, 950, 1_200)] == [0, 1, 1]


FIRST_BIN = [0, 2, 3, 4]
STREAMS = [0, 1, 0, 0]
"""Three points: one with a bin of each stream, two with one of stream 0."""


@pytest.mark.parametrize(
    ("locked", "own", "stream", "shown"),
    [
        ([0, 0, 0, 0], 0, 0, -1),  # nothing is locked
        ([1, 0, 0, 0], 0, 0, 1),  # the next point
        ([1, 0, 1, 0], 0, 0, 2),  # the one after it
        ([1, 0, 1, 1], 0, 0, -1),  # all are locked
        ([0, 1, 0, 0], 0, 1, -1),  # no other point takes the stream
        ([0, 0, 0, 1], 2, 0, 0),  # in turn, after the last the first
        ([0, 1, 0, 0], 0, 0, -1),  # another stream's lid is locked
    ],
)
def test_the_next_point_with_an_open_lid(
    locked: list[int], own: int, stream: int, shown: int
) -> None:
    """Only where a bin of the stream is locked at one's own point."""
    assert point_shown(locked, STREAMS, FIRST_BIN, 0, 3, own, stream) == shown


def test_points_of_other_sites_are_not_shown() -> None:
    """The site has the points 1 and 2; 0 is another's."""
    assert point_shown([0, 0, 0, 1], STREAMS, FIRST_BIN, 1, 2, 2, 0) == 1
    assert point_shown([0, 0, 1, 1], STREAMS, FIRST_BIN, 1, 2, 2, 0) == -1
