"""Many futures of a site at once: the same days drawn again and again, then cut apart.

Lives here: demand of futures given what has come today, and the traces of a span of time. Not
here: what lies there already (`scenarios.demand.ahead.held`), running.

Futures are drawn as one long run in which the forecast's days repeat, so that a future costs
what its parcels cost and not the several hundred calls that lay out a trace.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

import numpy as np
import numpy.typing as npt

from scenarios.days import DAY_MS, Days, lay_out_days
from scenarios.demand.site import SiteCompiler
from scenarios.demand.visits import lay_out_hours
from scenarios.demand.volumes import DAYS_PER_YEAR, Volumes, expected_parcels, lay_out_volumes
from scenarios.expand import SitePlace
from scenarios.parts.waste import NOISE_SLOT_MS, WasteTrace
from scenarios.schema import Scenario
from scenarios.streams import Purpose, Streams
from scenarios.trace import SiteTrace

F64 = npt.NDArray[np.float64]
I64 = npt.NDArray[np.int64]

WEEK = 7
"""Days before the first that are looked at for parcels postponed to a company's next call."""


@dataclass(frozen=True, slots=True)
class Span:
    """What is forecast: ms from the midnight of the first day; now ≤ end."""

    now_ms: int
    end_ms: int

    @property
    def days(self) -> int:
        """Days that the span touches."""
        return -(-self.end_ms // DAY_MS)


class FutureCompiler:
    """Compiles `count` futures of the sites of a scenario from a moment of the day on.

    `days` as laid out for the forecast alone: the first is today, without a warm-up.
    """

    def __init__(self, scenario: Scenario, days: Days, span: Span, count: int) -> None:
        self._consent = scenario.parcels.share_to_lockers
        parcels = scenario.parcels.model_copy(update={"share_to_lockers": 1.0})
        consenting = scenario.model_copy(update={"parcels": parcels})
        self._span = span
        self._count = count
        self._compiler = SiteCompiler(consenting, _repeated(days, count))
        self._days = days.count
        before = lay_out_days(scenario, days.count, warmup_days=WEEK, first_day=days.date(-WEEK))
        hours = lay_out_hours(scenario, before, 1)
        years = (days.date(-WEEK) - scenario.start_date).days + np.arange(before.count)
        volumes = lay_out_volumes(scenario, before, hours.calling)
        self._volumes: Volumes = replace(volumes, years=years / DAYS_PER_YEAR)
        self._come_by_now = _come_by(hours.cumulated, hours.profile[WEEK], span.now_ms)

    def expected_so_far(self, place: SitePlace) -> float:
        """Parcels to be expected at the lockers of a site today until now."""
        return float((self._expected(place)[0] * self._come_by_now).sum())

    def compile(self, place: SitePlace, streams: Streams, come: int | None) -> list[SiteTrace]:
        """Traces of the futures, each cut to the span; `come`: parcels that came to lockers.

        Where days differ (`parcels.day_spread_cv` = v), today's factor is Gamma with shape 1/v² +
        parcels that came and rate 1/v² + parcels that were to be expected: the conjugate posterior
        (Gelman et al., Bayesian Data Analysis, 3rd ed., 2.6); later days have the prior.
        """
        expected = np.tile(self._expected(place), (self._count, 1))
        spread_cv = self._volumes.spread_cv
        if spread_cv > 0:
            expected = expected * self._factors(place, streams, come, spread_cv**-2)[:, None]
        counts = np.zeros(expected.shape, dtype=np.int64)
        if place.banks:
            counts = streams.generator(Purpose.COUNT, place.id).poisson(expected)
        long = self._compiler.compile_counts(place, streams, counts)
        length_ms = self._days * DAY_MS
        return [cut_span(long, future * length_ms, self._span) for future in range(self._count)]

    def _expected(self, place: SitePlace) -> F64:
        """Of those that consent alone: a Poisson number thinned is a Poisson number."""
        return expected_parcels(self._volumes, place, None)[WEEK:] * self._consent

    def _factors(self, place: SitePlace, streams: Streams, come: int | None, shape: float) -> F64:
        """Factors by day, one future after the other."""
        shapes = np.full((self._count, self._days), shape)
        rates = shapes.copy()
        if come is not None:
            shapes[:, 0] += come
            rates[:, 0] += self.expected_so_far(place)
        generator = streams.generator(Purpose.DAY_FACTOR, place.id)
        factors: F64 = (generator.standard_gamma(shapes) / rates).ravel()
        return factors


def _repeated(days: Days, count: int) -> Days:
    """The same days `count` times, one after the other."""
    return replace(
        days,
        measured_days=days.count * count,
        weekday=np.tile(days.weekday, count),
        multiplier=np.tile(days.multiplier, count),
        holiday=np.tile(days.holiday, count),
        labels={},
    )


def _come_by(cumulated: F64, profile: I64, now_ms: int) -> F64:
    """Share of a day's visits that come by `now_ms`, by company."""
    hour = now_ms / DAY_MS * (cumulated.shape[1] - 1)
    at = np.arange(cumulated.shape[1])
    return np.array([np.interp(hour, at, cumulated[row]) for row in profile.tolist()])


def cut_span(long: SiteTrace, origin_ms: int, span: Span) -> SiteTrace:
    """Visits, drop-offs and noise between now and the end of a span that begins at `origin_ms`."""
    first, stop = np.searchsorted(
        long.visit_arrival_ms, (origin_ms + span.now_ms, origin_ms + span.end_ms)
    ).tolist()
    parcels = long.visit_first_parcel[[first, stop]].tolist()
    cut = {
        name: rows[parcels[0] : parcels[1]]
        for name in PARCEL_ARRAYS
        if len(rows := getattr(long, name)) == long.parcels
    }
    cut |= {name: getattr(long, name)[first:stop] for name in ("visit_company", "visit_bank")}
    return replace(
        long,
        visit_arrival_ms=long.visit_arrival_ms[first:stop] - origin_ms,
        visit_first_parcel=long.visit_first_parcel[first : stop + 1] - parcels[0],
        waste=None if long.waste is None else _cut_waste(long.waste, origin_ms, span),
        **cut,
    )


PARCEL_ARRAYS = (
    "parcel_size", "parcel_temperature", "dwell_ms", "clock_ms", "handling_ms", "answer_ms",
    "fee_lead_ms", "at_home", "lobby_ms",
)  # fmt: skip
"""Arrays of a trace with a row a parcel, or one for all."""


def _cut_waste(waste: WasteTrace, origin_ms: int, span: Span) -> WasteTrace:
    first, stop = np.searchsorted(
        waste.drop_ms, (origin_ms + span.now_ms, origin_ms + span.end_ms)
    ).tolist()
    noise = waste.noise_milli
    if noise.shape != (1, 1):
        slot = origin_ms // NOISE_SLOT_MS
        noise = noise[:, slot : slot + -(-span.end_ms // NOISE_SLOT_MS)]
    drops = {field.name: getattr(waste, field.name)[first:stop] for field in fields(waste)[:-1]}
    drops["drop_ms"] = drops["drop_ms"] - origin_ms
    return WasteTrace(**drops, noise_milli=noise)
