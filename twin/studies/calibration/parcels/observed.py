"""The dwell law of a log that no formula fits: its own distribution as a table.

Lives here: the table, and mean, median and 90 % point with intervals. Not here: laws by formula.
"""

from __future__ import annotations

import warnings

import numpy as np
import numpy.typing as npt
from scipy import stats

from twin.studies.calibration.estimate import LEVEL, Estimate, Z
from twin.studies.calibration.parcels.laws import LONGEST_H
from twin.studies.calibration.parcels.stays import Stays, survival_of

F64 = npt.NDArray[np.float64]

KNOTS = 40
"""Pieces of the table: one for every 2.5 % of the parcels."""
DIGITS = 4


def observed(stays: Stays) -> tuple[dict[str, object], list[Estimate], str]:
    """The law as the scenario writes it, its estimates, and what must be said of it.

    Parcels beyond the longest stay that ended are taken to go then.
    """
    seen = survival_of(stays)
    gone = 1.0 - seen.probabilities
    shares = np.linspace(0, 1, KNOTS + 1)[1:-1]
    shares = shares[(shares > gone[0]) & (shares < gone[-1])]
    at = np.interp(shares, gone, seen.quantiles)
    last = min(float(seen.quantiles[-1]), LONGEST_H)
    hours, collected = [0.0], [0.0]
    for hour, share in [*zip(at.tolist(), shares.tolist(), strict=True), (last, 1.0)]:
        rounded = round(hour, DIGITS)
        if rounded > hours[-1]:
            hours.append(rounded)
            collected.append(round(share, DIGITS))
        elif len(hours) > 1:
            collected[-1] = round(share, DIGITS)
    left = float(seen.probabilities[-1])
    note = f"{left:.1%} lay longer than the last stay that ended, {last:.0f} h" if left > 0 else ""
    law: dict[str, object] = {"kind": "observed", "hours": hours, "collected": collected}
    return law, [_mean(stays), *_points(stays)], note


def table_distance(law: dict[str, object], stays: Stays) -> float:
    """Largest distance between the table and the Kaplan-Meier estimate."""
    seen = survival_of(stays)
    hours, collected = law["hours"], law["collected"]
    assert isinstance(hours, list)
    assert isinstance(collected, list)
    table = np.interp(seen.quantiles, hours, collected)
    return float(np.abs(table - (1 - seen.probabilities)).max())


def _mean(stays: Stays) -> Estimate:
    """The area below the Kaplan-Meier estimate; its error by Greenwood's formula.

    Kaplan, Meier 1958, section 2.
    """
    seen = survival_of(stays)
    steps = np.diff(np.concatenate([[0.0], seen.quantiles]))
    before = np.concatenate([[1.0], seen.probabilities[:-1]])
    mean = float((steps * before).sum())
    beyond = np.concatenate([np.cumsum((steps * before)[::-1])[::-1][1:], [0.0]])
    at_risk = np.searchsorted(np.sort(-stays.hours), -seen.quantiles, side="right").astype(float)
    went = np.rint(at_risk * (1 - seen.probabilities / np.maximum(before, 1e-300)))
    weight = np.where(at_risk > went, went / (at_risk * np.maximum(at_risk - went, 1)), 0.0)
    error = float(np.sqrt((beyond**2 * weight).sum()))
    return Estimate("dwell.law.mean_h", mean, mean - Z * error, mean + Z * error, "h", "mean dwell")


def _points(stays: Stays) -> list[Estimate]:
    """Median and 90 % point, with the band of the Kaplan-Meier estimate (log-log)."""
    data = stats.CensoredData.right_censored(stays.hours, stays.censored)
    sf = stats.ecdf(data).sf
    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # undefined where none or all are left
        band = sf.confidence_interval(LEVEL, method="log-log")
    times = np.asarray(sf.quantiles, dtype=float)
    curves = [
        np.asarray(probabilities, dtype=float)
        for probabilities in (sf.probabilities, *(_shares(side) for side in (band.low, band.high)))
    ]
    found = []
    for name, share in (("median", 0.5), ("90 % point", 0.1)):
        middle, low, high = (_crossing(times, curve, share) for curve in curves)
        found.append(Estimate(f"dwell {name}", middle, low, high, "h", f"{name} of the dwell"))
    return found


def _shares(side: object) -> F64:
    """Probabilities of a side of a band."""
    probabilities: F64 = side.probabilities  # type: ignore[attr-defined]
    return probabilities


def _crossing(times: F64, share_left: F64, share: float) -> float:
    """The first time at which no more than `share` are left; the last where that never comes."""
    below = np.flatnonzero(np.nan_to_num(share_left, nan=1.0) <= share)
    return float(times[below[0]] if len(below) else times[-1])
