"""The waste part of a site's trace: drop-offs by stream, and the noise of fill sensors.

Lives here: the draws, one named stream for each purpose and stream of waste. Not here: what
residents do at the point (`scenarios.behaviour.drop_off`), parcels.

Drop-offs of a stream are a Poisson process: a Poisson number each day, times of day by inversion of
the hour weights. Who keeps to the windows comes by the hour weights cut to the windows of the
household's point, at the same quantile: another window moves times, and changes no luck.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from scenarios.days import DAY_MS, HOUR_MS, Days
from scenarios.demand.dwell import on_grid_ms
from scenarios.demand.points.watch import draw_watched, habits, watch_trace
from scenarios.expand import SitePlace
from scenarios.parts.waste import MAX_BAG_G, NOISE_MILLI, NOISE_SLOT_MS, WasteTrace
from scenarios.parts.watch import DROP_OFF_ARRAYS, WatchTrace
from scenarios.points import PointPlace
from scenarios.schema import Scenario
from scenarios.schema.waste.references import watches
from scenarios.schema.waste.streams import BagLaw, Stream, Waste
from scenarios.streams import Purpose, Streams

F64 = npt.NDArray[np.float64]
I64 = npt.NDArray[np.int64]
Windows = tuple[tuple[int, ...], tuple[int, ...]]

MAX_EXPECTED_DROP_OFFS = 50_000_000
"""Expected drop-offs of a site over a run: a trace takes 3 GB to make."""

FLAGS = 16
"""Parts of the time stream from here on say who keeps to the windows; streams are at most 15."""


class WasteParts(NamedTuple):
    """The parts of a site's trace that belong to waste points."""

    waste: WasteTrace | None = None
    watch: WatchTrace | None = None


class WasteCompiler:
    """Draws the waste of the sites of one scenario over one run of days."""

    def __init__(self, scenario: Scenario, days: Days, time_unit_ms: int) -> None:
        self._waste = scenario.waste
        self._watches = watches(scenario.waste_points, scenario.waste)
        self._days = days
        self._unit_ms = time_unit_ms
        self._replayed = next((s.id for s in scenario.collection if s.kind == "replayed"), None)
        self._cut: dict[Windows, tuple[F64, F64]] = {}

    def compile(self, place: SitePlace, streams: Streams) -> WasteParts:
        """Draw the parts of `place`; None where it has no waste points, or nobody watches any.

        Longer runs begin with the same days. Raises ValueError, before anything is drawn, where
        more than MAX_EXPECTED_DROP_OFFS are to be expected, or emptyings stand in a log.
        """
        waste = self._waste
        if waste is None or not place.points:
            return WasteParts()
        if self._replayed is not None:
            raise ValueError(
                f"collection.{self._replayed}.kind = replayed: emptyings are not drawn; run it "
                "with a trace made from a log (courtyard trace … --from-levels)"
            )
        parts = [
            part
            for number, stream in enumerate(waste.streams)
            if (part := self._stream(waste, stream, number, place, streams)) is not None
        ]
        own = [name for name in WasteTrace.__slots__ if name != "noise_milli"]
        watched = DROP_OFF_ARRAYS if self._watches else ()
        columns: dict[str, Any] = {
            name: np.concatenate([part[name] for part in parts] or [np.empty(0, dtype=np.int64)])
            for name in (*own, *watched)
        }
        order = np.argsort(columns["drop_ms"], kind="stable")
        small = {"drop_stream", "drop_mixed", "drop_habit"}
        waste_trace = WasteTrace(
            **{
                name: columns[name][order].astype(np.int8 if name in small else np.int64)
                for name in own
            },
            noise_milli=self._noise(place, streams),
        )
        if not self._watches:
            return WasteParts(waste_trace)
        rows = {name: columns[name][order] for name in watched}
        return WasteParts(waste_trace, watch_trace(rows, place, self._days, self._unit_ms, streams))

    def _stream(
        self, waste: Waste, stream: Stream, number: int, place: SitePlace, streams: Streams
    ) -> dict[str, I64] | None:
        point_of = _points_of(place.points, number)
        if point_of is None or place.households == 0:
            return None

        def draws(purpose: Purpose, part: int = number) -> np.random.Generator:
            return streams.generator(purpose, place.id, part)

        expected = drop_offs_per_day(waste, stream, place) * _weekdays(waste, self._days)
        if expected.sum() > MAX_EXPECTED_DROP_OFFS:
            raise ValueError(
                f"sites.{place.id}: {expected.sum():,.0f} drop-offs of {stream.id} expected in "
                f"{self._days.count} days: must be at most {MAX_EXPECTED_DROP_OFFS:,}"
            )
        counts = draws(Purpose.DROP_COUNT).poisson(expected)
        total = int(counts.sum())
        household = (draws(Purpose.DROP_HOUSEHOLD).random(total) * place.households).astype(
            np.int64
        )
        points = len(place.points)
        point = point_of[household * points // place.households]
        keeps = draws(Purpose.DROP_TIME, FLAGS + number).random(total) >= waste.off_hours_share
        clock_ms = self._clock_ms(place.points, point, keeps, draws(Purpose.DROP_TIME))
        drop_ms = np.repeat(np.arange(self._days.count) * DAY_MS, counts) + clock_ms
        landed_ms = draws(Purpose.DROP_LANDED).standard_exponential(total)
        mixed = draws(Purpose.DROP_MIXED).random(total)
        habit = draws(Purpose.DROP_HABIT).random(total)
        watched: dict[str, I64] = {}
        if self._watches:
            watched = draw_watched(
                waste, stream, place.points, point, mixed, habit, draws,
                lambda purpose: draws(purpose, FLAGS + number),
            )  # fmt: skip
        return watched | {
            "drop_ms": drop_ms // self._unit_ms * self._unit_ms,
            "drop_household": household,
            "drop_point": point,
            "drop_stream": np.full(total, number),
            "drop_mass_g": draw_mass_g(stream.bag, total, draws(Purpose.DROP_MASS)),
            "drop_mixed": (mixed < stream.mixed_share).astype(np.int64),
            "drop_habit": habits(waste, habit),
            "drop_landed_ms": on_grid_ms(
                landed_ms * (waste.landed_mean_h * HOUR_MS), self._unit_ms, self._unit_ms
            ),
        }

    def _clock_ms(
        self,
        points: tuple[PointPlace, ...],
        point: I64,
        keeps: npt.NDArray[np.bool_],
        generator: np.random.Generator,
    ) -> I64:
        uniform = generator.random(len(point))
        clock_ms = self._invert(uniform, ((), ()))
        for number, place in enumerate(points):
            if place.opens_ms:
                rows = np.flatnonzero(keeps & (point == number))
                windows = (place.opens_ms, place.closes_ms)
                clock_ms[rows] = self._invert(uniform[rows], windows)
        return clock_ms

    def _invert(self, uniform: F64, windows: Windows) -> I64:
        assert self._waste is not None
        if windows not in self._cut:
            self._cut[windows] = cut_to_windows(self._waste.hour_weights, windows)
        cumulated, edges_ms = self._cut[windows]
        drawn = np.interp(uniform, cumulated, edges_ms)
        return np.minimum(drawn.astype(np.int64), DAY_MS - 1)

    def _noise(self, place: SitePlace, streams: Streams) -> npt.NDArray[np.int16]:
        """Latent noise, a row for each bin of the site; those without a sensor have zeros."""
        noisy = [p.sensor is not None and p.sensor.noise_um > 0 for p in place.points]
        if not any(noisy):
            return np.zeros((1, 1), dtype=np.int16)
        slots = -(-self._days.horizon_ms // NOISE_SLOT_MS)
        bins = sum(len(p.bins) for p in place.points)
        noise = np.zeros((bins, slots), dtype=np.int16)
        first = 0
        for point, is_noisy in zip(place.points, noisy, strict=True):
            for row in range(first, first + len(point.bins)) if is_noisy else ():
                drawn = streams.generator(Purpose.SENSOR_NOISE, place.id, row)
                normal = np.rint(1000 * drawn.standard_normal(slots))
                noise[row] = np.clip(normal, -NOISE_MILLI, NOISE_MILLI)
            first += len(point.bins)
        return noise


def drop_offs_per_day(waste: Waste, stream: Stream, place: SitePlace) -> float:
    """Mean drop-offs of a stream at a site, a day of weekday factor 1."""
    per_household = stream.kg_per_household_day / stream.bag.mean_kg
    return per_household * place.households * waste.amount_factor(place.kind)


def cut_to_windows(hour_weights: list[float], windows: Windows) -> tuple[F64, F64]:
    """Distribution of the time of day: cumulated probability at ascending times in ms.

    Without windows the hour weights themselves; else their part inside the windows, and evenly over
    the windows where the hours have no weight there.
    """
    opens, closes = windows
    edges = sorted({0, DAY_MS, *opens, *closes, *(h * HOUR_MS for h in range(24))})
    lengths = np.diff(np.array(edges, dtype=np.float64))
    begins = np.array(edges[:-1])
    inside = np.ones(len(begins), dtype=bool)
    if opens:
        inside = np.any(
            [(begins >= start) & (begins < end) for start, end in zip(opens, closes, strict=True)],
            axis=0,
        )
    mass = np.array(hour_weights, dtype=np.float64)[begins // HOUR_MS] * lengths * inside
    if mass.sum() == 0:
        mass = lengths * inside
    cumulated = np.concatenate([[0.0], np.cumsum(mass)]) / mass.sum()
    # A piece without mass is a jump: only its end is kept, so that nothing falls into it.
    kept = np.concatenate([mass > 0, [False]]) | np.concatenate([[False], mass > 0])
    return cumulated[kept], np.array(edges, dtype=np.float64)[kept]


def draw_mass_g(bag: BagLaw, count: int, generator: np.random.Generator) -> I64:
    """Masses of `count` bags in whole grams, at least 1."""
    mean_g = bag.mean_kg * 1000
    if bag.law == "fixed":
        drawn = np.full(count, mean_g)
    elif bag.law == "normal":
        drawn = mean_g * (1 + bag.cv * generator.standard_normal(count))
    elif bag.law == "exponential":
        drawn = mean_g * generator.standard_exponential(count)
    else:
        sigma = np.sqrt(np.log1p(bag.cv**2))
        drawn = mean_g * np.exp(sigma * generator.standard_normal(count) - sigma**2 / 2)
    masses: I64 = np.clip(np.rint(drawn), 1, MAX_BAG_G).astype(np.int64)
    return masses


def _weekdays(waste: Waste, days: Days) -> F64:
    return np.asarray(waste.weekday_factor, dtype=np.float64)[days.weekday]


def _points_of(points: tuple[PointPlace, ...], stream: int) -> I64 | None:
    """For each point the one to which its households take a stream: itself, or the next that
    takes it; None where no point of the site does.
    """
    takers = [number for number, point in enumerate(points) if point.takes(stream)]
    if not takers:
        return None
    return np.array([min(takers, key=lambda t: (t - n) % len(points)) for n in range(len(points))])
