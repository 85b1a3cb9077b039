"""People of a site: who goes to which order when, and how long it takes.

Lives here: the queue of orders, people who are free or under way. Not here: what their work changes
(`hands` beside this), whom the manager asks next and when (its own clock).

Whoever is on duty and free takes the order that is due first: he has it (acknowledged), walks,
works (started), and reports it done. An order that ends before he starts is left.
"""

from __future__ import annotations

from heapq import heappop, heappush
from typing import NamedTuple, Protocol

NEVER_MS = 2**62

WALK, WORK = 0, 1
"""What takes time: the way to the place, the work there."""


class Job(NamedTuple):
    """An order as people know it; `device` is SITE/DEVICE or SITE."""

    order: str
    kind: str
    device: str
    alarm: str
    due_ms: int


class Place(Protocol):
    """Where a crew works: its manager, its hours, what its work does."""

    def ask(self, now: int, act: str, order: str) -> None:
        """Tell the manager: acknowledge, start, done."""

    def on_duty_ms(self, now: int) -> int:
        """The first moment from now on at which people are there."""

    def takes_ms(self, job: Job, what: int) -> int:
        """How long a walk or a work takes."""

    def walks(self, now: int, job: Job, takes_ms: int) -> None:
        """Somebody sets out."""

    def begins(self, now: int, job: Job, takes_ms: int) -> None:
        """Somebody begins to work."""

    def ends(self, now: int, job: Job) -> None:
        """Somebody has done it."""


class Crew:
    """`people` of one site; times in ms of the run."""

    def __init__(self, people: int, place: Place) -> None:
        self._place = place
        self._free = people
        self._known: dict[str, Job] = {}
        self._waiting: dict[str, Job] = {}
        self._ends: list[tuple[int, int, Job]] = []
        self._look_ms = NEVER_MS

    # ---------------------------------------------------------------- what the manager says

    def ordered(self, now: int, job: Job) -> None:
        """An order is made."""
        self._known[job.order] = self._waiting[job.order] = job
        self._look_ms = min(self._look_ms, now)

    def reopened(self, now: int, order: str, due_ms: int) -> None:
        """It was done, and no sensor said so."""
        if order in self._known:
            self._waiting[order] = self._known[order]._replace(due_ms=due_ms)
            self._look_ms = min(self._look_ms, now)

    def closed(self, order: str) -> None:
        """It has its end."""
        self._known.pop(order, None)
        self._waiting.pop(order, None)

    def is_open(self, order: str) -> bool:
        """Whether the order has no end yet, as far as people were told."""
        return order in self._known

    # ---------------------------------------------------------------- what people do

    def next_ms(self) -> int:
        """When somebody takes up, begins or ends something."""
        return min(self._look_ms, self._ends[0][0] if self._ends else NEVER_MS)

    def advance(self, now: int) -> None:
        """What people do at the time of `next_ms`."""
        while self._ends and self._ends[0][0] <= now:
            _, what, job = heappop(self._ends)
            (self._arrive if what == WALK else self._finish)(now, job)
        self._look_ms = NEVER_MS
        while self._free and self._waiting:
            on_duty_ms = self._place.on_duty_ms(now)
            if on_duty_ms > now:
                self._look_ms = on_duty_ms
                return
            self._take(now)

    def _take(self, now: int) -> None:
        job = min(self._waiting.values(), key=lambda each: (each.due_ms, each.order))
        del self._waiting[job.order]
        self._free -= 1
        self._place.ask(now, "acknowledge", job.order)
        takes_ms = self._place.takes_ms(job, WALK)
        self._place.walks(now, job, takes_ms)
        heappush(self._ends, (now + takes_ms, WALK, job))

    def _arrive(self, now: int, job: Job) -> None:
        if not self.is_open(job.order):
            self._free += 1
            return
        self._place.ask(now, "start", job.order)
        takes_ms = self._place.takes_ms(job, WORK)
        self._place.begins(now, job, takes_ms)
        heappush(self._ends, (now + takes_ms, WORK, job))

    def _finish(self, now: int, job: Job) -> None:
        if self.is_open(job.order):
            self._place.ends(now, job)
            self._place.ask(now, "done", job.order)
        self._free += 1
