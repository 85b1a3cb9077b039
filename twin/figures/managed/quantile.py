"""A quantile over classes of time.

Lives here: its formula over counters. Not here: which figures are one (`work` beside this).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from twin.figures.counters import F64, I64
from twin.figures.figure import Figure


@dataclass(frozen=True, slots=True)
class QuantileFigure(Figure):
    """Counters of `numerator` are classes of a value, up to `bounds` each, the last without end.

    Within a class values lie evenly; what is beyond the last bound counts as that bound.
    """

    quantile: float = 0.9
    bounds: tuple[float, ...] = ()

    def values(self, counters: I64, days: I64, *, of_size: bool = False) -> F64:
        """Values of many scopes: `counters[counter, scope]`; NaN where nothing was counted."""
        classes = counters[list(self.numerator)]
        upto = np.cumsum(classes, axis=0)
        edges = np.array([0.0, *self.bounds, self.bounds[-1]])
        found = np.full(classes.shape[1], np.nan)
        for scope in np.flatnonzero(upto[-1]):
            wanted = self.quantile * upto[-1, scope]
            at = int(np.searchsorted(upto[:, scope], wanted))
            before = upto[at - 1, scope] if at else 0
            part = (wanted - before) / classes[at, scope]
            found[scope] = edges[at] + part * (edges[at + 1] - edges[at])
        return found
