"""Dwell: a law fitted to stays, some of which had not ended, and how well it fits.

Lives here: maximum likelihood with censored stays, the choice between laws, the table that takes
their place where none fits. Not here: which stays are censored (`scenarios.logs.cleaning`).

A stay that a courier ended, or that the log saw no end of, says only that the dwell is longer:
`scipy.stats.CensoredData`. Distances are the largest between the law and the Kaplan-Meier estimate
(`scipy.stats.ecdf`). As the law's parameters are from the same stays, Kolmogorov's table does not
hold; the p-value is from samples of the fitted law, fitted anew (Lilliefors; Stute, Gonzáles
Manteiga, Presedo Quindimil 1993).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from twin.studies.calibration.estimate import Candidate, Estimate
from twin.studies.calibration.parcels.laws import LAWS, Law, estimates, is_in_format
from twin.studies.calibration.parcels.observed import observed, table_distance
from twin.studies.calibration.parcels.stays import Stays

LEAST_STAYS = 50
"""Ended stays below which no law is fitted: the shape would be anything."""
CLOSE_ENOUGH = 0.02
"""A law that is nowhere further off puts 2 % of the parcels elsewhere at most."""
SAMPLE = 2_000
"""Stays of which the p-value is asked; with more of them CLOSE_ENOUGH decides."""
RESAMPLES = 99
P_LEAST = 0.05


@dataclass(frozen=True)
class DwellFit:
    """The law as the scenario writes it, its estimates, and the laws that were tried."""

    law: dict[str, object]
    estimates: tuple[Estimate, ...]
    candidates: tuple[Candidate, ...]
    note: str


def fit_dwell(stays: Stays, generator: np.random.Generator) -> DwellFit:
    """The law by Akaike's criterion, if it is close to the stays; else the stays themselves.

    Raises ValueError where fewer than LEAST_STAYS ended.
    """
    if len(stays.ended) < LEAST_STAYS:
        raise ValueError(f"{len(stays.ended)} stays ended: at least {LEAST_STAYS} make a law")
    tried = []
    for law in LAWS:
        parameters = law.fit(stays)
        if is_in_format(law, parameters):
            aic = 2 * len(parameters) + 2 * law.loss(parameters, stays)
            tried.append((aic, law, parameters))
    tried.sort(key=lambda each: each[0])
    distances = [law.distance(parameters, stays) for _, law, parameters in tried]
    p_value, fits = None, False
    if tried:
        _, best, parameters = tried[0]
        p_value = _p_value(best, stays.sample(SAMPLE, generator), generator)
        few = len(stays.hours) <= SAMPLE
        fits = distances[0] <= CLOSE_ENOUGH or (few and p_value >= P_LEAST)
    candidates = [
        Candidate(law.kind, aic, distance, p_value if number == 0 else None, fits and number == 0)
        for number, ((aic, law, _), distance) in enumerate(zip(tried, distances, strict=True))
    ]
    if fits:
        return DwellFit(
            {"kind": best.kind, **best.fields(parameters)},
            tuple(estimates(best, parameters, stays)),
            tuple(candidates),
            "",
        )
    table, seen, note = observed(stays)
    candidates.append(Candidate("observed", math.nan, table_distance(table, stays), None, True))
    return DwellFit(table, tuple(seen), tuple(candidates), note)


def _p_value(law: Law, stays: Stays, generator: np.random.Generator) -> float:
    """Share of samples of the fitted law, censored alike, that lie further from their own fit."""
    parameters = law.fit(stays)
    distance = law.distance(parameters, stays)
    limit = np.where(stays.censored, stays.hours, np.inf)
    further = 0
    for _ in range(RESAMPLES):
        drawn = law.quantile(parameters, generator.random(len(stays.hours)))
        sample = Stays(np.maximum(np.minimum(drawn, limit), 1e-9), drawn > limit)
        further += law.distance(law.fit(sample, parameters), sample) >= distance
    return (1 + further) / (1 + RESAMPLES)
