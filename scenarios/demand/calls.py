"""The part of a site's trace about parcels that pass no locker: calls at counters, doors, lobbies.

Lives here: which candidates go which way, who calls when, and what would become of each parcel.
Not here: the candidates and how they are dealt (`scenarios.demand.site`,
`scenarios.demand.visits`).

One uniform a candidate decides its way, the one that decides who goes to a locker; size, dwell and
hour are drawn from the streams of the lockers' parcels. So a parcel is the same whichever way it
takes, and modes of delivery are compared on the same parcels.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import numpy.typing as npt

from scenarios.counters import nearest
from scenarios.days import HOUR_MS, SECOND_MS
from scenarios.demand.dwell import draw_handling_ms, on_grid_ms
from scenarios.demand.latents import Latent, lay_out_latents
from scenarios.demand.visits import CallingHours, group_ordinals, lay_out_block
from scenarios.expand import SitePlace
from scenarios.parts.counters import ARRAYS, BYTES, TO_COUNTER, CounterTrace
from scenarios.schema import Scenario
from scenarios.schema.demand import Handling
from scenarios.streams import Purpose, Streams
from scenarios.trace import MAX_HANDLING_MS

F64 = npt.NDArray[np.float64]
I64 = npt.NDArray[np.int64]
Columns = dict[str, npt.NDArray[Any]]

WAYS = 3
_DRAWN_AS = {
    "size": "parcel_size",
    "temperature": "parcel_temperature",
    "dwell_ms": "dwell_ms",
    "clock_ms": "clock_ms",
}


class CallCompiler:
    """Draws the calls of the sites of one scenario over one run of days."""

    def __init__(self, scenario: Scenario, hours: CallingHours, unit_ms: int) -> None:
        self._scenario = scenario
        self._hours = hours
        self._unit_ms = unit_ms
        parcels = scenario.parcels
        self._limits = np.cumsum(
            [
                parcels.share_to_lockers,
                parcels.share_to_counter,
                parcels.share_to_home,
                parcels.share_to_lobby,
            ]
        )
        self.is_needed = parcels.share_beside_lockers > 0

    def service(self, place: SitePlace, streams: Streams, counter: int) -> Latent:
        """Time at the desk of a counter, one a candidate."""
        law = place.counters[counter].service
        generator = streams.generator(Purpose.DESK_SERVICE, place.id, counter)
        return Latent(
            np.empty(0, np.int64),
            lambda count: draw_service_ms(law, count, self._unit_ms, generator),
        )

    def compile(
        self,
        place: SitePlace,
        streams: Streams,
        counts: I64,
        spans: Iterable[tuple[int, int]],
        locker_service_ms: I64,
    ) -> CounterTrace | None:
        """The calls at `place` for the candidates `counts[day, company]`, drawn span by span.

        None where the scenario says nothing of counters, doors or lobbies.
        """
        if not self._scenario.has_service:
            return None
        parts: list[Columns] = []
        if self.is_needed:
            draws = _Draws(self._scenario, self._hours, place, streams, self._unit_ms, self)
            parts = [draws.span(start, counts[start:stop]) for start, stop in spans]
        joined = {
            name: _join([part[name] for part in parts], np.int8 if name in BYTES else np.int64)
            for name in ARRAYS
            if name not in {"call_first_parcel", "locker_service_ms"}
        }
        of_call = _join([part["parcels_of_call"] for part in parts], np.int64)
        first = np.zeros(len(of_call) + 1, dtype=np.int64)
        np.cumsum(of_call, out=first[1:])
        return CounterTrace(**joined, call_first_parcel=first, locker_service_ms=locker_service_ms)

    def ways(self, uniform: F64) -> I64:
        """Way by the uniform: −1 a locker, then the ways of a call, WAYS none of them."""
        return np.searchsorted(self._limits, uniform, side="right") - 1


class _Draws:
    """The streams of one site, drawn on span by span."""

    def __init__(
        self,
        scenario: Scenario,
        hours: CallingHours,
        place: SitePlace,
        streams: Streams,
        unit_ms: int,
        compiler: CallCompiler,
    ) -> None:
        def stream(purpose: Purpose, part: int = 0) -> np.random.Generator:
            return streams.generator(purpose, place.id, part)

        self._hours, self._unit_ms, self._compiler = hours, unit_ms, compiler
        self._consent = stream(Purpose.CONSENT)
        self._times = [stream(Purpose.CALL_TIME, way) for way in range(WAYS)]
        latents = lay_out_latents(scenario, place, streams, unit_ms)
        self._latents = {name: latents[drawn_as] for name, drawn_as in _DRAWN_AS.items()}
        self._service = [compiler.service(place, streams, k) for k in range(len(place.counters))]
        self._at_home, self._lobby = stream(Purpose.AT_HOME), stream(Purpose.LOBBY)
        self._home_share = scenario.rejected.home_share
        self._lobby_mean_ms = scenario.rejected.lobby_mean_h * HOUR_MS
        self._which = stream(Purpose.CALL_COUNTER)
        self._counters = place.counters
        self._nearest = max(nearest(place.counters), 0)

    def span(self, first_day: int, counts: I64) -> Columns:
        """The calls of some whole days in order of time, and their parcels."""
        total = int(counts.sum())
        way_of = self._compiler.ways(self._consent.random(total))
        latents = self._candidates(total)
        calls: list[Columns] = []
        for way in range(WAYS):
            kept = np.flatnonzero(way_of == way)
            upto = np.searchsorted(kept, np.cumsum(counts.ravel()))
            kept_counts = np.diff(upto, prepend=0).reshape(counts.shape)
            block = lay_out_block(self._hours, self._unit_ms, first_day, counts, kept, kept_counts)
            dealt = block.deal(block.slot_times_ms(self._times[way]))
            called = len(dealt.arrival_ms)
            counter = np.full(called, self._nearest)
            if way == TO_COUNTER:
                counter = self._choose(int(block.slots.sum()), dealt.slot)
            calls.append(
                {
                    "call_ms": dealt.arrival_ms,
                    "call_company": dealt.company,
                    "call_way": np.full(called, way),
                    "call_counter": counter,
                    "parcels_of_call": np.diff(dealt.first_parcel),
                    "parcels": dealt.parcels,
                }
            )
        return self._in_order(calls, latents)

    def _candidates(self, total: int) -> Columns:
        """What every candidate would meet, whichever way it goes."""
        drawn: Columns = {
            name: np.repeat(latent.rows, total) if latent.draw is None else latent.draw(total)
            for name, latent in self._latents.items()
        }
        lobby_ms = self._lobby.standard_exponential(total) * self._lobby_mean_ms
        drawn["lobby_ms"] = on_grid_ms(lobby_ms, self._unit_ms, self._unit_ms)
        share = np.float32(self._home_share)
        drawn["at_home"] = self._at_home.random(total, dtype=np.float32) < share
        rows = [latent.draw(total) for latent in self._service if latent.draw is not None]
        drawn["service_ms"] = np.array(rows or [np.zeros(total)], dtype=np.int64)
        return drawn

    def _choose(self, slots: int, used: I64) -> I64:
        """The counter of each call by the counters' shares; one uniform a slot."""
        if len(self._counters) <= 1:
            return np.zeros(len(used), dtype=np.int64)
        cumulated = np.cumsum([counter.share for counter in self._counters])
        uniform = self._which.random(slots)[used]
        return np.searchsorted(cumulated[:-1] / cumulated[-1], uniform, side="right")

    def _in_order(self, calls: list[Columns], latents: Columns) -> Columns:
        joined = {name: np.concatenate([each[name] for each in calls]) for name in calls[0]}
        parcels, of_call = joined.pop("parcels"), joined["parcels_of_call"]
        first = np.cumsum(of_call) - of_call
        order = np.argsort(joined["call_ms"], kind="stable")
        in_order = {name: rows[order] for name, rows in joined.items()}
        of_call = in_order["parcels_of_call"]
        chosen = parcels[np.repeat(first[order], of_call) + group_ordinals(of_call)]
        counter = np.repeat(in_order["call_counter"], of_call)
        service_ms = latents.pop("service_ms")[counter, chosen]
        taken = {name: rows[chosen] for name, rows in latents.items()}
        return {**in_order, **taken, "service_ms": service_ms}


def draw_service_ms(law: Handling, count: int, unit_ms: int, generator: np.random.Generator) -> I64:
    """Times at a desk on the grid of `unit_ms`."""
    mean_ms = law.mean_s * SECOND_MS
    if law.law == "fixed" or mean_ms == 0:
        drawn = np.full(count, mean_ms)
    else:
        drawn = draw_handling_ms(law, mean_ms, count, generator)
    return on_grid_ms(drawn, unit_ms, 0, MAX_HANDLING_MS)


def _join(parts: list[npt.NDArray[Any]], dtype: Any) -> npt.NDArray[Any]:
    if not parts:
        return np.empty(0, dtype=dtype)
    return np.ascontiguousarray(np.concatenate(parts), dtype=dtype)
