"""The people of one site in the loop: what they hear of the manager, and tell it.

Lives here: a crew on the agenda of its group, its hours and times. Not here: the queue (`crew`),
what work changes (`hands`), both beside this.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from devices.wire.topics import partition_of
from fleet.core.decisions import Decision
from fleet.core.facts.orders import Configure, Moved, OrderClosed, Ordered, Roster, Site, Work
from fleet.core.orders.chains import on_duty_ms
from fleet.policy.escalation import is_on_duty
from scenarios.days import DAY_MS, MINUTE_MS
from scenarios.schema.waste.staff import Staff
from scenarios.streams import Purpose, Streams
from twin.managed.counts import Counts, ManagerCounter
from twin.managed.manager import Manager
from twin.managed.staff.crew import NEVER_MS, WALK, Crew, Job
from twin.managed.staff.hands import Hands
from twin.managed.wire.agenda import Agenda

OWNER = "property"
"""Whose people do the work, whoever is asked for it."""

ASK_AGAIN_MS = MINUTE_MS
"""Who does not reach the manager tries again after this; assumed."""


@dataclass(frozen=True, slots=True)
class Desk:
    """What all offices of a group share; `base_ms`: Unix time of the run's midnight 0."""

    agenda: Agenda
    manager: Manager
    streams: Streams
    counts: Counts
    base_ms: int


class Office:
    """`staff` of site number `number`, who work as `works` says."""

    def __init__(
        self, desk: Desk, number: int, site: str, staff: Staff, works: Configure, hands: Hands
    ) -> None:
        self._desk = desk
        self._number, self._site = number, site
        self._staff = staff
        self._hands = hands
        self._mean_ms = {
            kind: minutes * MINUTE_MS for kind, minutes in staff.work.mean_min().items()
        }
        rosters = {roster.owner: roster for roster in works.rosters}
        self._hours = Site(rosters=rosters, utc_offset_min=works.utc_offset_min)
        self._crew = Crew(staff.people, self)
        self._planned_ms = NEVER_MS

    def count_duty(self, days: int) -> None:
        """Put down how long people are there, day by day."""
        hours = self._hours.rosters.get(OWNER, Roster(OWNER))
        long_ms = hours.to_clock_ms - hours.from_clock_ms
        long_ms += DAY_MS if long_ms <= 0 else 0
        offset_ms = self._hours.utc_offset_min * MINUTE_MS
        for day in range(days):
            noon_ms = self._desk.base_ms + day * DAY_MS
            if is_on_duty(noon_ms, offset_ms, hours.weekdays, 0, 0):
                duty_ms = self._staff.people * long_ms
                self._count(day * DAY_MS, ManagerCounter.DUTY_MS, duty_ms)

    def heard(self, now: int, decision: Decision) -> None:
        """What the manager decided on an order of the site."""
        match decision:
            case Ordered() if decision.kind in self._mean_ms:
                words = decision.kind, decision.device, decision.alarm
                job = Job(decision.order, *words, decision.due_ms - self._desk.base_ms)
                self._crew.ordered(now, job)
            case Moved(state="open"):
                due_ms = decision.due_ms - self._desk.base_ms
                self._crew.reopened(now, decision.order, due_ms)
            case OrderClosed():
                self._crew.closed(decision.order)
        self._plan(now)

    def _plan(self, now: int) -> None:
        next_ms = max(self._crew.next_ms(), now)
        if next_ms < self._planned_ms:
            self._planned_ms = next_ms
            self._desk.agenda.at(next_ms, self._advance)

    def _advance(self, now: int) -> None:
        self._planned_ms = NEVER_MS
        if self._crew.next_ms() <= now:
            self._crew.advance(now)
        self._plan(now)

    def _count(self, now: int, counter: ManagerCounter, amount: int) -> None:
        self._desk.counts.add(now, self._number, counter, amount)

    # ---------------------------------------------------------------- the place of its crew

    def ask(self, now: int, act: str, order: str) -> None:
        """Say it to the manager, again and again where nobody is there."""

        def answered(now: int, decided: list[Decision] | None) -> None:
            if decided is None and self._crew.is_open(order):
                again_ms = now + ASK_AGAIN_MS
                self._desk.agenda.at(again_ms, lambda due: self.ask(due, act, order))

        asked = Work("", "staff", self._site, act, order)
        self._desk.manager.ask(partition_of(self._site), asked, answered)

    def on_duty_ms(self, now: int) -> int:
        """By the roster of the site's rulebook."""
        base_ms = self._desk.base_ms
        return on_duty_ms(self._hours, OWNER, base_ms + now, 1) - 1 - base_ms

    def takes_ms(self, job: Job, what: int) -> int:
        """Lognormal; the same for the same order of a site, whoever does it."""
        mean_ms = self._staff.walk_min * MINUTE_MS if what == WALK else self._mean_ms[job.kind]
        part = 2 * int(job.order.rpartition(":")[2]) + what
        generator = self._desk.streams.generator(Purpose.STAFF_WORK, self._site, part)
        sigma2 = float(np.log1p(self._staff.cv**2))
        factor = float(np.exp(-sigma2 / 2 + sigma2**0.5 * generator.standard_normal()))
        return max(1, round(mean_ms * factor))

    def walks(self, now: int, job: Job, takes_ms: int) -> None:
        """Somebody is on his way."""
        self._busy(now, takes_ms)

    def begins(self, now: int, job: Job, takes_ms: int) -> None:
        """Somebody is there."""
        self._busy(now, takes_ms)
        self._hands.begin(now, job, takes_ms)

    def ends(self, now: int, job: Job) -> None:
        """The work is done: it shows."""
        bins, bags = self._hands.end(now, job)
        self._count(now, ManagerCounter.STAFF_EMPTYINGS, bins)
        self._count(now, ManagerCounter.STAFF_BAGS, bags)

    def _busy(self, now: int, takes_ms: int) -> None:
        self._desk.counts.add_span(now, now + takes_ms, self._number, ManagerCounter.BUSY_MS)
