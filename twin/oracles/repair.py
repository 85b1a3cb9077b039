"""Machine repair: the share of time in which a machine works.

Lives here: alternating renewal of operating and repair times. Not here: queues for a repairman;
every machine has its own.

For independent operating times of mean m and repair times of mean r, of any law, the long-run share
of time up is m / (m + r) (renewal reward; Ross, Stochastic Processes, 2nd ed., theorem 3.4.4).
"""

from __future__ import annotations

import math
from collections.abc import Iterable

from twin.oracles.errors import require_finite_above_zero, require_finite_at_least_zero


def up_share(operating_h: float, repair_h: float) -> float:
    """Long-run share of time up; `operating_h` > 0 and `repair_h` ≥ 0 are means."""
    require_finite_above_zero("operating_h", operating_h)
    require_finite_at_least_zero("repair_h", repair_h)
    return operating_h / (operating_h + repair_h)


def series_up_share(components: Iterable[tuple[float, float]]) -> float:
    """Share of time in which independent components of (operating, repair) hours are all up."""
    return math.prod(up_share(operating_h, repair_h) for operating_h, repair_h in components)
