"""Where worn fill sensors lie: arrays beside those of the waste points.

Lives here: names of arrays and columns. Not here: any function.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

I64 = npt.NDArray[np.int64]
I8 = npt.NDArray[np.int8]
I16 = npt.NDArray[np.int16]

# Columns of `sensors.points`, in the order of `waste.points`: IS_WORN 0 where sensors are as new.
IS_WORN, DEAD_BAND, SILENT_AT_MOST, BATTERY, REPORT_CHARGE, IDLE_CHARGE = 0, 1, 2, 3, 4, 5
REPLACE_AFTER, DRIFT, KEEPS = 6, 7, 8
SENSOR_POINT_WIDTH = 9

# Columns of `sensors.bins`, in the order of `waste.bins`: LAST and DEAD_SINCE are -1 where there is
# none; SLOTS_AT is the bin's first slot in the flat arrays.
BRIDGED, LAST, SILENT, SENT, CHARGE, CHARGED_AT = 0, 1, 2, 3, 4, 5
DEAD_SINCE, KEPT, SLOTS_AT = 6, 7, 8
SENSOR_BIN_WIDTH = 9

# Columns of `sensors.kept`: for each bin `rules.kept` rows, the oldest first.
KEPT_TIME, KEPT_FILL = 0, 1
KEPT_WIDTH = 2


class Sensors(NamedTuple):
    """Worn fill sensors; every array is empty where none is worn.

    - traces: the columns of `scenarios.parts.sensors`, end to end (charges stand in `bins`)
    - devices: `points`, `bins`, and `kept` readings whose report was lost
    """

    drop_bridges: I8
    stray_permille: I16
    lost: I8
    points: I64
    bins: I64
    kept: I64
