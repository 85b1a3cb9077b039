"""Arrivals whose rate changes over the day or week, no limit to the places: M_t/G/∞.

Lives here: the mean number in the place, for a sinusoidal rate and for periodic rates given piece
by piece (hours of a day or of a week), with exponential or any other dwell. Not here: rejection,
for which a bank is sized by the peak this gives (the daily mean hides the wave).

m(t) = ∫₀^∞ λ(t − u) P(T > u) du (Eick, Massey and Whitt 1993), in the periodic steady state; the
number in the place at t is Poisson with this mean. Rates are per hour, times in hours from the
start of the period, in local time.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from twin.oracles.errors import (
    require,
    require_finite_above_zero,
    require_finite_at_least_zero,
)
from twin.oracles.survival import SurvivalIntegral

Floats = NDArray[np.float64]

MAX_PIECES = 2_016
"""Pieces of one period: a week in steps of five minutes. The work grows with the square."""
MAX_MEMORY_PIECES = 1_000_000
"""Pieces the past is followed back, a century of hours: a dwell law that is not over by then has
no mean worth a plan."""
_MEMORY_BOUND = f"at most {MAX_MEMORY_PIECES}"
_TAIL = 1e-13
"""The past ends where twice as much of it adds less than this share of the mean dwell."""
_BLOCK = 512
"""Pieces of the past summed together: bounds memory, not the value."""
_INSTANTS = 60
"""Instants per piece at which the peak is looked for: the minutes of an hour."""
_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(10)
_PANELS = (0.0, *(2.0**-k for k in range(20, 3, -1)), *(k / 8 for k in range(1, 9)))
"""Panels of the quadrature over one piece, finer towards 0, where a Weibull survival is steep."""


@dataclass(frozen=True)
class Peak:
    """The largest mean number in the place, and when in the period."""

    occupancy: float
    at_h: float


@dataclass(frozen=True)
class PeriodicOccupancy:
    """The mean number in the place over one period."""

    at_start: tuple[float, ...]
    """At the start of each piece."""
    piece_means: tuple[float, ...]
    """Averaged over each piece."""
    peak: Peak

    @property
    def mean(self) -> float:
        """Over the period: mean rate × mean dwell (Little)."""
        return math.fsum(self.piece_means) / len(self.piece_means)


def sinusoidal_occupancy(
    t_h: float, *, mean_rate_per_h: float, swing_per_h: float, period_h: float, mean_dwell_h: float
) -> float:
    """m(t) of M_t/M/∞ with λ(t) = λ̄ + β sin γt, γ = 2π/period, µ = 1/mean dwell, 0 ≤ β ≤ λ̄.

    m(t) = λ̄/µ + β (µ sin γt − γ cos γt) / (µ² + γ²) (Eick, Massey and Whitt 1993).
    """
    turn, leave = _sinusoid(mean_rate_per_h, swing_per_h, period_h, mean_dwell_h)
    wave = leave * math.sin(turn * t_h) - turn * math.cos(turn * t_h)
    return mean_rate_per_h / leave + swing_per_h * wave / (leave * leave + turn * turn)


def sinusoidal_peak(
    *, mean_rate_per_h: float, swing_per_h: float, period_h: float, mean_dwell_h: float
) -> Peak:
    """The largest m(t): λ̄/µ + β/√(µ² + γ²), later than the largest rate by atan(γ/µ)/γ."""
    turn, leave = _sinusoid(mean_rate_per_h, swing_per_h, period_h, mean_dwell_h)
    occupancy = mean_rate_per_h / leave + swing_per_h / math.hypot(leave, turn)
    return Peak(occupancy, (period_h / 4.0 + math.atan2(turn, leave) / turn) % period_h)


def exponential_occupancy(
    rates_per_hour: Sequence[float], mean_dwell_h: float, *, piece_h: float = 1.0
) -> PeriodicOccupancy:
    """M_t/M/∞ with periodic rates, one for each piece of `piece_h` hours: exact to rounding.

    Within a piece m tends monotonely to rate × mean dwell, so the peak is at a start.
    """
    rates = _checked(rates_per_hour, piece_h)
    require_finite_above_zero("mean_dwell_h", mean_dwell_h)
    gone = -math.expm1(-piece_h / mean_dwell_h)
    targets = rates * mean_dwell_h
    # m(period) from an empty start; a start of m adds m·e^(−period/mean dwell), so m follows.
    number = 0.0
    for target in targets:
        number += (target - number) * gone
    number /= -math.expm1(-piece_h * len(targets) / mean_dwell_h)
    at_start = []
    for target in targets:
        at_start.append(float(number))
        number += (target - number) * gone
    starts = np.array(at_start)
    means = targets + (starts - targets) * gone * mean_dwell_h / piece_h
    top = int(np.argmax(starts))
    return PeriodicOccupancy(
        tuple(at_start), tuple(means.tolist()), Peak(at_start[top], top * piece_h)
    )


def hourly_occupancy(
    rates_per_hour: Sequence[float],
    survival_integral: SurvivalIntegral,
    *,
    piece_h: float = 1.0,
    breaks_h: Sequence[float] = (),
) -> PeriodicOccupancy:
    """M_t/G/∞ with periodic rates, one for each piece of `piece_h` hours.

    `survival_integral`: x ↦ ∫₀ˣ P(T > u) du (see survival). With rates constant by the piece every
    m(t) is a sum of its differences, exact; only the mean over a piece needs quadrature, good to
    about 1e-9 relative if `breaks_h` names the dwells at which P(T > u) jumps (a fixed dwell).
    The peak is that of `peak_occupancy`.
    """
    rates = _checked(rates_per_hour, piece_h)
    edges = np.array(sorted({*_PANELS, *_breaks(breaks_h, piece_h)}))
    halves = np.diff(edges)[:, None] / 2.0
    nodes = edges[:-1, None] + halves * (1.0 + _NODES)
    weights = halves * _WEIGHTS
    means = _occupancy(rates, survival_integral, piece_h, nodes.ravel()) @ weights.ravel()
    at_start = _occupancy(rates, survival_integral, piece_h, np.zeros(1))[:, 0]
    peak = peak_occupancy(rates_per_hour, survival_integral, piece_h=piece_h, breaks_h=breaks_h)
    return PeriodicOccupancy(tuple(at_start.tolist()), tuple(means.tolist()), peak)


def peak_occupancy(
    rates_per_hour: Sequence[float],
    survival_integral: SurvivalIntegral,
    *,
    piece_h: float = 1.0,
    breaks_h: Sequence[float] = (),
) -> Peak:
    """The largest m(t) of M_t/G/∞: what to size a bank by, not the daily mean.

    It is the largest of the exact values at the starts of pieces, at sixtieths of a piece (the
    minutes of an hour) and at `breaks_h`; for exponential and fixed dwells that is the maximum.
    """
    rates = _checked(rates_per_hour, piece_h)
    minutes = (np.arange(_INSTANTS) / _INSTANTS).tolist()
    instants = np.array(sorted({*minutes, *_breaks(breaks_h, piece_h)}))
    values = _occupancy(rates, survival_integral, piece_h, instants)
    piece, instant = divmod(int(np.argmax(values)), len(instants))
    return Peak(float(values[piece, instant]), (piece + float(instants[instant])) * piece_h)


def _occupancy(
    rates: Floats, survival_integral: SurvivalIntegral, piece_h: float, offsets: Floats
) -> Floats:
    """The m at start of piece + offset (in pieces, 0 ≤ offset < 1): row = piece, column = offset.

    A piece that began k pieces ago weighs I(k + x) − I(k − 1 + x), the present one I(x); weights
    a period apart meet the same rate and are added.
    """
    pieces = len(rates)
    weights = np.zeros((pieces, len(offsets)))
    block = pieces * math.ceil(_BLOCK / pieces)
    before = np.zeros((1, len(offsets)))
    for age in range(0, _memory_pieces(survival_integral, piece_h), block):
        ages = np.arange(age, age + block)[:, None] + offsets
        within = np.asarray(survival_integral(ages * piece_h), dtype=np.float64)
        added = np.diff(within, axis=0, prepend=before)
        weights += added.reshape(-1, pieces, len(offsets)).sum(axis=0)
        before = within[-1:]
    order = np.arange(pieces)
    return np.asarray(rates[(order[:, None] - order) % pieces] @ weights, dtype=np.float64)


def _memory_pieces(survival_integral: SurvivalIntegral, piece_h: float) -> int:
    """How many pieces of the past are remembered: found by doubling."""
    memory, reached = 1, 0.0
    while True:
        further = float(survival_integral(np.array([memory * piece_h]))[0])
        sound = math.isfinite(further) and further >= reached * (1.0 - _TAIL)
        require(sound, "survival_integral", further, "finite and never falling")
        if further - reached <= _TAIL * further:
            return memory
        reached = further
        memory *= 2
        require(memory <= MAX_MEMORY_PIECES, "pieces of the past", memory, _MEMORY_BOUND)


def _breaks(breaks_h: Sequence[float], piece_h: float) -> set[float]:
    """Where in a piece a break of the survival falls, whichever piece it began in."""
    for break_h in breaks_h:
        require_finite_at_least_zero("break_h", break_h)
    return {break_h / piece_h % 1.0 for break_h in breaks_h}


def _checked(rates_per_hour: Sequence[float], piece_h: float) -> Floats:
    rates = np.array(rates_per_hour, dtype=np.float64)
    require_finite_above_zero("piece_h", piece_h)
    require(1 <= rates.size <= MAX_PIECES, "pieces", rates.size, f"1 to {MAX_PIECES}")
    for rate in rates:
        require_finite_at_least_zero("rate_per_hour", float(rate))
    return rates


def _sinusoid(
    mean_rate_per_h: float, swing_per_h: float, period_h: float, mean_dwell_h: float
) -> tuple[float, float]:
    """γ and µ of the formula, both per hour."""
    require_finite_at_least_zero("mean_rate_per_h", mean_rate_per_h)
    require(
        0.0 <= swing_per_h <= mean_rate_per_h,
        "swing_per_h",
        swing_per_h,
        f"at least 0 and at most the mean rate {mean_rate_per_h}",
    )
    require_finite_above_zero("period_h", period_h)
    require_finite_above_zero("mean_dwell_h", mean_dwell_h)
    return 2.0 * math.pi / period_h, 1.0 / mean_dwell_h
