"""The trace of a site: candidates, consent, visits and latents put together.

Lives here: the order in which a site's draws are made, and their assembly in blocks of days.
Not here: the draws themselves, or more than one site at a time.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt

from scenarios.counters import nearest
from scenarios.days import DAY_MS, Days
from scenarios.demand.breakdowns import BreakdownCompiler
from scenarios.demand.calls import CallCompiler
from scenarios.demand.drop_offs import WasteCompiler
from scenarios.demand.latents import RETURN_MS, Latent, lay_out_latents
from scenarios.demand.visits import lay_out_block, lay_out_hours
from scenarios.demand.volumes import draw_day_factors, expected_parcels, lay_out_volumes
from scenarios.expand import SitePlace
from scenarios.schema import Scenario
from scenarios.schema.place import BankParts
from scenarios.streams import Purpose, Streams
from scenarios.trace import MAX_ENTITIES, SiteTrace

I64 = npt.NDArray[np.int64]
Rows = npt.NDArray[Any]

MAX_EXPECTED_PARCELS = 50_000_000
"""Expected parcels of a site over a run, before consent: a plain trace takes 4 GB to make."""

BLOCK_PARCELS = 1 << 15
"""Candidates a block of days aims at: temporaries of 256 KB stay in the second-level cache."""

_DESK = "locker_service_ms"
"""The latent of lockers' parcels that end at a counter."""

_VISIT_ARRAYS = ("visit_arrival_ms", "visit_company", "visit_bank")


class SiteCompiler:
    """Compiles the sites of one scenario over one run of days; what sites share is laid out once.

    `time_unit_ms` rounds all times and durations to a grid (1, 1,000 and 60,000 are used to compare
    engines under ties); it divides a day.
    """

    def __init__(self, scenario: Scenario, days: Days, time_unit_ms: int = 1) -> None:
        """Raises ValueError for a unit that does not divide a day, or volume and no household."""
        if time_unit_ms < 1 or DAY_MS % time_unit_ms:
            raise ValueError(f"time_unit_ms = {time_unit_ms}: must divide a day of {DAY_MS} ms")
        self.scenario = scenario
        self.days = days
        self.time_unit_ms = time_unit_ms
        self._hours = lay_out_hours(scenario, days, time_unit_ms)
        self._volumes = lay_out_volumes(scenario, days, self._hours.calling)
        self._consent = scenario.parcels.share_to_lockers
        self._waste = WasteCompiler(scenario, days, time_unit_ms)
        self._calls = CallCompiler(scenario, self._hours, time_unit_ms)
        self._breakdowns = BreakdownCompiler(scenario, days, time_unit_ms)

    def compile(self, place: SitePlace, streams: Streams) -> SiteTrace:
        """Draw the trace of `place`. Longer runs begin with the same days, and a larger share to
        lockers adds parcels and changes none (but how they are dealt to visits).

        A site without banks gets no parcels for lockers, one without waste points no drop-offs.
        Raises ValueError, before anything is drawn, when more than MAX_EXPECTED_PARCELS are to be
        expected, and when no bank of the site has a share.
        """
        return self.compile_counts(place, streams, self._draw_counts(place, streams))

    def compile_counts(self, place: SitePlace, streams: Streams, counts: I64) -> SiteTrace:
        """The trace of `place` with so many candidates by day and company, drawn by the caller."""
        latents = lay_out_latents(self.scenario, place, streams, self.time_unit_ms)
        ends_at = nearest(place.counters)
        if ends_at >= 0:
            latents[_DESK] = self._calls.service(place, streams, ends_at)
        parts: dict[str, list[Rows]] = {}
        at_banks = counts if place.banks else np.zeros_like(counts)
        for block in self._compile_blocks(place, streams, at_banks, latents):
            for name, rows in block.items():
                parts.setdefault(name, []).append(rows)
        spans = _blocks(counts.sum(axis=1)) if counts.any() else ()
        points = self._waste.compile(place, streams)
        latent_rows = {
            name: _join(parts.pop(name)) if name in parts else latent.rows
            for name, latent in latents.items()
        }
        return_ms = latent_rows.pop(RETURN_MS, np.empty(0, dtype=np.int64))
        desk_ms = latent_rows.pop(_DESK, np.empty(0, dtype=np.int64))
        return SiteTrace(
            site=place.id,
            attended=not self._hours.each_alone,
            visit_first_parcel=_first_parcels(parts.pop("parcels_of_visit", [])),
            **{name: _join(parts.pop(name, [])) for name in _VISIT_ARRAYS},
            **latent_rows,
            counter=self._calls.compile(place, streams, counts, spans, desk_ms),
            waste=points.waste,
            emptyings=None,
            watch=points.watch,
            sensors=points.sensors,
            faults=self._breakdowns.compile(place, streams, return_ms),
        )

    def _draw_counts(self, place: SitePlace, streams: Streams) -> I64:
        """Candidates by day and company: Poisson, one after the other."""
        expected = expected_parcels(self._volumes, place, None)
        if not place.banks and not self._calls.is_needed:
            return np.zeros(expected.shape, dtype=np.int64)
        total = float(expected.sum())
        if total > MAX_EXPECTED_PARCELS:
            days = "1 day" if self.days.count == 1 else f"{self.days.count} days"
            raise ValueError(
                f"sites.{place.id}: {total:,.0f} parcels expected in {days}: "
                f"must be at most {MAX_EXPECTED_PARCELS:,}"
            )
        if self._volumes.spread_cv > 0:
            factors = draw_day_factors(
                self._volumes, streams.generator(Purpose.DAY_FACTOR, place.id)
            )
            expected = expected_parcels(self._volumes, place, factors)
        counts = streams.generator(Purpose.COUNT, place.id).poisson(expected)
        if counts.sum() > MAX_ENTITIES:
            raise ValueError(
                f"sites.{place.id}: {counts.sum():,} parcels drawn: must be at most "
                f"{MAX_ENTITIES:,}; parcels.day_spread_cv = {self._volumes.spread_cv} is large"
            )
        return counts

    def _compile_blocks(
        self, place: SitePlace, streams: Streams, counts: I64, latents: dict[str, Latent]
    ) -> Iterator[dict[str, Rows]]:
        if not counts.any():
            return
        times = streams.generator(Purpose.VISIT_TIME, place.id)
        consent = streams.generator(Purpose.CONSENT, place.id) if self._consent < 1.0 else None
        first_bank = _FirstBank(place, streams)
        for start, stop in _blocks(counts.sum(axis=1)):
            by_group = counts[start:stop]
            total = int(by_group.sum())
            kept, kept_counts = None, by_group
            if consent is not None:
                kept, kept_counts = _consenting(by_group, consent.random(total) < self._consent)
            block = lay_out_block(
                self._hours, self.time_unit_ms, start, by_group, kept, kept_counts
            )
            dealt = block.deal(block.slot_times_ms(times))
            part: dict[str, Rows] = {
                "visit_arrival_ms": dealt.arrival_ms,
                "visit_company": dealt.company,
                "visit_bank": first_bank.draw(int(block.slots.sum()), dealt.slot),
                "parcels_of_visit": np.diff(dealt.first_parcel),
            }
            for name, latent in latents.items():
                if latent.draw is not None:
                    part[name] = latent.draw(total).take(dealt.parcels, axis=0)
            yield part


class _FirstBank:
    """The bank that a visit calls at first, by the banks' shares; one uniform a slot."""

    def __init__(self, place: SitePlace, streams: Streams) -> None:
        cumulated = np.cumsum([bank.share for bank in place.banks])
        if cumulated[-1] <= 0:
            raise ValueError(f"sites.{place.id}: share is 0 for every bank: one must have more")
        self._limits = cumulated[:-1] / cumulated[-1]
        self._generator = (
            streams.generator(Purpose.FIRST_BANK, place.id) if len(place.banks) > 1 else None
        )

    def draw(self, slots: int, used: I64) -> I64:
        if self._generator is None:
            return np.zeros(len(used), dtype=np.int64)
        uniform = self._generator.random(slots)
        return np.searchsorted(self._limits, uniform[used], side="right")


def _consenting(counts: I64, consents: npt.NDArray[np.bool_]) -> tuple[I64, I64]:
    """Indices of the candidates that consent, and how many of them each group has."""
    kept = np.flatnonzero(consents)
    upto = np.searchsorted(kept, np.cumsum(counts.ravel()))
    return kept, np.diff(upto, prepend=0).reshape(counts.shape)


def _blocks(by_day: I64) -> Iterator[tuple[int, int]]:
    """Runs of days with about BLOCK_PARCELS candidates each; days are never divided."""
    upto = np.cumsum(by_day)
    start = 0
    while start < len(by_day):
        before = int(upto[start - 1]) if start else 0
        stop = max(start + 1, int(np.searchsorted(upto, before + BLOCK_PARCELS, side="right")))
        yield start, stop
        start = stop


def _first_parcels(by_block: list[I64]) -> I64:
    """First parcel of each visit, and the number of parcels, from the parcels of each visit."""
    first = np.zeros(sum(map(len, by_block)) + 1, dtype=np.int64)
    at = 1
    for parcels in by_block:
        np.cumsum(parcels, out=first[at : at + len(parcels)])
        first[at : at + len(parcels)] += first[at - 1]
        at += len(parcels)
    return first


def _join(parts: list[Rows]) -> Rows:
    """The parts as one array; they are used up, so that memory peaks at one array above the sum."""
    if not parts:
        return np.empty(0, dtype=np.int64)
    joined = parts[0] if len(parts) == 1 else np.concatenate(parts)
    parts.clear()
    return joined


def compile_site(
    scenario: Scenario, days: Days, place: SitePlace, streams: Streams, time_unit_ms: int = 1
) -> SiteTrace:
    """The trace of one site; for many sites of a scenario use one `SiteCompiler`."""
    return SiteCompiler(scenario, days, time_unit_ms).compile(place, streams)


_BESIDE_DEMAND: dict[str, Any] = {
    "allocation": True,
    "collection": True,
    "banks": {
        "__all__": {
            **dict.fromkeys(
                (
                    "age_years",
                    "area_m2",
                    "cold",
                    "compartments",
                    "door_mix",
                    "doors",
                    "modules",
                    "terminals",
                ),
                True,
            ),
            "out_of_service_share": True,
            "members": {"__all__": set(BankParts.model_fields) - {"share", "state"}},
        }
    },
    **dict.fromkeys(("cold", "currency", "depot", "emergency", "explore", "labels"), True),
    **dict.fromkeys(("modules", "question", "weather"), True),
    "run": True,
    "sizes": {"__all__": {"width_cm", "height_cm", "depth_cm"}},
    **dict.fromkeys(("catalogue", "economics", "sizing", "sources"), True),
    **dict.fromkeys(("time_zone", "title", "variants"), True),
    "waste": {"nearly_empty_below": True},
}
"""Parts of a scenario that no draw looks at (bins decide who goes where, sensors have noise)."""


def demand_key(scenario: Scenario) -> str:
    """Scenarios with one key have the same traces, over the same days and from the same streams.

    It covers all but steel, allocation, collection, words and the length of runs (days are given
    apart); steel that fails counts.
    """
    beside = _BESIDE_DEMAND
    if scenario.faults:
        beside = {name: part for name, part in beside.items() if name not in {"banks", "modules"}}
    drawn_from = scenario.model_dump_json(exclude=beside)
    return hashlib.sha256(drawn_from.encode()).hexdigest()
