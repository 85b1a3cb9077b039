"""Tests of scenarios.parts.arrays: digests and ranges."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from scenarios.parts.arrays import I64, digest_arrays, find_outside


@dataclass(frozen=True)
class Pair:
    """Two arrays."""

    a_ms: I64
    b_ms: I64


def pair(a: list[int], b: list[int]) -> Pair:
    """Both as int64."""
    return Pair(np.array(a, dtype=np.int64), np.array(b, dtype=np.int64))


def test_a_digest_knows_which_array_a_value_is_in() -> None:
    """Values moved from one array to the next, and shapes, are other digests."""
    digests = [digest_arrays(pair(*p)) for p in (([1, 2], []), ([1], [2]), ([], [1, 2]))]
    assert len(set(digests)) == 3
    assert digests[0] == digest_arrays(pair([1, 2], []))


def test_the_first_value_outside() -> None:
    """Both ends belong to a range; the first value outside is named with the range."""
    assert find_outside(pair([1, 3], []), {"a_ms": (1, 3), "b_ms": (5, 6)}) is None
    assert find_outside(pair([1, 9, 4], []), {"a_ms": (1, 3)}) == ("a_ms", 9, "1 to 3")
    assert find_outside(pair([0], [7]), {"b_ms": (8, 9)}) == ("b_ms", 7, "8 to 9")
