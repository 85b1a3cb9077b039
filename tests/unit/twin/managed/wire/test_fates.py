"""Fates are potential outcomes: the n-th message of a lane has its own, whatever others do."""

from __future__ import annotations

from itertools import islice

from scenarios.streams import Streams
from twin.managed.wire.fates import AT_ONCE, CALM, CHUNK, Fate, Fates, WireFaults

FAULTS = WireFaults(lost_permille=50, doubled_permille=50, delay_ms=(5, 900))


def _first(count: int, lane: int, seed: int = 1) -> list[Fate]:
    fates = Fates(Streams(seed, 0), "meadow", lane, FAULTS)
    return list(islice(iter(fates.next, None), count))


def test_a_lane_has_its_own_fates_in_every_run() -> None:
    """The same over chunks; another lane's and another seed's are others."""
    many = 2 * CHUNK + 10
    assert _first(many, 0) == _first(many, 0)
    assert _first(many, 0)[:CHUNK] != _first(many, 0)[CHUNK : 2 * CHUNK]
    assert _first(50, 0) != _first(50, 1)
    assert _first(50, 0) != _first(50, 0, seed=2)


def test_more_delay_changes_who_is_late_and_not_who_is_lost() -> None:
    """Faults are compared on the same luck."""
    worse = WireFaults(lost_permille=100, doubled_permille=50, delay_ms=(5, 5_000))
    others = Fates(Streams(1, 0), "meadow", 0, worse)
    for fate in _first(500, 0):
        other = others.next()
        assert other.is_lost or not fate.is_lost
        assert (other.again_ms >= 0) == (fate.again_ms >= 0)


def test_in_a_calm_network_everything_arrives_at_once() -> None:
    """And nothing is drawn for it."""
    assert Fates(Streams(1, 0), "meadow", 0, CALM).next() == AT_ONCE
