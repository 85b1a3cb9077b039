"""Parcels of the initial state: what their recipients will do, given that they have not come yet.

Lives here: the conditional draws, at the beginning of a run or of a forecast. Not here: the file of
an initial state (`scenarios.initial`).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from scenarios.days import DAY_MS, HOUR_MS, Days
from scenarios.demand.dwell import draw_longer_dwell_ms, law_clock_ms, on_grid_ms
from scenarios.demand.latents import NONE, draw_clock_ms, draw_fee_lead_ms
from scenarios.expand import SitePlace
from scenarios.initial import HeldParcels, InitialState, parcels_at
from scenarios.schema import Scenario
from scenarios.streams import Purpose, Streams
from scenarios.trace import latent_dwell_ms

I64 = npt.NDArray[np.int64]

MAX_ROUNDS = 200
"""Proposals a parcel at most: where one in twenty is accepted, one parcel in 28,000 needs more."""


@dataclass(frozen=True, slots=True)
class HeldLatents:
    """Latent values of the recipients of some parcels, as in `HeldParcels`."""

    dwell_ms: I64
    clock_ms: I64
    answer_ms: I64
    fee_lead_ms: I64

    def put(self, rows: I64, others: HeldLatents, chosen: I64) -> None:
        """Take over the `chosen` rows of `others` as `rows`."""
        self.dwell_ms[rows] = others.dwell_ms[chosen]
        self.clock_ms[rows] = others.clock_ms[chosen]
        self.answer_ms[rows] = others.answer_ms[chosen]
        self.fee_lead_ms[rows] = others.fee_lead_ms[chosen]


class _Site:
    """The rules of a scenario, and the streams of one site, as the draws need them."""

    def __init__(
        self,
        scenario: Scenario,
        place: SitePlace,
        streams: Streams,
        days: Days,
        unit_ms: int,
        now_ms: int,
    ) -> None:
        self.now_ms = now_ms
        self.law = scenario.dwell.law
        self.factor = place.dwell_factor
        self.unit_ms = unit_ms
        self.evening = scenario.dwell.evening
        clock = law_clock_ms(self.law)
        self.usual_clock_ms = clock if clock == NONE else clock // unit_ms * unit_ms
        self.weekend_permille = round(scenario.dwell.weekend_factor * 1000)
        self.first_weekday = int(days.weekday[0])
        self.reminders = scenario.reminders
        self.after_ms = [
            round(h * HOUR_MS) for h in (self.reminders.after_h if self.reminders else ())
        ]
        self.overdue = scenario.overdue
        self.free_ms = NONE if self.overdue is None else round(self.overdue.free_h * HOUR_MS)
        self._dwell = streams.generator(Purpose.HELD_DWELL, place.id)
        self._clock = streams.generator(Purpose.HELD_CLOCK, place.id)
        self._fee_lead = streams.generator(Purpose.HELD_FEE_LEAD, place.id)
        self._answers = [
            streams.generator(Purpose.HELD_ANSWER, place.id, k) for k in range(len(self.after_ms))
        ]

    def last_chance_ms(self) -> int:
        """Latest time, not after now, that is surely no later than a recipient's last chance.

        Who comes at any time could have come until now; who comes at a clock time, when the clock
        last showed it. In the middle of the evening some had theirs a day ago.
        """
        now_ms, midnight_ms = self.now_ms, self.now_ms // DAY_MS * DAY_MS
        last_ms = now_ms
        if self.usual_clock_ms >= 0:
            clock_ms = midnight_ms + self.usual_clock_ms
            last_ms = clock_ms if clock_ms <= now_ms else clock_ms - DAY_MS
        if self.evening is not None and self.evening.share > 0:
            from_ms = int(self.evening.from_hour * HOUR_MS) // self.unit_ms * self.unit_ms
            to_ms = math.ceil(self.evening.to_hour * HOUR_MS)
            evening_ms = midnight_ms + from_ms
            if evening_ms > now_ms:
                evening_ms -= DAY_MS
            elif now_ms < midnight_ms + to_ms:
                evening_ms = now_ms - DAY_MS
            last_ms = min(last_ms, evening_ms)
        return last_ms

    def longer_than_ms(self, lain_ms: I64, deposited_ms: I64) -> I64:
        """Largest latent dwell that makes a parcel lie no longer than `lain_ms`; −1 if negative."""
        weekend = (deposited_ms // DAY_MS + self.first_weekday) % 7 >= 5
        permille = np.where(weekend, self.weekend_permille, 1000)
        return np.where(lain_ms < 0, NONE, (1000 * lain_ms + 999) // permille)

    def draw_dwell_ms(self, than_ms: I64) -> I64:
        """Dwells longer than `than_ms`."""
        return draw_longer_dwell_ms(self.law, self.factor, self.unit_ms, than_ms, self._dwell)

    def propose(self, deposited_ms: I64) -> HeldLatents:
        """Draw from laws that are cut where they surely contradict what is known, no further."""
        count, last_ms = len(deposited_ms), self.last_chance_ms()
        clock_ms = np.full(count, self.usual_clock_ms)
        if self.evening is not None and self.evening.share > 0:
            clock_ms = draw_clock_ms(
                self.evening, self.usual_clock_ms, self.unit_ms, count, self._clock
            )
        return HeldLatents(
            dwell_ms=self.draw_dwell_ms(self.longer_than_ms(last_ms - deposited_ms, deposited_ms)),
            clock_ms=clock_ms,
            answer_ms=self._propose_answers(deposited_ms, last_ms),
            fee_lead_ms=self._propose_fee_leads(deposited_ms),
        )

    def _propose_answers(self, deposited_ms: I64, last_ms: int) -> I64:
        """Answers by column; to one sent before now only those that come after `last_ms`."""
        answers = np.full((len(deposited_ms), len(self.after_ms)), NONE, dtype=np.int64)
        if self.reminders is None:
            return answers
        share, mean_ms = self.reminders.answer_share, self.reminders.answer_mean_h * HOUR_MS
        for k, generator in enumerate(self._answers):
            sent_ms = deposited_ms + self.after_ms[k]
            over_ms = np.where(sent_ms < self.now_ms, np.maximum(last_ms - sent_ms, 0), 0)
            later = share * np.exp(-over_ms / mean_ms)
            answers_later = generator.random(len(over_ms)) * (1 - share + later) < later
            delay_ms = over_ms + generator.standard_exponential(len(over_ms)) * mean_ms
            rounded = on_grid_ms(delay_ms, self.unit_ms, self.unit_ms)
            answers[:, k] = np.where(answers_later, rounded, NONE)
        return answers

    def _propose_fee_leads(self, deposited_ms: I64) -> I64:
        """Leads; once the fee runs, whoever is still to come did not mind it."""
        if self.overdue is None or self.overdue.averse_share == 0.0:
            return np.full(len(deposited_ms), NONE, dtype=np.int64)
        leads = draw_fee_lead_ms(
            self.overdue.averse_share,
            self.overdue.averse_lead_h * HOUR_MS,
            self.unit_ms,
            len(deposited_ms),
            self._fee_lead,
        )
        return np.where(deposited_ms + self.free_ms <= self.now_ms, NONE, leads)

    def collection_ms(self, latents: HeldLatents, deposited_ms: I64) -> tuple[I64, I64]:
        """When recipients would come: of themselves, and as reminders sent before now have it.

        `scenarios.people.recipient` for many at once; a test holds the two against each other.
        """
        lying_ms = latents.dwell_ms
        if self.weekend_permille != 1000:
            weekend = (deposited_ms // DAY_MS + self.first_weekday) % 7 >= 5
            stretched = latents.dwell_ms * self.weekend_permille // 1000
            lying_ms = np.where(weekend, stretched, latents.dwell_ms)
        own_ms = _at_clock_ms(deposited_ms + lying_ms, latents.clock_ms)
        if self.free_ms >= 0:
            overdue_ms = deposited_ms + self.free_ms
            averse = (latents.fee_lead_ms >= 0) & (own_ms >= overdue_ms)
            before_ms = np.maximum(deposited_ms, overdue_ms - 1 - latents.fee_lead_ms)
            own_ms = np.where(averse, before_ms, own_ms)
        reminded_ms = own_ms
        for k, after_ms in enumerate(self.after_ms):
            sent_ms, answer_ms = deposited_ms + after_ms, latents.answer_ms[:, k]
            answered_ms = np.minimum(
                reminded_ms, _at_clock_ms(sent_ms + answer_ms, latents.clock_ms)
            )
            counts = (sent_ms < self.now_ms) & (answer_ms >= 0)
            reminded_ms = np.where(counts, answered_ms, reminded_ms)
        return own_ms, reminded_ms


def _at_clock_ms(earliest_ms: I64, clock_ms: I64) -> I64:
    """`scenarios.behaviour.collection.at_clock_ms` of many."""
    time_ms = earliest_ms // DAY_MS * DAY_MS + clock_ms
    time_ms = np.where(time_ms < earliest_ms, time_ms + DAY_MS, time_ms)
    return np.where(clock_ms < 0, earliest_ms, time_ms)


def resolve_initial(
    state: InitialState,
    scenario: Scenario,
    place: SitePlace,
    streams: Streams,
    days: Days,
    time_unit_ms: int = 1,
) -> HeldParcels:
    """The parcels that `state` (checked against `scenario`) has inside at a site, with recipients.

    Latent values are drawn from their joint law given what is known: nobody has come by time 0,
    neither of himself, nor for a reminder sent before, nor to avoid a fee. The dwell is cut by
    inversion of the survival function, the rest by acceptance and rejection. An answer to a
    reminder sent before 0 that brings the recipient forward is part of `dwell_ms`.

    Where the rules say that he has come for certain (a fixed dwell that is over), he comes at the
    first moment at which his dwell law, alone, lets him.
    """
    inside = list(parcels_at(state, place))
    sizes = {size.id: number for number, size in enumerate(scenario.sizes)}
    companies = {company.id: number for number, company in enumerate(scenario.couriers.companies)}
    lain_ms = on_grid_ms(
        np.array([parcel.dwell_so_far_h * HOUR_MS for _, parcel in inside]), time_unit_ms, 0
    )
    latents = draw_recipients(scenario, place, streams, days, -lain_ms, 0, time_unit_ms)
    return HeldParcels(
        bank=np.array([bank for bank, _ in inside], dtype=np.int64),
        compartment=np.array([parcel.compartment for _, parcel in inside], dtype=np.int64),
        size=np.array([sizes[parcel.size] for _, parcel in inside], dtype=np.int64),
        company=np.array(
            [NONE if p.company is None else companies[p.company] for _, p in inside],
            dtype=np.int64,
        ),
        deposited_ms=-lain_ms,
        dwell_ms=latents.dwell_ms,
        clock_ms=latents.clock_ms,
        answer_ms=latents.answer_ms,
        fee_lead_ms=latents.fee_lead_ms,
    )


def draw_recipients(
    scenario: Scenario,
    place: SitePlace,
    streams: Streams,
    days: Days,
    deposited_ms: I64,
    now_ms: int = 0,
    time_unit_ms: int = 1,
) -> HeldLatents:
    """What the recipients of parcels lying since `deposited_ms` ≤ `now_ms` will do from now on.

    The joint law as of `resolve_initial`, of who has not come by `now_ms` (ms from the midnight of
    the first of `days`).
    """
    site = _Site(scenario, place, streams, days, time_unit_ms, now_ms)
    return _draw(site, deposited_ms)


def _draw(site: _Site, deposited_ms: I64) -> HeldLatents:
    """Propose until each is accepted, MAX_ROUNDS times; then only the dwell law counts."""
    accepted = site.propose(deposited_ms)
    waiting = np.arange(len(deposited_ms))
    proposed = accepted
    for _ in range(MAX_ROUNDS):
        own_ms, reminded_ms = site.collection_ms(proposed, deposited_ms[waiting])
        rows = np.flatnonzero(reminded_ms > site.now_ms)
        accepted.put(waiting[rows], proposed, rows)
        sooner = rows[reminded_ms[rows] < own_ms[rows]]
        lying_ms = reminded_ms[sooner] - deposited_ms[waiting[sooner]]
        accepted.dwell_ms[waiting[sooner]] = latent_dwell_ms(
            lying_ms, deposited_ms[waiting[sooner]], site.first_weekday, site.weekend_permille
        )
        waiting = np.delete(waiting, rows)
        if not len(waiting):
            return accepted
        proposed = site.propose(deposited_ms[waiting])
    accepted.dwell_ms[waiting] = site.draw_dwell_ms(
        site.longer_than_ms(site.now_ms - deposited_ms[waiting], deposited_ms[waiting])
    )
    accepted.answer_ms[waiting] = NONE
    accepted.fee_lead_ms[waiting] = NONE
    return accepted
