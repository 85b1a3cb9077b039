"""Named streams: each depends on its own name and on nothing else."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from scenarios.streams import Purpose, Streams


def _words(streams: Streams, purpose: Purpose, site: str, part: int = 0) -> tuple[int, ...]:
    drawn = streams.generator(purpose, site, part).integers(0, 2**64, 8, dtype=np.uint64)
    return tuple(int(word) for word in drawn)


def test_same_name_same_stream() -> None:
    """A stream is a function of seed, replication, purpose, site and part."""
    for purpose in Purpose:
        first = _words(Streams(7, 3), purpose, "c1", 2)
        assert first == _words(Streams(7, 3), purpose, "c1", 2)


def test_every_part_of_the_name_counts() -> None:
    """Streams differ as soon as seed, replication, purpose, site or part differ."""
    names = itertools.product((1, 2), (0, 1, 11), Purpose, ("c1", "c11", "1|c1"), (0, 1))
    drawn = [_words(Streams(seed, r), p, site, part) for seed, r, p, site, part in names]
    assert len(set(drawn)) == len(drawn)


def test_seed_and_replication_do_not_run_together() -> None:
    """Seed 1, replication 11 is not seed 11, replication 1 with a site that begins with 1."""
    assert _words(Streams(1, 11), Purpose.SIZE, "c") != _words(Streams(11, 1), Purpose.SIZE, "c")
    assert _words(Streams(1, 1), Purpose.SIZE, "1c") != _words(Streams(1, 11), Purpose.SIZE, "c")


def test_streams_are_uniform_together() -> None:
    """First draws of many streams are uniform: mean and spread within 99.9 % bounds."""
    sites = [f"c{n}" for n in range(2000)]
    first = np.array([Streams(1, 0).generator(Purpose.SIZE, site).random() for site in sites])
    assert abs(first.mean() - 0.5) < 3.29 * np.sqrt(1 / 12 / len(first))
    assert abs(first.var() - 1 / 12) < 3.29 * np.sqrt(1 / 180 / len(first))


@pytest.mark.parametrize(("seed", "replication"), [(-1, 0), (2**63, 0), (0, -1)])
def test_names_out_of_range_are_refused(seed: int, replication: int) -> None:
    """Seeds go from 0 to 2^63 - 1, replications from 0; the message quotes the value."""
    with pytest.raises(ValueError, match=str(seed if replication >= 0 else replication)):
        Streams(seed, replication)


def test_names_of_purposes_are_their_own() -> None:
    """Two purposes never share a stream."""
    values = [purpose.value for purpose in Purpose]
    assert len(set(values)) == len(values)
