"""Digests and ranges of structs of arrays.

Lives here: what every part of a trace does with its arrays. Not here: which arrays a part has.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import fields
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

I64 = npt.NDArray[np.int64]

Wrong = tuple[str, int, str]
"""What is wrong with a part: the array, a value in it, and the bound that it breaks."""


def update_digest(sha: Any, name: str, array: npt.NDArray[Any]) -> None:
    """Add one array's name, shape and little-endian bytes to a digest."""
    little = np.ascontiguousarray(array, dtype=array.dtype.newbyteorder("<"))
    sha.update(f"|{name}{little.shape}{little.dtype.str}".encode())
    sha.update(little.tobytes())


def digest_arrays(part: DataclassInstance) -> str:
    """SHA-256 over names, shapes and little-endian bytes of all arrays of a part."""
    sha = hashlib.sha256()
    for field in fields(part):
        update_digest(sha, field.name, getattr(part, field.name))
    return sha.hexdigest()


def find_outside(part: object, ranges: Mapping[str, tuple[int, int]]) -> Wrong | None:
    """The first value that is outside of its array's range (both ends in it), None if none is."""
    for name, (low, high) in ranges.items():
        array = getattr(part, name)
        if array.size and (array.min() < low or array.max() > high):
            return name, int(array[(array < low) | (array > high)][0]), f"{low} to {high}"
    return None
