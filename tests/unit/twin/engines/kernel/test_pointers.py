"""Tuples of arrays behind one address: what a compiled function reads is what stands there."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import pytest
from numba import njit, types

from twin.engines.kernel.pointers import Laid, Table, table_type


class _Inner(NamedTuple):
    short: Any
    step: int


class _Outer(NamedTuple):
    length: int
    inner: _Inner
    wide: Any
    empty: Any


_INNER = table_type("Inner", {"short": types.int8[::1], "step": types.int64})
_OUTER = table_type(
    "Outer",
    {
        "length": types.int64,
        "inner": _INNER,
        "wide": types.int64[::1],
        "empty": types.int64[::1],
    },
)


def _outer(**other: Any) -> _Outer:
    inner = _Inner(np.array([-3, 4], dtype=np.int8), 5)
    wide = np.array([10, 20, 30], dtype=np.int64)
    return _Outer(7, inner, wide, np.zeros(0, dtype=np.int8))._replace(**other)


def _read_all(m: Any) -> int:
    m.wide[0] = m.inner.short[0]
    total: int = m.length + 100 * m.inner.step + 10_000 * len(m.wide) + 1_000_000 * len(m.empty)
    return total


def test_a_compiled_function_reads_and_writes_what_stands_in_the_tuple() -> None:
    """Ints, arrays of both widths, lengths and inner tuples; a write reaches the array."""
    outer = _outer()
    assert njit(_read_all)(Laid(outer, _OUTER)) == 30_507
    assert outer.wide[0] == -3


def test_members_stand_one_after_the_other() -> None:
    """A word an int, two an array, inner tables in place."""
    assert [member.word for member in _OUTER.members.values()] == [0, 1, 4, 6]
    assert (_INNER.words, _OUTER.words) == (3, 8)
    assert isinstance(_OUTER.members["inner"].type, Table)


@pytest.mark.parametrize(
    "wrong",
    [
        np.zeros(3, dtype=np.int32),
        np.zeros(3, dtype=np.float64),
        np.zeros(6, dtype=np.int64)[::2],
        np.frombuffer(bytes(24), dtype=np.int64),
    ],
    ids=["narrow", "float", "gaps", "read-only"],
)
def test_an_array_that_is_not_as_said_is_refused(wrong: Any) -> None:
    """An address carries no type: another one would be read as garbage."""
    with pytest.raises(TypeError, match=r"Outer|not writable"):
        Laid(_outer(wide=wrong), _OUTER)


def test_a_tuple_with_too_few_members_is_refused() -> None:
    """What stands behind an address has to be whole."""
    with pytest.raises(ValueError, match="longer"):
        Laid(tuple(_outer())[:3], _OUTER)
