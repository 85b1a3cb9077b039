"""Many futures together: probabilities and quantiles.

Lives here: from arrays to the forecast that a manager is told. Not here: running futures.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from fleet.ports.forecast import BankAhead, BankSpread, BinAhead, SizeAhead
from scenarios.expand import SitePlace
from scenarios.schema import Scenario
from twin.studies.forecast.folding import NEVER_MS, SiteFutures
from twin.studies.forecast.moment import Moment, bin_names

I64 = npt.NDArray[np.int64]

QUANTILES_PERMILLE = (50, 250, 500, 750, 950)
"""The 90 % and 50 % bands, and the median."""


def banks_ahead(
    futures: SiteFutures, place: SitePlace, scenario: Scenario, moment: Moment, marks_ms: I64
) -> list[BankAhead]:
    """What will be of the banks of a site."""
    quantiles, expected = _quantiles(futures.free), futures.free.mean(axis=0)
    found = []
    for number, bank in enumerate(place.banks):
        full_ms = futures.full_ms[:, number]
        by = (full_ms <= moment.by_ms).mean(axis=0).tolist()
        found.append(
            BankAhead(
                site=place.id,
                bank=bank.id,
                full_by=by[0],
                full=_until(full_ms[:, 0], marks_ms),
                sizes=[
                    SizeAhead(
                        size.id,
                        by[1 + k],
                        quantiles[:, :, number, k].T.tolist(),
                        expected[:, number, k].tolist(),
                    )
                    for k, size in enumerate(scenario.sizes)
                ],
            )
        )
    return found


def banks_spread(futures: SiteFutures, place: SitePlace) -> list[BankSpread]:
    """Whole distributions of free compartments."""
    least, most = futures.free.min(axis=0), futures.free.max(axis=0)
    marks, sizes = futures.free.shape[1], futures.free.shape[3]
    found = []
    for number, bank in enumerate(place.banks):
        rows = [
            [
                _counts(futures.free[:, m, number, k], least[m, number, k], most[m, number, k])
                for m in range(marks)
            ]
            for k in range(sizes)
        ]
        found.append(BankSpread(place.id, bank.id, rows))
    return found


def _counts(free: I64, least: int, most: int) -> list[int]:
    counts = np.bincount(free - least, minlength=int(most - least) + 1)
    return [int(least), *counts.tolist()]


def bins_ahead(
    futures: SiteFutures, place: SitePlace, moment: Moment, marks_ms: I64
) -> list[BinAhead]:
    """What will be of the bins of a site."""
    fills = _quantiles(futures.fill_permille)
    found = []
    for number, name in enumerate(bin_names(place)):
        truck_ms = int(np.sort(futures.truck_ms[:, number])[len(futures.truck_ms) // 2])
        found.append(
            BinAhead(
                site=place.id,
                bin=name,
                overflow=float((futures.overflow_ms[:, number] < NEVER_MS).mean()),
                truck_ms=-1 if truck_ms == NEVER_MS else moment.since_1970_ms(truck_ms),
                fill_permille=fills[:, number].tolist(),
                over=_until(futures.overflow_ms[:, number], marks_ms),
            )
        )
    return found


def _until(first_ms: I64, marks_ms: I64) -> list[float]:
    """Shares of futures in which it has come by each mark."""
    shares: list[float] = (first_ms[:, None] <= marks_ms).mean(axis=0).tolist()
    return shares


def _quantiles(values: I64) -> I64:
    """Quantiles over futures, each a value that occurs (inverse of the distribution function)."""
    shares = np.array(QUANTILES_PERMILLE) / 1000
    found: I64 = np.quantile(values, shares, axis=0, method="inverted_cdf").astype(np.int64)
    return found
