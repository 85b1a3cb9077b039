"""A truck called by reported fill: what the reporting interval does to overflow.

Lives here: a bin that equal bags fill as a Poisson process, a sensor without noise that reports at
multiples of an interval, a truck that comes `lead_h` after the first report at or above a level.
Not here: fixed rounds, noise.

Two forms. `overflow_after_level` begins where the level is reached and takes the next report as
uniform within the interval: what planners use. `alarm_cycle` is exact for a grid of reports that
runs on: where the level is reached after a time that varies little against the interval, the phase
is not quite uniform (12 h and 40 deposits of an hour: .4314 instead of .4298).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from scipy import special, stats

from twin.oracles.errors import (
    require,
    require_finite_above_zero,
    require_finite_at_least_zero,
    require_whole,
)

MAX_BAGS = 5_000
"""Bags that fill the bin; the work of the exact cycle grows with the square."""
MAX_REPORTS = 100_000
_REST = 1e-13
"""Cycles longer than what is summed have this probability at most."""


@dataclass(frozen=True)
class AlarmCycle:
    """Of one emptying: P(overflow), bags above the brim, hours from the level to the alarm, hours
    from emptying to emptying.
    """

    probability: float
    excess_bags: float
    delay_h: float
    length_h: float


def overflow_after_level(
    room_bags: int, rate_per_h: float, lead_h: float, interval_h: float
) -> float:
    """P(more than `room_bags` bags in lead + U(0, interval)), from the moment the level is reached.

    With k = room + 1 and P the regularised lower gamma function, the mean of P(k, λt) over t is
    [t·P(k, λt) − (k/λ)·P(k + 1, λt)] from lead to lead + interval, over the interval.
    """
    require_whole("room_bags", room_bags, 0, MAX_BAGS)
    require_finite_above_zero("rate_per_h", rate_per_h)
    require_finite_at_least_zero("lead_h", lead_h)
    require_finite_above_zero("interval_h", interval_h)
    k = room_bags + 1

    def integral(t: float) -> float:
        x = rate_per_h * t
        return float(t * special.gammainc(k, x) - k / rate_per_h * special.gammainc(k + 1, x))

    return (integral(lead_h + interval_h) - integral(lead_h)) / interval_h


def alarm_cycle(
    level_bags: int, fit_bags: int, rate_per_h: float, lead_h: float, interval_h: float
) -> AlarmCycle:
    """The cycle of a bin that holds `fit_bags`, with an alarm at the first report of `level_bags`.

    The truck comes between two reports, so reports r₁ < r₂ < … of the next cycle stand at
    r₁ = interval·(⌊lead/interval⌋ + 1) − lead and every interval after; all is a sum over the
    number at the last report before the alarm, the number at the alarm, and the Poisson number
    within the lead time.
    """
    require_whole("fit_bags", fit_bags, 1, MAX_BAGS)
    require_whole("level_bags", level_bags, 1, fit_bags)
    require_finite_above_zero("rate_per_h", rate_per_h)
    require_finite_at_least_zero("lead_h", lead_h)
    require_finite_above_zero("interval_h", interval_h)
    wait_bags = rate_per_h * (interval_h + lead_h)
    require(wait_bags <= MAX_BAGS, "bags in an interval and the lead time", wait_bags,
            f"at most {MAX_BAGS}")  # fmt: skip
    first_h = interval_h * (math.floor(lead_h / interval_h + 1e-12) + 1) - lead_h
    before = np.zeros(level_bags)
    before[0] = 1.0
    beyond, excess = _in_lead_time(fit_bags, rate_per_h * lead_h)
    probability = excess_bags = alarm_h = left = 0.0
    report_h, step_h = first_h, first_h
    for _ in range(MAX_REPORTS):
        before, at_alarm = _after(before, rate_per_h * step_h)
        numbers = np.minimum(np.arange(level_bags, level_bags + len(at_alarm)), fit_bags + 1)
        probability += float(at_alarm @ beyond[numbers])
        above = np.maximum(np.arange(level_bags, level_bags + len(at_alarm)) - fit_bags, 0)
        more = np.where(above > 0, above + rate_per_h * lead_h, excess[numbers])
        excess_bags += float(at_alarm @ more)
        alarm_h += report_h * float(at_alarm.sum())
        left = float(before.sum())
        if left < _REST:
            break
        report_h, step_h = report_h + interval_h, interval_h
    require(left < _REST, "reports in a cycle", MAX_REPORTS, f"fewer than {MAX_REPORTS}")
    delay_h = alarm_h - level_bags / rate_per_h
    return AlarmCycle(probability, excess_bags, delay_h, alarm_h + lead_h)


def _in_lead_time(
    fit_bags: int, mean: float
) -> tuple[np.ndarray[tuple[int], np.dtype[np.float64]], ...]:
    """P(over the brim) and mean bags above it when the truck comes, by the number at the alarm.

    The last entry stands for all numbers above the brim (its second is not used).
    """
    room = fit_bags - np.arange(fit_bags + 2)
    beyond = np.where(room < 0, 1.0, stats.poisson.sf(room, mean))
    excess = mean * stats.poisson.sf(room - 1, mean) - room * stats.poisson.sf(room, mean)
    return beyond, excess


def _after(
    before: np.ndarray[tuple[int], np.dtype[np.float64]], mean: float
) -> tuple[np.ndarray[tuple[int], np.dtype[np.float64]], ...]:
    """Numbers after a Poisson number more: those still below the level, and those at or above."""
    most = len(before) + math.ceil(mean + 14 * math.sqrt(mean) + 40)
    more = stats.poisson.pmf(np.arange(most), mean)
    spread = np.convolve(before, more)
    return spread[: len(before)], spread[len(before) :]
