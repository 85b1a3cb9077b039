"""What parcels and their recipients are like: the latent values, drawn candidate by candidate.

Lives here: which latents a scenario has, which of them are the same for all parcels, and the draw
of each from streams of its own. Not here: dwell laws (`scenarios.demand.dwell`), times of visits.

Draws go candidate by candidate, so values depend neither on blocks nor on how many days follow.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from scenarios.days import HOUR_MS, SECOND_MS
from scenarios.demand.dwell import (
    draw_dwell_ms,
    draw_handling_ms,
    is_constant,
    law_clock_ms,
    on_grid_ms,
)
from scenarios.expand import SitePlace
from scenarios.schema import Scenario
from scenarios.schema.cold import TEMPERATURES
from scenarios.schema.demand import OVERSIZE
from scenarios.schema.faults import Blocked
from scenarios.schema.rules import Evening
from scenarios.streams import Purpose, Streams
from scenarios.trace import MAX_ATTEMPTS, MAX_HANDLING_MS

F64 = npt.NDArray[np.float64]
I64 = npt.NDArray[np.int64]
I8 = npt.NDArray[np.int8]
Rows = npt.NDArray[Any]

NONE = -1
RETURN_MS = "return_ms"
_HALF_BITS = 32


@dataclass(frozen=True, slots=True)
class Latent:
    """One array of a site's trace: `rows` (one row) where it is constant, else `draw(n)`."""

    rows: Rows
    draw: Callable[[int], Rows] | None = None

    @property
    def is_constant(self) -> bool:
        """True where one row stands for all parcels."""
        return self.draw is None


def lay_out_latents(
    scenario: Scenario, place: SitePlace, streams: Streams, unit_ms: int
) -> dict[str, Latent]:
    """The latents of a site by their name in `SiteTrace`; times on the grid of `unit_ms`.

    RETURN_MS belongs to the fault part and is there where the scenario has faults.
    """

    def stream(purpose: Purpose, part: int = 0) -> np.random.Generator:
        return streams.generator(purpose, place.id, part)

    latents = {
        "parcel_size": _size(scenario, stream),
        "parcel_temperature": _temperature(scenario, stream),
        "dwell_ms": _dwell(scenario, place.dwell_factor, stream, unit_ms),
        "clock_ms": _clock(scenario, stream, unit_ms),
        "handling_ms": _handling(scenario, len(place.banks), stream, unit_ms),
        "answer_ms": _answer(scenario, stream, unit_ms),
        "fee_lead_ms": _fee_lead(scenario, stream, unit_ms),
        "at_home": _at_home(scenario, stream),
        "lobby_ms": _lobby(scenario, stream, unit_ms),
    }
    if scenario.has_faults:
        latents[RETURN_MS] = _return(scenario, stream, unit_ms)
    return latents


Stream = Callable[..., np.random.Generator]


def _constant(value: int, dtype: type[np.int64 | np.int8] = np.int64) -> Latent:
    return Latent(np.full(1, value, dtype=dtype))


def draw_halves(generator: np.random.Generator, count: int) -> tuple[F64, F64]:
    """Two independent uniforms on [0, 1) of 32 bits each, from one word of the stream.

    The first decides whether, the second how much: a larger share adds people and changes nobody.
    """
    words = generator.integers(0, 2**64, count, dtype=np.uint64)
    low = words & np.uint64(2**_HALF_BITS - 1)
    words >>= np.uint64(_HALF_BITS)
    return words * np.float64(2.0**-_HALF_BITS), low * np.float64(2.0**-_HALF_BITS)


def _size(scenario: Scenario, stream: Stream) -> Latent:
    """Class by inversion of one uniform of 24 bits; the part `oversize` is class −1."""
    mix = scenario.parcels.size_mix
    shares = [mix.get(size.id, 0.0) for size in scenario.sizes] + [mix.get(OVERSIZE, 0.0)]
    cumulated = np.cumsum(shares)
    limits = (cumulated[:-1] / cumulated[-1]).astype(np.float32)
    oversize = len(scenario.sizes) if shares[-1] > 0 else None
    present = [size for size, part in enumerate(shares) if part > 0]
    if len(present) == 1:
        only = NONE if present[0] == oversize else present[0]
        return Latent(np.empty(0, np.int8), lambda count: np.full(count, only, dtype=np.int8))
    generator = stream(Purpose.SIZE)

    def draw(count: int) -> I8:
        uniform = generator.random(count, dtype=np.float32)
        size = np.zeros(count, dtype=np.int8)
        for limit in limits[: present[-1]]:
            size += uniform >= limit
        if oversize is not None:
            size[size == oversize] = NONE
        return size

    return Latent(np.empty(0, np.int8), draw)


def _temperature(scenario: Scenario, stream: Stream) -> Latent:
    """Temperature class by inversion of one uniform of 24 bits; no draw where all are alike."""
    mix = scenario.parcels.temperature_mix or {"ambient": 1.0}
    shares = [mix.get(each, 0.0) / sum(mix.values()) for each in TEMPERATURES]
    if max(shares) == sum(shares):
        return _constant(shares.index(max(shares)), np.int8)
    limits, generator = np.cumsum(shares)[:-1].astype(np.float32), stream(Purpose.TEMPERATURE)

    def draw(count: int) -> I8:
        uniform = generator.random(count, np.float32)
        return np.searchsorted(limits, uniform, "right").astype(np.int8)

    return Latent(np.empty(0, np.int8), draw)


def _dwell(scenario: Scenario, factor: float, stream: Stream, unit_ms: int) -> Latent:
    law = scenario.dwell.law
    generator = stream(Purpose.DWELL)
    if is_constant(law):
        return Latent(draw_dwell_ms(law, factor, unit_ms, 1, generator))
    return Latent(
        np.empty(0, np.int64), lambda count: draw_dwell_ms(law, factor, unit_ms, count, generator)
    )


def _clock(scenario: Scenario, stream: Stream, unit_ms: int) -> Latent:
    """Time of day: the law's hour, or any; of the evening recipients one in the evening."""
    law_clock = law_clock_ms(scenario.dwell.law)
    usual = law_clock if law_clock == NONE else law_clock // unit_ms * unit_ms
    evening = scenario.dwell.evening
    if evening is None or evening.share == 0.0:
        return _constant(usual)
    generator = stream(Purpose.CLOCK)
    return Latent(
        np.empty(0, np.int64),
        lambda count: draw_clock_ms(evening, usual, unit_ms, count, generator),
    )


def draw_clock_ms(
    evening: Evening, usual_ms: int, unit_ms: int, count: int, generator: np.random.Generator
) -> I64:
    """Times of day: with probability `evening.share` uniform in the evening, else `usual_ms`."""
    whether, when = draw_halves(generator, count)
    window_ms = (evening.to_hour - evening.from_hour) * HOUR_MS
    clock = (evening.from_hour * HOUR_MS + when * window_ms).astype(np.int64)
    return np.where(whether < evening.share, clock // unit_ms * unit_ms, usual_ms)


def _handling(scenario: Scenario, banks: int, stream: Stream, unit_ms: int) -> Latent:
    """One column per attempt that may happen, at most MAX_ATTEMPTS; the last one repeats."""
    couriers, rejected = scenario.couriers, scenario.rejected
    handling = couriers.handling
    if couriers.mode == "single" or handling.mean_s == 0.0:
        return Latent(np.zeros((1, 1), dtype=np.int64))
    mean_ms = handling.mean_s * SECOND_MS
    if handling.law == "fixed":
        return Latent(on_grid_ms(np.full((1, 1), mean_ms), unit_ms, 0, MAX_HANDLING_MS))
    legs = max(1, banks) if "next_bank" in rejected.then else 1
    legs = rejected.max_legs if "other_site" in rejected.then else min(legs, rejected.max_legs)
    days = rejected.delivery_days if "depot" in rejected.then else 1
    columns = [stream(Purpose.HANDLING, k) for k in range(min(legs * days, MAX_ATTEMPTS))]
    return _columns(
        columns,
        lambda count, generator: on_grid_ms(
            draw_handling_ms(handling, mean_ms, count, generator), unit_ms, 0, MAX_HANDLING_MS
        ),
    )


def _columns(
    generators: Sequence[np.random.Generator],
    draw_one: Callable[[int, np.random.Generator], Rows],
    dtype: type[np.int64 | np.int8] = np.int64,
) -> Latent:
    """A latent with a column per stream."""

    def draw(count: int) -> Rows:
        rows = np.empty((count, len(generators)), dtype=dtype)
        for column, generator in enumerate(generators):
            rows[:, column] = draw_one(count, generator)
        return rows

    return Latent(np.empty((0, len(generators)), dtype=dtype), draw)


def _answer(scenario: Scenario, stream: Stream, unit_ms: int) -> Latent:
    reminders = scenario.reminders
    if reminders is None:
        return Latent(np.empty((1, 0), dtype=np.int64))
    columns = len(reminders.after_h)
    if reminders.answer_share == 0.0:
        return Latent(np.full((1, columns), NONE, dtype=np.int64))
    share, mean_ms = reminders.answer_share, reminders.answer_mean_h * HOUR_MS

    def draw(count: int, generator: np.random.Generator) -> I64:
        whether, uniform = draw_halves(generator, count)
        answer = on_grid_ms(np.log1p(-uniform) * -mean_ms, unit_ms, unit_ms)
        answer[whether >= share] = NONE
        return answer

    return _columns([stream(Purpose.ANSWER, k) for k in range(columns)], draw)


def _fee_lead(scenario: Scenario, stream: Stream, unit_ms: int) -> Latent:
    overdue = scenario.overdue
    if overdue is None or overdue.averse_share == 0.0:
        return _constant(NONE)
    share, longest_ms = overdue.averse_share, overdue.averse_lead_h * HOUR_MS
    generator = stream(Purpose.FEE_LEAD)
    return Latent(
        np.empty(0, np.int64),
        lambda count: draw_fee_lead_ms(share, longest_ms, unit_ms, count, generator),
    )


def draw_fee_lead_ms(
    share: float, longest_ms: float, unit_ms: int, count: int, generator: np.random.Generator
) -> I64:
    """How long before the fee recipients come: uniform below `longest_ms`; −1 the indifferent."""
    whether, uniform = draw_halves(generator, count)
    lead = (uniform * longest_ms).astype(np.int64) // unit_ms * unit_ms
    return np.where(whether < share, lead, NONE)


def _at_home(scenario: Scenario, stream: Stream) -> Latent:
    """One column per day on which the parcel may be brought."""
    rejected = scenario.rejected
    share = rejected.home_share if "home" in rejected.then else 0.0
    if share in {0.0, 1.0}:
        return Latent(np.full((1, 1), int(share), dtype=np.int8))
    days = rejected.delivery_days if "depot" in rejected.then else 1
    columns = [stream(Purpose.AT_HOME, k) for k in range(days)]
    limit = np.float32(share)
    return _columns(
        columns,
        lambda count, generator: generator.random(count, dtype=np.float32) < limit,
        np.int8,
    )


def _lobby(scenario: Scenario, stream: Stream, unit_ms: int) -> Latent:
    if "lobby" not in scenario.rejected.then:
        return _constant(NONE)
    mean_ms = scenario.rejected.lobby_mean_h * HOUR_MS
    generator = stream(Purpose.LOBBY)
    return Latent(
        np.empty(0, np.int64),
        lambda count: on_grid_ms(generator.standard_exponential(count) * mean_ms, unit_ms, unit_ms),
    )


def _return(scenario: Scenario, stream: Stream, unit_ms: int) -> Latent:
    """How long after a blocked pick-up the recipient tries again: uniform around the mean.

    Never soon: who came back at once would come a hundred times an evening.
    """
    mean_ms = (scenario.blocked or Blocked()).return_mean_h * HOUR_MS
    generator = stream(Purpose.RETURN)
    return Latent(
        np.empty(0, np.int64),
        lambda count: on_grid_ms((generator.random(count) + 0.5) * mean_ms, unit_ms, unit_ms),
    )
