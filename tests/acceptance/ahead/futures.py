"""500 futures of 24 hours at the 36 sites of yiyuan, from a morning with half the doors taken.

    python -m tests.acceptance.ahead.futures

Prints one JSON object: the seconds from the snapshot to the answer, processes included, and how
many futures of a site that were. The state is drawn by a seed of its own.
"""

from __future__ import annotations

import datetime as dt
import json
import time
from zoneinfo import ZoneInfo

import numpy as np

from fleet.ports.forecast import BankNow, ParcelNow, SiteNow, Snapshot
from scenarios.days import HOUR_MS
from scenarios.expand import expand_sites
from scenarios.reading.library import read_scenario
from scenarios.schema import Scenario
from twin.studies.forecast.study import Forecasts

FUTURES = 500
TAKEN = 0.5
LAIN_H = 14.0


def _snapshot(scenario: Scenario) -> Snapshot:
    zone = ZoneInfo(scenario.time_zone)
    taken_ms = round(dt.datetime(2026, 3, 4, 9, tzinfo=zone).timestamp()) * 1000
    generator = np.random.default_rng(1)
    sites = []
    for place in expand_sites(scenario):
        banks = [
            BankNow(
                bank.id,
                [
                    ParcelNow(k, k, taken_ms - round(generator.exponential(LAIN_H) * HOUR_MS))
                    for k, count in enumerate(bank.compartments)
                    for _ in range(generator.binomial(count, TAKEN))
                ],
            )
            for bank in place.banks
        ]
        sites.append(SiteNow(place.id, banks))
    return Snapshot(taken_ms, sites)


def main() -> None:
    """Measure once."""
    scenario = read_scenario("yiyuan", Scenario).scenario
    snapshot = _snapshot(scenario)
    began_s = time.perf_counter()
    told = Forecasts(scenario, "yiyuan", FUTURES, jobs=None).forecast(snapshot)
    seconds = time.perf_counter() - began_s
    futures = told.futures * len({bank.site for bank in told.banks})
    print(json.dumps({"seconds": seconds, "site_futures": futures, "digest": told.digest}))


if __name__ == "__main__":
    main()
