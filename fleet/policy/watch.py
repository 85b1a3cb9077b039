"""What a waste point does by itself: sightings of its camera, locked lids, the point shown instead.

Lives here: kernel-safe functions of integers; −1 = none. Not here: what a camera sees, who complies
(both are drawn), calls of trucks (`fleet.policy.collection`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


def is_detection(confidence_permille: int, report_from_permille: int) -> int:
    """1 where a sighting (−1: there was none) is sure enough to be reported."""
    return 1 if confidence_permille >= 0 and report_from_permille <= confidence_permille else 0


def is_to_lock(fill_permille: int, lock_permille: int) -> int:
    """1 where a lid is to be locked."""
    return 1 if fill_permille >= lock_permille else 0


def point_shown(
    locked: Sequence[int], stream_of: Sequence[int], first_bin: Sequence[int], first: int,
    points: int, own: int, stream: int,
) -> int:  # fmt: skip
    """Point that residents at point `own` are shown instead, −1 where none is.

    Only where a bin of the stream is locked at `own`: the next of the site's points (`first` … in
    turn) with a bin of the stream that is not. Point p has the bins `first_bin[p]` to
    `first_bin[p + 1]`.
    """
    is_locked = 0
    for position in range(first_bin[own], first_bin[own + 1]):
        if stream_of[position] == stream and locked[position]:
            is_locked = 1
    if is_locked == 0:
        return -1
    for ahead in range(1, points):
        point = first + (own - first + ahead) % points
        for position in range(first_bin[point], first_bin[point + 1]):
            if stream_of[position] == stream and not locked[position]:
                return point
    return -1
