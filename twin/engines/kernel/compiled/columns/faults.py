"""Where faults lie: arrays and columns.

Lives here: names of arrays and columns, flat tables as in `compiled.memory`. Not here: any
function.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

I64 = npt.NDArray[np.int64]

# Columns of `rules`, a single row; then of `repairs`, a row for each kind of component.
OFFLINE_CODES, OPENING_DELAY, OPENING_FROM, OPENING_TO, OPENING_HELPS = 0, 1, 2, 3, 4
RETURN_MEAN = 5
RESPONSE, FROM_CLOCK, TO_CLOCK = 0, 1, 2
REPAIR_WIDTH = 3

# Columns of `outages`, a row for each outage of the scenario, and of `begins` (site, outage).
OUTAGE_KIND, OUTAGE_FROM, OUTAGE_TO = 0, 1, 2
OUTAGE_WIDTH = 3
BEGIN_SITE, BEGIN_OUTAGE = 0, 1
BEGIN_WIDTH = 2

# Columns of `sites`: banks FIRST_OWN … STOP_OWN and FIRST_BIN_OF are numbers through the group,
# RETURNS rows of `return_ms` from RETURN_AT on.
MAINS_DOWN, NETWORK_DOWN, FIRST_OWN, STOP_OWN, FIRST_BIN_OF = 0, 1, 2, 3, 4
RETURN_AT, RETURNS, FIRST_COMPONENT, STOP_COMPONENT = 5, 6, 7, 8
FAULT_SITE_WIDTH = 9

# Columns of `banks`; SHUT_SINCE is -1 while it works.
TERMINAL_DOWN, SHUT_SINCE = 0, 1
FAULT_BANK_WIDTH = 2

# Columns of `components`, by site in ascending order of their entity; ROW … STOP_ROW are the rows
# of its faults that are still to come.
COMPONENT_SITE, ENTITY, ROW, STOP_ROW = 0, 1, 2, 3
COMPONENT_WIDTH = 4


class Faults(NamedTuple):
    """Components that fail; every array is empty where nothing does.

    - traces: the columns of `scenarios.parts.faults`, end to end
    - `silent[b]` 1 where the sensor of bin b is dead; `repair_due[p]` when the jammed door of
      position p is repaired, -1 where it is not jammed; both count through the group
    """

    rules: I64
    repairs: I64
    outages: I64
    begins: I64
    sites: I64
    banks: I64
    components: I64
    operating_ms: I64
    work_ms: I64
    door: I64
    return_ms: I64
    silent: I64
    repair_due: I64
