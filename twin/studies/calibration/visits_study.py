"""Calibration from logs of courier visits, from the cleaned log to the scenario.

Lives here: what is said of the fit, and the text of the file. Not here: the fit
(`twin.studies.calibration.visits`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import numpy as np

from scenarios.logs.cleaning.visits import VisitLog
from scenarios.logs.fill_levels import scenario_id
from scenarios.writing.words import word
from twin.studies.calibration.estimate import Calibration
from twin.studies.calibration.parcels_text import head_of, said_of
from twin.studies.calibration.visits.fit import Visits, fit_visits

DIGITS = 6
MOST_DAYS = 3660
EPOCH_DAY = dt.date(1970, 1, 1).toordinal()

BESIDE = """\
# What a log of visits does not say: where, which compartments, which sizes, how long parcels lie.
sites:
  - {id: c, households: 1000, latitude: 0, longitude: 0}

sizes:
  - {id: S, width_cm: 38, height_cm: 8, depth_cm: 64}
  - {id: M, width_cm: 38, height_cm: 19, depth_cm: 64}
  - {id: L, width_cm: 38, height_cm: 41, depth_cm: 64}

banks:
  - {id: b, site: c, compartments: {S: 32, M: 29, L: 18}}

dwell:
  law: {kind: weibull, mean_h: 31.6, shape: 0.763}

rejected: {then: [lobby]}
"""


def calibrate_visits(log: VisitLog, time_zone: str) -> Calibration:
    """The scenario of a log."""
    visits = fit_visits(log)
    found = Calibration(
        "visits", log.files, log.rows, len(log.parcels), log.dropped,
        estimates=visits.estimates, refusals=visits.refusals,
    )  # fmt: skip
    first = dt.date.fromordinal(visits.first_day + EPOCH_DAY)
    found.figures |= {"first_day": first.isoformat(), "days": visits.days,
                      "parcels": int(log.parcels.sum())}  # fmt: skip
    found.notes.append("Parcels count as brought, whether they found a compartment or not.")
    lines = [*_head(found, visits, time_zone), *_couriers(found, visits, log.companies)]
    found.text = "\n".join([*lines, BESIDE.rstrip(), "", *_sources(found)]) + "\n"
    return found


def _head(found: Calibration, visits: Visits, time_zone: str) -> Iterator[str]:
    title = f"The visits of {found.files[0]}"
    yield from head_of(found, title)
    yield f"title: {word(title)}"
    yield "question: How many parcels find no compartment, and how long do couriers wait?"
    yield f"start_date: {found.figures['first_day']}      # the first day of the log"
    yield f"time_zone: {word(time_zone)}"
    days = min(visits.days, MOST_DAYS)
    yield f"run: {{days: {days}, warmup_days: 7, replications: 5, seed: 1}}"
    yield ""
    yield "parcels:"
    yield f"  per_day: {round(visits.per_day, DIGITS)}{said_of(found, 'parcels.per_day')}"
    yield "  size_mix: {S: 0.27, M: 0.5, L: 0.23}"
    yield "  weekday_factor:"
    for weekday, factor in enumerate(visits.weekday.tolist()):
        said = said_of(found, f"parcels.weekday_factor.{weekday}")
        yield f"    - {round(factor, DIGITS)}{said}"
    yield ""


def _couriers(found: Calibration, visits: Visits, names: tuple[str, ...]) -> Iterator[str]:
    shares = np.round(visits.shares, DIGITS)
    shares[int(shares.argmax())] += 1 - shares.sum()
    yield "couriers:"
    yield "  companies:      # hour weights are visits in the log"
    for number, name in enumerate(names):
        path = f"couriers.companies.{name}"
        hours = ", ".join(str(int(count)) for count in visits.hours[number])
        yield f"    - id: {word(scenario_id(name))}"
        said = said_of(found, f"{path}.share")
        yield f"      share: {round(float(shares[number]), DIGITS)}{said}"
        said = said_of(found, f"{path}.parcels_per_visit")
        yield f"      parcels_per_visit: {round(float(visits.per_visit[number]), 3)}{said}"
        yield f"      hour_weights: [{hours}]"
    setup = 15.0 if visits.setup_s is None else round(visits.setup_s, 3)
    handling = 30.0 if visits.handling_s is None else round(visits.handling_s, 3)
    yield f"  setup_s: {word(setup)}{said_of(found, 'couriers.setup_s')}"
    said = said_of(found, "couriers.handling.mean_s")
    yield f"  handling: {{law: fixed, mean_s: {word(handling)}}}{said}"
    yield ""


def _sources(found: Calibration) -> Iterator[str]:
    files = ", ".join(found.files)
    refused = {each.what for each in found.refusals}
    yield "# Where values are from; what no line here fits counts as assumed."
    yield "sources:"
    yield f"  parcels.per_day: {word(f'fitted to {files}')}"
    if "parcels.weekday_factor" not in refused:
        yield f"  parcels.weekday_factor: {word(f'fitted to {files}')}"
    yield f"  couriers.companies: {word(f'fitted to {files}, {found.used} visits')}"
    if "couriers.handling" not in refused:
        yield f"  couriers.handling: {word(f'fitted to {files}')}"
        yield f"  couriers.setup_s: {word(f'fitted to {files}')}"
    yield '  parcels.size_mix: "assumed: Olist data, without what fits none"'
    yield '  dwell.law: "assumed: PostNord Norway, mean 31.6 h, Weibull shape 0.763"'
    yield '  banks: "assumed: a public routing benchmark, 32 A + 29 B + 18 C (Rudy 2025)"'
