"""How long a compressor runs: an empty cell between two thresholds.

Lives here: the exact cycle of Newton's law with and without cooling. Not here: engines.
"""

from __future__ import annotations

import math

from twin.oracles.errors import require, require_finite_above_zero


def compressor_share(
    lower_c: float, upper_c: float, ambient_c: float, wall_w_k: float, cooling_w: float
) -> float:
    """Share of the time for which the compressor runs, from one start to the next.

    Off, the air rises from lower to upper towards the ambient temperature; on, it falls back
    towards ambient − cooling / wall. Both take τ · ln(distance at the begin / at the end), so the
    heat capacity drops out. 0 where the air never reaches the upper threshold, 1 where cooling
    never brings it to the lower one.
    """
    require_finite_above_zero("wall_w_k", wall_w_k)
    require(lower_c < upper_c, "upper_c", upper_c, f"above {lower_c:g}")
    if ambient_c <= upper_c:
        return 0.0
    coldest_c = ambient_c - cooling_w / wall_w_k
    if coldest_c >= lower_c:
        return 1.0
    rests = math.log((ambient_c - lower_c) / (ambient_c - upper_c))
    runs = math.log((upper_c - coldest_c) / (lower_c - coldest_c))
    return runs / (runs + rests)
