"""Calibration from logs of parcels, from the cleaned log to the scenario.

Lives here: the order of the fits and what is said of them. Not here: the fits
(`twin.studies.calibration.parcels`), the text of the file (`parcels_text`).
"""

from __future__ import annotations

import zoneinfo

import numpy as np

from scenarios.logs.cleaning.parcels import ParcelLog
from scenarios.schema import Scenario
from twin.studies.calibration.estimate import Calibration, Refusal
from twin.studies.calibration.parcels.arrivals import fit_arrivals
from twin.studies.calibration.parcels.demand import Arrivals, with_hidden
from twin.studies.calibration.parcels.dwell import DwellFit, fit_dwell
from twin.studies.calibration.parcels.exposure import Exposure, batches, expose, hidden_by_visits
from twin.studies.calibration.parcels.stays import Stays, stays_of
from twin.studies.calibration.parcels.steel import Steel, steel_of, steel_seen
from twin.studies.calibration.parcels_text import parcels_scenario

BATCH_MS = 5 * 60_000
"""Deposits closer together at one bank are of one courier's visit."""
HIDDEN = 1.01
"""Visits that hide less than a hundredth are told by the interval of chance."""
BATCHED = 2.0
"""So many parcels in a row on average, and a spread of hours to match, make visits of them."""
SEED = 1
"""Resampling draws from a generator of its own: the same log gives the same answer."""

ASSUMED_LAW: dict[str, object] = {"kind": "weibull", "mean_h": 31.6, "shape": 0.763}
"""PostNord Norway: just over 60 % within 24 h, mean 31.6 h."""


def calibrate_parcels(
    log: ParcelLog, time_zone: str, steel_from: Scenario | None = None
) -> Calibration:
    """The scenario of a log. `steel_from` says which compartments its banks have."""
    steel = steel_of(steel_from) if steel_from is not None else steel_seen(log)
    exposure = expose(log, steel, zoneinfo.ZoneInfo(time_zone))
    arrivals = fit_arrivals(exposure, log.banks, log.sizes)
    found = Calibration(
        "parcels", log.files, log.rows, len(log.deposited_ms), log.dropped,
        estimates=arrivals.estimates, refusals=arrivals.refusals, notes=arrivals.notes,
    )  # fmt: skip
    dwell = _dwell(found, stays_of(log))
    _say(found, log, exposure, steel)
    seen_per_day = arrivals.per_day
    if _rows(found, log, arrivals.hour_ratio):
        hidden = hidden_by_visits(log, steel, BATCH_MS)
        if float(hidden @ arrivals.by_size) >= HIDDEN:
            arrivals = with_hidden(arrivals, hidden, log.sizes)
            found.estimates = arrivals.estimates
            _say_hidden(found, arrivals)
    found.figures |= {
        "first_day": exposure.first_day.isoformat(),
        "days": exposure.days,
        "served_per_day": arrivals.served_per_day,
        "demand_per_day": float(arrivals.fit.expected_demand.sum() / exposure.days)
        * arrivals.per_day
        / seen_per_day,
        "full_share": {
            name: float(share) for name, share in zip(log.banks, exposure.full_share, strict=True)
        },
        "some_size_full_share": exposure.shut_share,
        "silent_days": exposure.silent_days,
        "profile": arrivals.fit.profile,
    }
    found.text = parcels_scenario(found, exposure, steel, arrivals, dwell, time_zone)
    return found


def _dwell(found: Calibration, stays: Stays) -> DwellFit:
    found.figures |= {"stays": len(stays.hours), "censored_stays": int(stays.censored.sum())}
    try:
        dwell = fit_dwell(stays, np.random.default_rng(SEED))
    except ValueError as error:
        found.refusals.append(Refusal("dwell.law", str(error), "assumed: PostNord Norway"))
        return DwellFit(ASSUMED_LAW, (), (), "")
    found.estimates += dwell.estimates
    found.candidates += dwell.candidates
    if dwell.law["kind"] == "observed":
        found.refusals.append(
            Refusal(
                "dwell.law by formula",
                "none of exponential, Weibull, lognormal is close to the stays",
                "the distribution of the log as a table (kind: observed)",
            )
        )
    if dwell.note:
        found.notes.append(f"Dwell: {dwell.note}.")
    return dwell


def _say(found: Calibration, log: ParcelLog, exposure: Exposure, steel: Steel) -> None:
    """What a reader must know to judge the fits."""
    say = found.notes.append
    if exposure.shut_share > 0:
        how = (
            "by the compartments given"
            if steel.given
            else (f"as it never held more than {max(exposure.doors)} parcels")
        )
        say(
            f"Some size found no room in {exposure.shut_share:.1%} of the hours ({how}); arrivals "
            "then are in no log. Rates are deposits over the hours with room."
        )
    elif not steel.given:
        say("No bank seems to have been full; --steel says which compartments there are.")
    if exposure.overfull:
        say(
            f"{exposure.overfull:,} deposits came when the compartments given were all taken: "
            "the log holds parcels that had left, or there are more compartments."
        )
    if exposure.silent_days:
        say(f"{exposure.silent_days:,} bank-days without a deposit are taken as gaps of the log.")
    if log.local_times:
        say(f"{log.local_times:,} times had no offset and are taken as local.")


def _say_hidden(found: Calibration, arrivals: Arrivals) -> None:
    most = found.find("parcels.per_day")
    found.notes.append(
        "Visits filled a bank and hid the rest of themselves: the interval of the volume reaches "
        f"from what was seen to what the visits that were not cut short suggest, {most.low:.4g} "
        f"to {most.high:.4g} a day; the middle, {arrivals.per_day:.4g}, is taken, and likewise of "
        "hours and sizes."
    )


def _rows(found: Calibration, log: ParcelLog, hour_ratio: float) -> bool:
    """Whether couriers come with many parcels: they then come in rows, and hours differ by more
    than single parcels would.
    """
    row = batches(log, BATCH_MS)
    visits = row >= BATCHED and hour_ratio >= BATCHED
    found.figures |= {"parcels_in_a_row": row, "visits": visits}
    if visits:
        found.notes.append(
            f"Deposits come {row:.1f} in a row: couriers' visits. The scenario has visits of that "
            "size."
        )
    return visits
