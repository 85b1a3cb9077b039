"""Where supervisors, cameras and locked lids lie: arrays beside those of the waste points.

Lives here: names of arrays and columns. Not here: any function.
"""

from __future__ import annotations

from typing import Any, NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

I64 = npt.NDArray[np.int64]
I8 = npt.NDArray[np.int8]
I16 = npt.NDArray[np.int16]
Ints: TypeAlias = Any

# Columns of `watch.sites`: shifts of point p of the site are SHIFTS_AT + SHIFT_STEP × p + number.
SHIFTS_AT, SHIFT_STEP, FALSE_AT, FALSES = 0, 1, 2, 3
WATCH_SITE_WIDTH = 4

# Columns of `watch.points`, in the order of `waste.points`: shifts are FIRST_SHIFT … STOP_SHIFT,
# a supervisor is there until UNTIL; REPORT_FROM is -1 without a camera, LOCK_AT without linkage.
FIRST_SHIFT, STOP_SHIFT, NEXT_SHIFT, MISSED_SHIFT, UNTIL = 0, 1, 2, 3, 4
REPORT_FROM, ABSENT_AFTER, LOCK_AT, BY_CONTACT, WALK, DEODORISES = 5, 6, 7, 8, 9, 10
LOCKED_BINS = 11
WATCH_POINT_WIDTH = 12


class Watch(NamedTuple):
    """What watches the waste points; every array but `locked` is empty where nothing does.

    - traces: the columns of `scenarios.parts.watch`, end to end
    - places: `sites`, `points`, shifts (`shift_days`, seven a shift, `shift_from`, `shift_to`),
      `first_bin[p]` of point p, and the end of the last
    - devices: `locked[b]` of bin b, `locked_since[b]`, `spoilt[b]`
    - people: `bags[d]`, the point shown, or how bag d was brought (`compiled.waste.drop_offs`)
    """

    abnormal: I8
    present_mixed: I8
    present_habit: I8
    present_abnormal: I8
    complies: I8
    landed_seen: I16
    abnormal_seen: I16
    shift_missed: I8
    shift_seen: I16
    false_ms: I64
    false_point: I64
    false_subject: I8
    false_seen: I16
    sites: I64
    points: I64
    shift_days: Ints
    shift_from: Ints
    shift_to: I64
    first_bin: Ints
    locked: Ints
    locked_since: I64
    spoilt: I64
    bags: I64
