"""A figure: its unit and its formula over counters.

Lives here: the row of a catalogue, and its evaluation. Not here: the catalogues, the counters.

A figure of kind `share` or `mean` is a ratio of counters; one of kind `total` is a counter divided
by the number of measured days in the row's scope. 0/0 is undefined (NaN here, null in a result).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from twin.figures.counters import F64, I64

Counters = tuple[int, ...]
"""Numbers of counters of one list: of lockers or of waste."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure.

    Value = Σ `numerator` / (`divisor` × Σ `denominator`), with measured days for an empty
    `denominator`; times the ratio of the two sums of `times`, where it has that. Rows of one size
    or temperature take the `of_size` pair where there is one. `sizes` (and temperatures),
    `companies`, `streams`: it has rows of single ones. With a `part` it has rows only where the
    scenario has that. In `unit`, "currency" stands for the scenario's.
    """

    name: str
    unit: str
    kind: Literal["share", "mean", "total"]
    numerator: Counters
    denominator: Counters
    formula: str
    says: str
    divisor: int = 1
    sizes: bool = True
    companies: bool = True
    streams: bool = True
    part: str = ""
    of_size: tuple[Counters, Counters] | None = None
    times: tuple[Counters, Counters] | None = None

    def values(self, counters: I64, days: I64, *, of_size: bool = False) -> F64:
        """Values of many scopes: `counters[counter, scope]` over `days[scope]` measured days."""
        above, below = self.numerator, self.denominator
        if of_size and self.of_size is not None:
            above, below = self.of_size
        total = counters[list(above)].sum(axis=0).astype(np.float64)
        base = (counters[list(below)].sum(axis=0) if below else days).astype(np.float64)
        values = np.full(total.shape, np.nan)
        np.divide(total, base * self.divisor, out=values, where=base > 0)
        if self.times is not None:
            above, below = self.times
            total = counters[list(above)].sum(axis=0).astype(np.float64)
            base = counters[list(below)].sum(axis=0).astype(np.float64)
            values *= np.divide(total, base, out=np.full(total.shape, np.nan), where=base > 0)
        return values
