"""Calibration from logs of fill levels, from the cleaned log to the scenario.

Lives here: the order of the fits and what is said of them. Not here: the fits
(`twin.studies.calibration.bins`), the text of the file (`bins_text`).
"""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from scenarios.days import DAY_MS, HOUR_MS
from scenarios.logs.cleaning.levels import CleanLevels
from scenarios.logs.fill_levels import scenario_id
from scenarios.logs.table import refuse
from scenarios.reading.load import validate
from scenarios.reading.yaml_file import Document, parse
from scenarios.schema import Scenario
from scenarios.writing.bins import DENSITY_KG_L, LEVEL, VOLUME_L
from twin.studies.calibration.bins.check import check
from twin.studies.calibration.bins.matching import Filling, bag_of, elasticity, match, simulate
from twin.studies.calibration.bins.seen import (
    GROWN,
    GROWTH,
    LOWER,
    PAIRS,
    READINGS,
    SHORT_GAP,
    WHOLE_PERMILLE,
    Seen,
    estimates,
    figures,
    look,
    relative_spread,
)
from twin.studies.calibration.bins_text import DEPTH_MM, PARTS, bins_scenario
from twin.studies.calibration.estimate import LEVEL as CONFIDENCE
from twin.studies.calibration.estimate import Calibration, Estimate, Refusal, Z
from twin.studies.running.setup import RunGroup

LEAST_PAIRS = 30
"""Pairs of readings below which nothing is fitted: a month of days."""
SMALL_BAGS = 0.05
"""Bags as small as the noise pull its estimate down, by that part at most."""
BAG_RESAMPLES = 500
LEAST_EMPTYINGS = 10
"""Emptyings below which neither bag nor truck can be told from growth."""


def calibrate_bins(clean: CleanLevels, time_zone: str) -> tuple[Calibration, Seen]:
    """The scenario of a log, and what the log shows.

    Raises ScenarioError where it has not LEAST_PAIRS pairs of readings at its interval, or not
    LEAST_EMPTYINGS emptyings.
    """
    seen = look(clean)
    pairs, lower = (int(seen.by_bin[:, column].sum()) for column in (PAIRS, LOWER))
    if pairs < LEAST_PAIRS or lower < LEAST_EMPTYINGS:
        refuse(
            clean.log.file,
            f"{pairs} pairs of readings with {lower} emptyings: at least {LEAST_PAIRS} with "
            f"{LEAST_EMPTYINGS} tell how bins fill",
        )
    found = Calibration(
        "bins", clean.files, clean.log.rows, clean.log.readings, clean.dropped,
        estimates=estimates(seen),
    )  # fmt: skip
    filling = match(seen, _level(found, seen))
    _fitted(found, clean, seen, filling)
    _sensor(found, clean, seen)
    found.figures |= {
        "first_day": clean.log.first_day.isoformat(),
        "days": clean.log.days,
        "bins": len(clean.log.bins),
        "interval_h": seen.interval_ms / HOUR_MS,
        "step": seen.step_permille / WHOLE_PERMILLE,
        "outages": seen.outages,
        "fill_per_day": filling.per_day.tolist(),
        "bag_share": filling.bag,
        "simulated_growth": float(figures(simulate(filling, seen).sum(axis=0))[2]),
    }
    found.text = bins_scenario(found, clean, seen, filling, time_zone)
    return found, seen


def scenario_of(found: Calibration) -> Scenario:
    """The scenario that a calibration has written."""
    data, places = parse(found.text, "the fitted scenario")
    assert isinstance(data, dict)
    return validate(Document("the fitted scenario", data, places), Scenario)


def hold_against(found: Calibration, seen: Seen, scenario: Scenario, engine: RunGroup) -> None:
    """Run the scenario and hold its emptying rate and full share against those of the log."""
    found.checks += check(scenario, engine, seen, found.estimates, scenario.run.replications)
    growth = found.find("growth")
    say = "lies in" if growth.low <= found.figures["simulated_growth"] <= growth.high else "leaves"
    found.notes.append(
        f"Growth from reading to reading is {found.figures['simulated_growth']:.2%} in the "
        f"simulation and {growth.value:.2%} in the log: it {say} the interval."
    )


def _level(found: Calibration, seen: Seen) -> float:
    if seen.threshold_permille >= 0:
        return seen.threshold_permille / WHOLE_PERMILLE
    found.refusals.append(
        Refusal(
            "collection.called.level", "the log has no thresholds",
            f"assumed: {LEVEL}, vendors alarm at 70 to 90 %",
        )
    )  # fmt: skip
    return LEVEL


def _fitted(found: Calibration, clean: CleanLevels, seen: Seen, filling: Filling) -> None:
    """Rates with intervals from week to week: of growth in a fine log, else of emptyings."""
    if seen.is_fine:
        errors = relative_spread(seen.weeks, GROWTH, GROWN)
    else:
        steep = max(elasticity(filling, seen), 0.2)
        errors = relative_spread(seen.weeks, LOWER, PAIRS) / steep
    for each, per_day, error, lower in zip(
        clean.log.bins, filling.per_day.tolist(), errors.tolist(),
        seen.by_bin[:, LOWER].tolist(), strict=True,
    ):  # fmt: skip
        if lower >= 2 and per_day > 0:
            low, high = per_day * math.exp(-Z * error), per_day * math.exp(Z * error)
            name = scenario_id(each.id)
            found.estimates.append(
                Estimate(
                    f"sites.{name}.households", per_day * PARTS, low * PARTS, high * PARTS,
                    "1/10,000 of a bin/day", "rate at which it fills",
                )
            )  # fmt: skip
    some = filling.per_day[filling.per_day > 0]
    found.figures["fill_spread_cv"] = float(np.std(some) / np.mean(some)) if len(some) else 0.0
    full_kg = VOLUME_L * DENSITY_KG_L
    by_name = {each.path: each for each in found.estimates}
    cv = by_name.get("growth cv")
    if cv is not None:
        low, high = ((each / cv.value) ** 2 for each in (cv.low, cv.high))
        if seen.is_fine:
            low, high = _bag_interval(seen, filling.bag)
        bag = filling.bag * full_kg
        found.estimates.append(
            Estimate(
                "waste.streams.residual.bag.mean_kg", bag, bag * low, bag * high, "kg",
                "what comes at once, by the spread of growth",
            )
        )  # fmt: skip
    if seen.by_bin[:, READINGS].sum() == 0:
        why = "the log has no thresholds: nothing says how long bins stay full"
        found.refusals.append(Refusal("collection.called.lead_h", why, "assumed: 24 h"))
        return
    full, rate = by_name["full share"], by_name["emptying rate"]
    wide = (full.high - full.low) / 2 / max(rate.value, 1e-9) * 24 / seen.per_day
    if seen.is_fine:
        wide += 24 / seen.per_day  # any truck between two readings shows the same
    found.estimates.append(
        Estimate(
            "collection.called.lead_h", filling.lead_h, max(0.0, filling.lead_h - wide),
            filling.lead_h + wide, "h", "from the alarm to the truck, by the full share",
        )
    )  # fmt: skip


def _bag_interval(seen: Seen, bag: float) -> tuple[float, float]:
    """Limits over the value, by resampling whole weeks."""
    generator = np.random.default_rng(1)
    weeks = seen.weeks.shape[1]
    drawn = [
        bag_of(replace(seen, weeks=seen.weeks[:, generator.integers(weeks, size=weeks)]))
        for _ in range(BAG_RESAMPLES)
    ]
    low, high = np.quantile(drawn, [(1 - CONFIDENCE) / 2, (1 + CONFIDENCE) / 2]) / bag
    return float(low), float(high)


def _sensor(found: Calibration, clean: CleanLevels, seen: Seen) -> None:
    """Interval, losses and noise, as far as the log tells them."""
    say = found.notes.append
    if clean.by_date:
        found.refusals.append(
            Refusal(
                "waste_points.sensor.report_every_min",
                "the log tells one level a day, not when its sensor reported",
                "assumed: 60 min",
            )
        )
    if seen.is_fine:
        count = float(seen.by_bin[:, PAIRS].sum())
        wide = math.hypot(Z * math.sqrt(3 / (2 * max(count, 1))), SMALL_BAGS)
        noise = seen.noise_permille * DEPTH_MM / WHOLE_PERMILLE
        found.estimates.append(
            Estimate(
                "waste_points.sensor.noise_mm", noise, noise * (1 - wide), noise * (1 + wide), "mm",
                f"of a reading in a bin {DEPTH_MM} mm deep (assumed)",
            )
        )  # fmt: skip
    else:
        found.refusals.append(
            Refusal(
                "waste_points.sensor.noise_mm",
                f"levels in steps of {seen.step_permille / 10:g} %, "
                f"{seen.interval_ms / HOUR_MS:g} h apart, hide it",
                "assumed: 0",
            )
        )
    readings = float(seen.lost + clean.log.readings)
    if seen.lost:
        low, high = _binomial(seen.lost, readings)
        path = "waste_points.sensor.dropout_share"
        says = "readings that are missing singly"
        found.estimates.append(Estimate(path, seen.lost_share, low, high, "1", says))
        say(f"{seen.lost:,} readings are missing singly ({seen.lost_share:.1%} are lost).")
    if seen.outages:
        say(f"{seen.outages:,} gaps of more than {SHORT_GAP} readings are outages of the log.")
    if seen.interval_ms == DAY_MS:
        say("Levels are compared from day to day, and rounded down to the step of the log.")
    say("Litres and kilograms are assumed: a log of levels knows shares of a bin alone.")


def _binomial(count: int, of: float) -> tuple[float, float]:
    """Wilson's interval of a share."""
    part, square = count / of, Z * Z / of
    middle = (part + square / 2) / (1 + square)
    wide = Z / (1 + square) * math.sqrt(part * (1 - part) / of + square / (4 * of))
    return middle - wide, middle + wide
