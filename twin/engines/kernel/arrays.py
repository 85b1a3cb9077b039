"""Arrays as the kernel takes them: reused memory, one type for every trace.

Lives here: growing buffers, and traces' arrays without a copy where that is possible. Not here:
what is in them.
"""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]


class Buffers:
    """Arrays by name that only ever grow: touching new memory costs more than simulating in it."""

    def __init__(self) -> None:
        self._owned: dict[str, Array] = {}

    def take(self, name: str, length: int, dtype: Any = np.int64) -> Array:
        """The buffer of that name, so long; what it holds is left from before."""
        owned = self._owned.get(name)
        if owned is None or len(owned) < length:
            room = max(length, 0 if owned is None else len(owned) * 3 // 2, 16)
            owned = np.zeros(room, dtype=dtype)
            self._owned[name] = owned
        return owned[:length]

    def fill(self, name: str, length: int, value: int, dtype: Any = np.int64) -> Array:
        """The buffer of that name with every entry set."""
        array = self.take(name, length, dtype)
        array.fill(value)
        return array

    def copy(self, name: str, values: Array) -> Array:
        """The buffer of that name with these values."""
        array = self.take(name, len(values))
        array[:] = values
        return array

    def join(self, name: str, parts: Sequence[Array], dtype: Any) -> Array:
        """The parts end to end, flat; a single part is taken as it lies, without a copy."""
        if len(parts) == 1:
            return as_taken(parts[0], dtype)
        joined = self.take(name, sum(part.size for part in parts), dtype)
        start = 0
        for part in parts:
            joined[start : start + part.size] = part.reshape(-1)
            start += part.size
        return joined


def as_taken(array: Array, dtype: Any) -> Array:
    """Flat, contiguous and of one type for numba, for which a read-only array is another type.

    The kernel writes to no trace; a read-only array is seen through a view that hides the flag.
    """
    flat = np.ascontiguousarray(array, dtype=dtype).reshape(-1)
    if flat.flags.writeable or flat.size == 0:
        return flat if flat.flags.writeable else np.empty(0, dtype=dtype)
    memory = (ctypes.c_byte * flat.nbytes).from_address(flat.ctypes.data)
    return np.frombuffer(memoryview(memory), dtype=np.dtype(dtype))
