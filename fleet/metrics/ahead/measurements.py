"""Measurements of forecasts: part of the metric catalogue.

Lives here: names, units, meanings and limits. Not here: life's (`fleet.metrics.catalogue`), what
fills them (`fleet.metrics.ahead.foretelling`).

A point stands at the hour it speaks of, mostly one to come. Many forecasts speak of an hour: their
points keep beside one another, the newest said last, so that the last of an hour is what is known
best of it.
"""

from __future__ import annotations

from fleet.metrics.measurement import (
    AREA_TAGS,
    DEVICES_MAX,
    HERE,
    SITES_MAX,
    SOURCE,
    Field,
    Measurement,
    Tag,
)

SIZES_MAX = 16

SIZE = Tag("size", SIZES_MAX, "of compartments, as the scenario calls it")
AHEAD = Field("ahead_ms", "ms", "How long before that hour it was said.")
FULL = Field(
    "full_permille", "permille",
    "Probability that no compartment is free at some time from then until this hour.",
)  # fmt: skip
FULL_BY = Field(
    "full_by_permille", "permille",
    "The same until the hour of the day that is asked for, mostly 18:00; there alone.",
)  # fmt: skip
OVER = Field(
    "overflow_permille", "permille",
    "Probability that waste stands above the brim before this hour and before the next truck.",
)  # fmt: skip

BANK_AHEAD = Measurement(
    "forecast_bank", "What will be of a locker bank, an hour each.", (*HERE, SOURCE),
    (FULL, FULL_BY, AHEAD), DEVICES_MAX,
)  # fmt: skip
FREE_AHEAD = Measurement(
    "forecast_free", "Compartments of a size that will be free in a bank, at the end of an hour.",
    (*HERE, SIZE, SOURCE),
    (
        Field("free", "count", "Expected, rounded."),
        Field("free_low", "count", "So many or more in nineteen futures of twenty."),
        Field("free_high", "count", "So many or fewer in nineteen futures of twenty."),
        AHEAD,
    ), 4 * DEVICES_MAX,
)  # fmt: skip
BIN_AHEAD = Measurement(
    "forecast_bin", "What will be of a bin until its next truck, an hour each.", (*HERE, SOURCE),
    (
        OVER,
        Field("fill_permille", "permille", "Level when the truck comes: the middle future's."),
        Field("truck_ms", "moment", "When the truck comes: the middle future's; none by the end."),
        AHEAD,
    ), DEVICES_MAX,
)  # fmt: skip
AREA_AHEAD = Measurement(
    "forecast_area", "What will be of a site, a community or the city, an hour each.",
    (*AREA_TAGS, SOURCE),
    (
        Field("banks", "count", "Banks that were forecast."),
        Field("banks_likely_full", "count", "Of these as likely full by this hour as not, or so."),
        Field("full_permille", "permille", "The likeliest bank's probability, as of that bank."),
        Field("full_by_permille", "permille", "Likewise until the hour of the day asked for."),
        Field("free", "count", "Compartments expected to be free at the end of this hour."),
        Field("free_least", "count", "Fewest that are expected at the end of an hour until then."),
        Field("bins", "count", "Bins that were forecast."),
        Field("bins_likely_over", "count", "Of these as likely to overflow as not, or likelier."),
        Field("overflow_permille", "permille", "The likeliest bin's probability, as of that bin."),
        AHEAD,
    ), SITES_MAX + 2_001,
)  # fmt: skip
SCORE = Measurement(
    "forecast_score", "How good forecasts were whose time is over, when one is made.", (SOURCE,),
    (
        Field("forecasts", "count", "Forecasts of one bank each that were scored."),
        Field("brier_thousandths", "thousandths", "Brier score of `full by`; 0 is perfect."),
        Field("climatology_thousandths", "thousandths", "Of saying how often it comes in all."),
        Field("persistence_thousandths", "thousandths", "Of saying that it stays as it is."),
        Field("base_rate_permille", "permille", "How often it came."),
        Field("covered_nine_permille", "permille", "How often the 90 % band held."),
        Field("covered_half_permille", "permille", "How often the 50 % band held."),
    ), 1,
)  # fmt: skip

FORECASTS = (BANK_AHEAD, FREE_AHEAD, BIN_AHEAD, AREA_AHEAD, SCORE)
