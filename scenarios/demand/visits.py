"""When couriers call, where they call first, and which parcels they bring.

Lives here: the hours of calls, slots (calls that may be made), and the dealing of a day's parcels
to them. Not here: how many parcels there are (`scenarios.demand.volumes`), what the parcels are
like (`scenarios.demand.latents`).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from scenarios.days import DAY_MS, HOUR_MS, Days
from scenarios.schema import Scenario

F64 = npt.NDArray[np.float64]
I64 = npt.NDArray[np.int64]

HOURS = 24
_BELOW_ONE = 1.0 - 2.0**-38
"""Largest uniform that stays below the next row once its row number (< 2¹³) is added."""


@dataclass(frozen=True, slots=True)
class CallingHours:
    """How the companies of a scenario call.

    `calling[d, c]` whether company c calls on day d at all; `profile[d, c]` row of `cumulated`
    (distribution over the hours of a day) that holds then, all flat if `is_flat`; `calls_ms[c]` the
    fixed calls of company c, `calls[c]` how many (0: it calls at random); `parcels_per_visit[c]`;
    `each_alone`: every parcel is presented by itself (`couriers.mode: single`).
    """

    calling: npt.NDArray[np.bool_]
    profile: I64
    cumulated: F64
    is_flat: bool
    calls_ms: tuple[I64, ...]
    calls: I64
    parcels_per_visit: F64
    each_alone: bool

    def clock_ms(self, uniform: F64, profile: I64, counts: I64) -> I64:
        """Times of day by inversion, `counts[g]` of them by row `profile[g]` one after the other.

        Piecewise constant density within the hours. Of a weekly profile only the shape of each day
        counts; how many parcels a day brings is told by `weekday_factor`.
        """
        rows = len(self.cumulated)
        if self.is_flat:
            drawn = uniform * DAY_MS
        elif rows > 1:
            points = self.cumulated + np.arange(rows)[:, None]
            clock = np.tile(np.arange(HOURS + 1) * float(HOUR_MS), rows)
            place = np.minimum(uniform, _BELOW_ONE) + np.repeat(profile, counts)
            drawn = np.interp(place, points.ravel(), clock)
        else:
            drawn = np.interp(uniform, self.cumulated[0], np.arange(HOURS + 1) * float(HOUR_MS))
        return np.minimum(drawn.astype(np.int64), DAY_MS - 1)


def lay_out_hours(scenario: Scenario, days: Days, unit_ms: int) -> CallingHours:
    """The calling hours of all companies over `days`; fixed calls on the grid of `unit_ms`."""
    couriers = scenario.couriers
    single = couriers.mode == "single"
    rows: dict[tuple[float, ...], int] = {}
    by_weekday = np.zeros((7, len(couriers.companies)), dtype=np.int64)
    for c, company in enumerate(couriers.companies):
        weights = couriers.hour_weights if company.hour_weights is None else company.hour_weights
        for weekday in range(7):
            first = weekday * HOURS if len(weights) > HOURS else 0
            day = weights[first : first + HOURS]
            total = math.fsum(day)
            if total > 0:
                by_weekday[weekday, c] = rows.setdefault(
                    tuple(weight / total for weight in day), len(rows)
                )
            else:
                by_weekday[weekday, c] = -1
    cumulated = np.zeros((len(rows), HOURS + 1))
    np.cumsum(np.array(list(rows)), axis=1, out=cumulated[:, 1:])
    cumulated /= cumulated[:, -1:]
    profile = by_weekday[days.weekday]
    calls_ms = tuple(
        np.array([round(h * HOUR_MS) for h in company.timetable_h or ()], dtype=np.int64)
        // unit_ms
        * unit_ms
        for company in couriers.companies
    )
    calls = np.array([len(times) for times in calls_ms])
    return CallingHours(
        calling=(profile >= 0) | (calls > 0),
        profile=np.maximum(profile, 0),
        cumulated=cumulated,
        is_flat=len(rows) == 1 and len(set(next(iter(rows)))) == 1,
        calls_ms=calls_ms,
        calls=calls,
        parcels_per_visit=np.array([
            1.0 if single else company.parcels_per_visit or couriers.parcels_per_visit
            for company in couriers.companies
        ]),
        each_alone=single,
    )  # fmt: skip


def group_ordinals(counts: I64) -> I64:
    """0 … counts[g] − 1 for every group, one after the other."""
    first = np.cumsum(counts) - counts
    return np.arange(int(counts.sum())) - np.repeat(first, counts)


@dataclass(frozen=True, slots=True)
class Dealt:
    """Visits in order of arrival; `parcels` the candidates they bring, visit after visit."""

    arrival_ms: I64
    company: I64
    slot: I64
    first_parcel: I64
    parcels: I64


@dataclass(frozen=True, slots=True)
class Block:
    """Candidates of a run of whole days, by group (day, company): G groups, N candidates.

    `kept` indices of the candidates that go to lockers (None: all do), `kept_counts[g]` how many;
    `calls[g]` fixed calls of the group's company; `alone[g]` every candidate has a slot of its own;
    `slots[g]` number of slots, enough for all candidates, so that no draw depends on what is kept.
    """

    hours: CallingHours
    unit_ms: int
    first_day: int
    day: I64
    company: I64
    counts: I64
    kept: I64 | None
    kept_counts: I64
    calls: I64
    alone: npt.NDArray[np.bool_]
    slots: I64

    def slot_times_ms(self, generator: np.random.Generator) -> I64:
        """Time of every slot, on the grid. A call at random takes one uniform, a fixed one none."""
        slots, fixed = self.slots, self.calls > 0
        if not fixed.any():
            times = self._random_clock_ms(generator, slots, self.day, self.company)
        else:
            times = np.empty(int(slots.sum()), dtype=np.int64)
            is_fixed = np.repeat(fixed, slots)
            random = ~fixed
            times[~is_fixed] = self._random_clock_ms(
                generator, slots[random], self.day[random], self.company[random]
            )
            times[is_fixed] = self._fixed_clock_ms(slots)[is_fixed]
        times += np.repeat(self.day * DAY_MS, slots)
        return times

    def _random_clock_ms(
        self, generator: np.random.Generator, slots: I64, day: I64, company: I64
    ) -> I64:
        uniform = generator.random(int(slots.sum()))
        clock = self.hours.clock_ms(uniform, self.hours.profile[day, company], slots)
        return clock if self.unit_ms == 1 else clock // self.unit_ms * self.unit_ms

    def _fixed_clock_ms(self, slots: I64) -> I64:
        """Call times of the slots of fixed callers (others: anything): slot i is call i mod calls.

        Where every parcel comes by itself, i counts the kept parcels, so that they spread evenly.
        """
        ordinal = group_ordinals(slots)
        if self.hours.each_alone and self.kept is not None:
            ordinal[self.kept] = group_ordinals(self.kept_counts)
        first_call = np.cumsum([0, *(len(calls) for calls in self.hours.calls_ms[:-1])])
        calls = np.repeat(np.maximum(self.calls, 1), slots)
        place = np.repeat(first_call[self.company], slots) + ordinal % calls
        every_call: I64 = np.concatenate([*self.hours.calls_ms, [0]]).astype(np.int64)
        times: I64 = every_call[np.minimum(place, len(every_call) - 1)]
        return times

    def deal(self, times_ms: I64) -> Dealt:
        """Deal the kept parcels to slots, as evenly as can be, and put the visits in order of time.

        A call with nothing to bring is not made. Ties keep the order (day, company, slot).
        """
        counts = self.kept_counts
        visits = np.where(self.calls > 0, np.minimum(self.calls, counts), np.ceil(
            counts / self.hours.parcels_per_visit[self.company]).astype(np.int64))  # fmt: skip
        visits = np.where(self.alone, counts, visits)
        slot = self._slots_used(visits)
        arrival_ms, order = _sort(times_ms if slot is None else times_ms[slot], self.first_day)
        company = np.repeat(self.company, visits)
        total = len(order)
        if total == int(counts.sum()):
            parcels = order if self.kept is None else self.kept[order]
            first = np.arange(total + 1)
        else:
            parcels, first = self._deal_rounds(visits, order)
        return Dealt(
            arrival_ms=arrival_ms,
            company=company if len(self.hours.calls_ms) == 1 else company[order],
            slot=order if slot is None else slot[order],
            first_parcel=first,
            parcels=parcels,
        )

    def _slots_used(self, visits: I64) -> I64 | None:
        """Slot of each visit: the first ones of its group, or those of the kept candidates.

        None where every slot is used.
        """
        slots, alone = self.slots, self.alone
        if np.array_equal(visits, slots):
            return None
        if self.kept is not None and alone.all():
            return self.kept
        first = np.cumsum(slots) - slots
        used = group_ordinals(visits) + np.repeat(first, visits)
        if self.kept is not None and alone.any():
            candidate = np.cumsum(self.counts) - self.counts
            kept_slot = self.kept + np.repeat(first - candidate, self.kept_counts)
            used[np.repeat(alone, visits)] = kept_slot[np.repeat(alone, self.kept_counts)]
        return used

    def _deal_rounds(self, visits: I64, order: I64) -> tuple[I64, I64]:
        """Parcel j of a group goes to visit j mod visits; returns parcels by visit, and firsts."""
        counts = self.kept_counts
        some = np.maximum(visits, 1)
        per_visit = np.repeat(counts // some, visits)
        per_visit += group_ordinals(visits) < np.repeat(counts % some, visits)
        first = np.zeros(len(order) + 1, dtype=np.int64)
        np.cumsum(per_visit[order], out=first[1:])
        first_of_visit = np.empty(len(order), dtype=np.int64)
        first_of_visit[order] = first[:-1]
        round_number, visit = np.divmod(group_ordinals(counts), np.repeat(some, counts))
        visit += np.repeat(np.cumsum(visits) - visits, counts)
        parcels = np.empty(len(visit), dtype=np.int64)
        kept = np.arange(len(visit)) if self.kept is None else self.kept
        parcels[first_of_visit[visit] + round_number] = kept
        return parcels, first


def lay_out_block(
    hours: CallingHours, unit_ms: int, first_day: int, counts: I64, kept: I64 | None,
    kept_counts: I64,
) -> Block:  # fmt: skip
    """The block of the days from `first_day` on; `counts[d, c]`, `kept_counts[d, c]`."""
    days, companies = counts.shape
    by_group = counts.ravel()
    company = np.tile(np.arange(companies), days)
    calls, per_visit = hours.calls[company], hours.parcels_per_visit[company]
    alone = np.full(len(company), hours.each_alone) | ((per_visit == 1.0) & (calls == 0))
    fixed = np.where(by_group > 0, calls, 0)
    random = np.ceil(by_group / per_visit).astype(np.int64)
    return Block(
        hours=hours,
        unit_ms=unit_ms,
        first_day=first_day,
        day=np.repeat(np.arange(first_day, first_day + days), companies),
        company=company,
        counts=by_group,
        kept=kept,
        kept_counts=kept_counts.ravel(),
        calls=calls,
        alone=alone,
        slots=np.where(alone, by_group, np.where(calls > 0, fixed, random)),
    )


def _sort(times_ms: I64, first_day: int) -> tuple[I64, I64]:
    """Sorted times and the stable order that sorts them.

    Time and place are packed into one integer, so that a plain sort, which NumPy has vectorised, is
    stable: 2 × faster than a stable sort of places or better. A block spans few days or few times,
    so both fit (39 bits for 4,025 days, 24 bits of places; or 27 bits for one day, 30 of places).
    """
    bits = len(times_ms).bit_length()
    origin_ms = first_day * DAY_MS
    packed = times_ms - origin_ms
    packed <<= bits
    packed |= np.arange(len(packed))
    packed.sort()
    order = packed & ((1 << bits) - 1)
    packed >>= bits
    packed += origin_ms
    return packed, order
