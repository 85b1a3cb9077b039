"""The scenario of a log of parcels, as a commented file.

Lives here: its text, every fitted value with interval and source. Not here: the fits.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from fleet.policy.allocation import OWN, RESERVE
from scenarios.writing.words import Plain, one_line, word
from twin.studies.calibration.estimate import Calibration
from twin.studies.calibration.parcels.demand import Arrivals
from twin.studies.calibration.parcels.dwell import DwellFit
from twin.studies.calibration.parcels.exposure import Exposure
from twin.studies.calibration.parcels.rates import DAILY, FLAT, WEEKLY
from twin.studies.calibration.parcels.steel import Steel

DIGITS = 6
"""Decimals of fitted values: finer than any interval."""
MOST_DAYS = 3660


def parcels_scenario(
    found: Calibration, exposure: Exposure, steel: Steel, arrivals: Arrivals, dwell: DwellFit,
    time_zone: str,
) -> str:  # fmt: skip
    """The text of the file."""
    lines = [
        *_head(found, exposure, time_zone),
        *_places(steel, arrivals),
        *_demand(found, arrivals, steel),
        *_dwell(found, dwell),
        *_sources(found, arrivals, steel, dwell),
    ]
    return "\n".join(lines) + "\n"


def said_of(found: Calibration, path: str) -> str:
    """An estimate of a path as a comment; nothing where there is none."""
    try:
        return f"  # {found.find(path).text}"
    except KeyError:
        return ""


def head_of(found: Calibration, title: str) -> Iterator[str]:
    """Comments above a calibrated scenario: what was read, left out, refused, and must be known."""
    yield f"# {title}"
    yield "#"
    yield f"# Fitted by `courtyard calibrate` to {', '.join(found.files)}: {found.used:,} of"
    yield f"# {found.rows:,} rows. Behind fitted values stands their 95 % interval."
    for reason in found.dropped.reasons():
        yield f"# Left out: {reason.rows:,} rows, {reason.says} (first: {', '.join(reason.first)})."
    for refusal in found.refusals:
        yield f"# Not fitted: {refusal.what}: {refusal.why}. Instead: {refusal.instead}."
    for note in found.notes:
        yield f"# {note}"


def _head(found: Calibration, exposure: Exposure, time_zone: str) -> Iterator[str]:
    title = f"The parcels of {Path(found.files[0]).name}"
    yield from head_of(found, title)
    yield f"title: {word(title)}"
    yield "question: How many parcels find no compartment?"
    yield f"start_date: {exposure.first_day.isoformat()}      # the first day of the log"
    yield f"time_zone: {word(time_zone)}"
    days = min(exposure.days, MOST_DAYS)
    yield f"run: {{days: {days}, warmup_days: 7, replications: 5, seed: 1}}"
    yield ""


def _places(steel: Steel, arrivals: Arrivals) -> Iterator[str]:
    households = sum(place.households for place in steel.places)
    yield "# Sites with their banks; demand_factor is parcels a household against the mean."
    yield "sites:"
    for place in steel.places:
        part = float(sum(arrivals.by_bank[bank] for bank in place.banks))
        shown = place.households or 1
        factor = part * households / shown if households else part
        site: dict[str, Plain | None] = {
            "id": place.id,
            "name": place.name or None,
            "households": shown,
            "latitude": place.latitude,
            "longitude": place.longitude,
            "demand_factor": round(factor, DIGITS) if len(steel.places) > 1 else None,
            "growth_per_year": round(arrivals.growth, DIGITS) or None,
        }
        yield f"  - {one_line(site)}"
    yield ""
    yield "sizes:"
    for size in steel.sizes:
        parts: dict[str, Plain | None] = {
            "id": size.id, "width_cm": size.width_cm, "height_cm": size.height_cm,
            "depth_cm": size.depth_cm,
        }  # fmt: skip
        yield f"  - {one_line(parts)}"
    yield ""
    yield (
        "banks:" if steel.given else "banks:      # as many compartments as were ever taken at once"
    )
    for place in steel.places:
        for bank in place.banks:
            doors = dict(
                zip((s.id for s in steel.sizes), map(int, steel.compartments[bank]), strict=True)
            )
            share = f", share: {arrivals.by_bank[bank]:.6f}" if len(place.banks) > 1 else ""
            yield (
                f"  - {{id: {word(steel.banks[bank])}, site: {word(place.id)}, "
                f"compartments: {one_line(doors)}{share}}}"
            )
    if steel.rule == OWN:
        yield "allocation: {size_rule: own}"
    elif steel.rule == RESERVE:
        yield f'allocation: {{size_rule: "reserve:{steel.reserve}"}}'
    yield ""


def _demand(found: Calibration, arrivals: Arrivals, steel: Steel) -> Iterator[str]:
    yield "# Parcels that come to these banks, those that found no room with them."
    yield "parcels:"
    yield f"  per_day: {round(arrivals.per_day, DIGITS)}{said_of(found, 'parcels.per_day')}"
    yield "  size_mix:"
    for name, part in _mix(steel, arrivals).items():
        yield f"    {word(name)}: {part}{said_of(found, f'parcels.size_mix.{name}')}"
    yield "  weekday_factor:"
    for weekday, factor in enumerate(arrivals.weekday.tolist()):
        said = said_of(found, f"parcels.weekday_factor.{weekday}")
        yield f"    - {round(factor, DIGITS)}{said}"
    if arrivals.spread_cv > 0:
        said = said_of(found, "parcels.day_spread_cv")
        yield f"  day_spread_cv: {round(arrivals.spread_cv, DIGITS)}{said}"
    yield ""
    row = float(found.figures["parcels_in_a_row"])
    visits = bool(found.figures["visits"])
    yield "# When they come; hour weights are parcels an hour" + (
        ", by hour of the week from Monday 0 h on." if arrivals.fit.profile == WEEKLY else "."
    )
    yield "couriers:"
    yield f"  mode: {'visits' if visits else 'single'}"
    yield "  companies: [{id: all, share: 1}]"
    if visits:
        yield f"  parcels_per_visit: {round(row, 2)}      # deposits in a row"
    yield from _hours(found, arrivals)
    yield ""


def _mix(steel: Steel, arrivals: Arrivals) -> dict[str, float]:
    """Shares that sum to one as they are written."""
    shares = np.round(arrivals.by_size, DIGITS)
    shares[int(shares.argmax())] += 1 - shares.sum()
    names = (size.id for size in steel.sizes)
    return {n: round(float(s), DIGITS) for n, s in zip(names, shares, strict=True) if s > 0}


def _hours(found: Calibration, arrivals: Arrivals) -> Iterator[str]:
    if arrivals.fit.profile == FLAT:
        return
    yield "  hour_weights:"
    rows = (
        arrivals.hours if arrivals.fit.profile == WEEKLY else arrivals.hours.mean(axis=0)[None, :]
    )
    for weekday, row in enumerate(rows):
        for hour, rate in enumerate(row.tolist()):
            said = said_of(found, f"couriers.hour_weights.{24 * weekday + hour}")
            yield f"    - {round(rate, DIGITS)}{said}"


def _dwell(found: Calibration, dwell: DwellFit) -> Iterator[str]:
    yield "# How long a parcel lies; stays without an end in the log count as longer than seen."
    yield "dwell:"
    yield "  law:"
    for key, value in dwell.law.items():
        if isinstance(value, list):
            yield f"    {key}: [{', '.join(word(each) for each in value)}]"
        elif isinstance(value, float):
            yield f"    {key}: {round(value, DIGITS)}{said_of(found, f'dwell.law.{key}')}"
        else:
            yield f"    {key}: {value}"
    for each in found.candidates:
        p_value = "" if each.p_value is None else f", p = {each.p_value:.2f}"
        aic = "" if each.aic != each.aic else f", AIC {each.aic:,.0f}"
        chosen = " (taken)" if each.chosen else ""
        yield f"  # {each.law}{chosen}: at most {each.distance:.1%} of the stays off{aic}{p_value}"
    yield ""
    yield "# What finds no room is left in the lobby; a log of deposits says nothing of it."
    yield "rejected: {then: [lobby]}"
    yield ""


def _sources(
    found: Calibration, arrivals: Arrivals, steel: Steel, dwell: DwellFit
) -> Iterator[str]:
    files = ", ".join(found.files)
    refused = {each.what for each in found.refusals}
    yield "# Where values are from; what no line here fits counts as assumed."
    yield "sources:"
    yield f"  parcels: {word(f'fitted to {files}, {found.used} parcels')}"
    if arrivals.fit.has_growth:
        yield f"  sites: {word(f'growth_per_year and demand_factor fitted to {files}')}"
    if arrivals.fit.profile != FLAT:
        hours = (
            "hours of the day alike on all weekdays"
            if arrivals.fit.profile == DAILY
            else ("hours of the week")
        )
        yield f"  couriers.hour_weights: {word(f'fitted to {files}: {hours}')}"
    if "dwell.law" not in refused:
        stays = (
            f"{found.figures['stays']} stays, {found.figures['censored_stays']} of them censored"
        )
        yield f"  dwell.law: {word(f'fitted to {files}: {stays}')}"
    else:
        yield '  dwell.law: "assumed: PostNord Norway, mean 31.6 h, Weibull shape 0.763"'
    if steel.given:
        yield '  banks: "the scenario given with --steel"'
        yield '  sizes: "the scenario given with --steel"'
    else:
        yield f"  banks: {word(f'assumed: as many as {files} shows taken at once')}"
        yield '  sizes: "assumed: S, M, L are InPost compartments A, B, C"'
    for estimate in found.estimates:
        if estimate.path in ("parcels.per_day", "dwell.law.mean_h", "dwell.law.shape"):
            yield f"  {estimate.path}: {word(f'fitted to {files}: {estimate.text}')}"
