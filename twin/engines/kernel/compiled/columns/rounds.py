"""Where planned rounds lie: what is known of bins, and the orders of the round under way.

Lives here: names of arrays and columns. Not here: any function.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

I64 = npt.NDArray[np.int64]

# Columns of `rounds.bins`, in the order of `waste.bins`; -1 where nothing is known.
FILL, KNOWN_AT, FROM_FILL, FROM_AT, RATE = 0, 1, 2, 3, 4
ROUND_BIN_WIDTH = 5

# Columns of `rounds.orders`: ORDER_POINT is a row of `waste.points`.
ORDER_POINT, ORDER_DUE, ORDER_METRES = 0, 1, 2
ORDER_WIDTH = 3


class Rounds(NamedTuple):
    """Planned rounds; every array is empty where no service plans any.

    - `bins`: what the planner knows of them
    - `orders`: the list of the round that sets out, written between two events by whoever runs the
      kernel; `state[ORDERS]` says how many, -1 while there is no list
    """

    bins: I64
    orders: I64
