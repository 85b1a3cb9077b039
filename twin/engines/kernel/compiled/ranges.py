"""Looking through arrays: is every value within its bounds, do times ascend.

Lives here: two passes over one array each. Not here: which bounds (`twin.engines.kernel.checks`).
"""

from __future__ import annotations

from twin.engines.kernel.compiled.memory import (
    I64,
    NONE,
)


def first_outside(values: I64, low: int, high: int) -> int:
    """Index of the first value below `low` or above `high`, NONE where all are within."""
    outside = 0
    for i in range(len(values)):
        outside += (values[i] < low) | (values[i] > high)
    if outside == 0:
        return NONE
    i = 0
    while low <= values[i] <= high:
        i += 1
    return i


def first_descent(values: I64) -> int:
    """Index of the first value that is smaller than the one before it, NONE where none is."""
    descents = 0
    for i in range(1, len(values)):
        descents += values[i] < values[i - 1]
    if descents == 0:
        return NONE
    i = 1
    while values[i] >= values[i - 1]:
        i += 1
    return i
