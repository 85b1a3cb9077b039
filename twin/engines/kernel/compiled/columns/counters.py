"""Where counters, doors and lobbies lie: their arrays and what the columns mean.

Lives here: names of columns, the part of `Memory`. Not here: any function. Tables lie flat, as in
`twin.engines.kernel.compiled.memory`; what is to come stands on the agenda.
"""

from __future__ import annotations

from typing import Any, NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

I64 = npt.NDArray[np.int64]
I8 = npt.NDArray[np.int8]
Ints: TypeAlias = Any

# Columns of `sites`, a row a site: where its rows of the flat arrays begin; FIRST_NUMBER is the
# number of its first parcel that passes no locker, NEAREST a row of `counters` or NONE.
CALLS_AT, CALLS, FIRSTS_AT, DIRECT_AT, FIRST_NUMBER = 0, 1, 2, 3, 4
LOCKER_SERVICE_AT, NEAREST, FIRST_COUNTER, KEPT_AT = 5, 6, 7, 8
SERVICE_SITE_WIDTH = 9

# Columns of `counters`: COUNTER_PLACE counts after the site's banks and waste points,
# COUNTER_NUMBER among its counters; windows are FIRST_OPEN … STOP_OPEN; the queue is linked by
# KEPT_NEXT.
COUNTER_SITE, COUNTER_PLACE, COUNTER_NUMBER, FIRST_OPEN, STOP_OPEN = 0, 1, 2, 3, 4
STAFF, DESKS_BUSY, SHELF_PLACES, STANDING, FRIDGE_PLACES, IN_FRIDGE = 5, 6, 7, 8, 9, 10
HAND_IN_MS, FIRST_WAITING, LAST_WAITING, WAITING = 11, 12, 13, 14
COUNTER_WIDTH = 15

# Columns of `kept`, a row for every parcel of a site by its number.
KEPT_ATTRIBUTES, KEPT_COUNTER, KEPT_HANDED, KEPT_CAME, KEPT_NEXT, KEPT_FRIDGE = 0, 1, 2, 3, 4, 5
KEPT_WIDTH = 6


class Counters(NamedTuple):
    """Counters, doors and lobbies; every array is empty where there are none.

    - traces: the arrays of `scenarios.parts.counters`, end to end, and `call_of`, the call of each
      parcel within its site
    - places: `sites`, `counters`, their windows of the week (`opens_ms`, `closes_ms`)
    - `kept` what is known of parcels at counters
    """

    call_ms: I64
    call_company: I64
    call_way: I8
    call_counter: I64
    call_first_parcel: I64
    size: I8
    temperature: I8
    dwell_ms: I64
    clock_ms: I64
    service_ms: I64
    at_home: I8
    lobby_ms: I64
    locker_service_ms: I64
    call_of: I64
    sites: I64
    counters: I64
    opens_ms: Ints
    closes_ms: Ints
    kept: I64
