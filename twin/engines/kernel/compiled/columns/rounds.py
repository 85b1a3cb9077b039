"""Where planned rounds lie: what is known of bins, and the orders of the round under way.

Lives here: names of arrays and columns. Not here: any function.
"""

from __future__ import annotations

from typing import Any, NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

I64 = npt.NDArray[np.int64]

Ints: TypeAlias = Any
"""An `I64` that policies read: they take it as a sequence of int."""

HOURS = 24

# Columns of `rounds.bins`, in the order of `waste.bins`; -1 where nothing is known.
# FROM_AT is by a clock that runs with the waste.
FILL, KNOWN_AT, FROM_FILL, FROM_AT, RATE = 0, 1, 2, 3, 4
ROUND_BIN_WIDTH = 5

# Columns of `rounds.orders`: ORDER_POINT is a row of `waste.points`.
ORDER_POINT, ORDER_DUE, ORDER_METRES = 0, 1, 2
ORDER_WIDTH = 3


class Rounds(NamedTuple):
    """Planned rounds; every array is empty where no service plans any.

    - `weights` of 24 hours a service, and their sums (0 where it plans none), `totals`
    - `bins`: what the planner knows of them
    - `orders`: the list of the round that sets out, written between two events by whoever runs the
      kernel; `state[ORDERS]` says how many, -1 while there is no list
    """

    weights: Ints
    totals: I64
    bins: I64
    orders: I64
