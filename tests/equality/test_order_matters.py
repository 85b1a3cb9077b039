"""The suite sees a wrong order: a kernel that breaks ties otherwise does not pass."""

from __future__ import annotations

import functools
from collections.abc import Callable

import pytest

from tests.equality.both import cases, compare
from tests.equality.settings import setting
from twin.engines.kernel.build import kernel_with, name_of
from twin.engines.kernel.compiled.calendar import earlier
from twin.engines.kernel.engine import run_with

BELOW_KIND = (1 << 56) - 1


def _kind_last(time_ms: int, key: int, other_ms: int, other_key: int) -> bool:
    """Site and entity before kind: a total order, but not the one of the event table."""
    other_entity = other_key & BELOW_KIND
    return time_ms < other_ms or (time_ms == other_ms and key & BELOW_KIND < other_entity)


def _larger_entity_first(time_ms: int, key: int, other_ms: int, other_key: int) -> bool:
    """Kinds in their order, entities backwards."""
    if time_ms != other_ms or key >> 56 != other_key >> 56:
        return (time_ms, key >> 56) < (other_ms, other_key >> 56)
    return key > other_key


@pytest.mark.parametrize("wrong", [_kind_last, _larger_entity_first])
def test_wrong_tie_order_is_caught(wrong: Callable[..., bool]) -> None:
    """Equality fails with the first differing record, decoded, when ties are broken otherwise."""
    twisted = functools.partial(run_with, kernel_with({name_of(earlier): wrong}))
    (case, *_) = cases(setting("everything"), unit_ms=60_000)
    with pytest.raises(AssertionError, match=r"(?s)logs part at record \d+.*left:.*right:"):
        compare(case, twisted)


def test_right_order_passes_the_same_way() -> None:
    """The kernel built the same way with nothing replaced is equal: the order alone was wrong."""
    same = functools.partial(run_with, kernel_with({}))
    for case in cases(setting("everything"), unit_ms=60_000):
        compare(case, same)
