"""Staff of a site: who goes to which order when, how long it takes, what it changes.

Lives here: the queue of orders, people who are free or under way, their times. Not here: what
is then so (`ground` beside this), when the next of the chain is asked (the manager's own clock).

Whoever is on duty and free takes the order that is due first: he has it (acknowledged), walks,
works (started), and reports it done. An order that the world ends before he starts is left.
"""

from __future__ import annotations

from collections.abc import Sequence
from heapq import heappop, heappush

import numpy as np

from devices.simulator.acts import Act, Broke, ClockSet, DoorLeft, SensorErrs, SupervisionChanged
from fleet.core.alarms.rules import MINUTE_MS
from fleet.core.decisions import Decision
from fleet.core.facts.orders import Escalated, Moved, OrderClosed, Ordered, Site, Work
from fleet.core.inputs import Input
from fleet.core.orders.chains import on_duty_ms
from scenarios.streams import Purpose, Streams
from twin.studies.rehearsal.crew.ground import Ground
from twin.studies.rehearsal.crew.tally import Tally
from twin.studies.rehearsal.stage import FAR_MS, Stage

OWNER = "property"
"""Whose people do the work, whoever is asked for it."""

WALK_MIN = 6.0
"""Mean walk to the place; assumed."""

WORK_MIN = {
    "pick_up_bag": 8.0, "empty_bin": 20.0, "supervise": 30.0, "advise": 10.0, "clean": 30.0,
    "inspect": 30.0, "close_door": 3.0, "check_sensor": 20.0, "secure": 15.0, "set_clock": 10.0,
}  # fmt: skip
"""Mean work by kind of order; assumed. Other kinds are not property staff's."""

WORK_CV = 0.5
"""Coefficient of variation of lognormal work; assumed."""


class Crew:
    """`people` of one site beside its manager; times in ms of the run."""

    def __init__(
        self, stage: Stage, site: str, people: int, ground: Ground, streams: Streams, tally: Tally
    ) -> None:
        self._stage, self._site, self._ground = stage, site, ground
        self._streams, self.tally = streams, tally
        self._free = people
        self._waiting: dict[str, tuple[int, str, str, str]] = {}
        self._ends: list[tuple[int, int, str]] = []
        self._under_way: dict[str, tuple[str, str, str]] = {}
        self._look_ms = FAR_MS
        tally.people += people

    def decided(self, given: Input, decided: Sequence[Decision], now_ms: int) -> None:
        """What the manager decided on orders of the site."""
        for decision in decided:
            match decision:
                case Ordered() if decision.kind in WORK_MIN:
                    words = decision.kind, decision.device, decision.alarm
                    self._waiting[decision.order] = (decision.due_ms, *words)
                    self.tally.opened(decision.order, decision.kind, now_ms)
                    self._look_ms = min(self._look_ms, now_ms)
                case Moved(state="open"):
                    self._again(decision, now_ms)
                case Escalated():
                    self.tally.escalated(decision.order, decision.level, now_ms)
                case OrderClosed():
                    self._waiting.pop(decision.order, None)
                    self.tally.closed(decision.order, now_ms)

    def _again(self, moved: Moved, now_ms: int) -> None:
        order = self._stage.partitions[self._site].state.sites[self._site].orders[moved.order]
        if order.kind in WORK_MIN:
            words = order.kind, order.device, order.alarm
            self._waiting[moved.order] = (moved.due_ms, *words)
            self.tally.reopened += 1
            self._look_ms = min(self._look_ms, now_ms)

    def next_ms(self) -> int:
        """When somebody takes up, begins or ends something."""
        return min(self._look_ms, self._ends[0][0] if self._ends else FAR_MS)

    def advance(self, now_ms: int) -> None:
        """What people do at the time of `next_ms`."""
        self._stage.now_ms = now_ms
        while self._ends and self._ends[0][0] <= now_ms:
            _, step, order = heappop(self._ends)
            (self._begin if step == 0 else self._end)(order, now_ms)
        self._look_ms = FAR_MS
        while self._free and self._waiting:
            on_duty = self._on_duty_ms(now_ms)
            if on_duty > now_ms:
                self._look_ms = on_duty
                return
            self._take(now_ms)

    def _on_duty_ms(self, now_ms: int) -> int:
        """The next moment at which property's people are there."""
        epoch_ms = self._stage.epoch_ms
        site = self._stage.partitions[self._site].state.sites.get(self._site, Site())
        return on_duty_ms(site, OWNER, epoch_ms + now_ms, 1) - 1 - epoch_ms

    def _take(self, now_ms: int) -> None:
        order = min(self._waiting, key=lambda name: (self._waiting[name][0], name))
        _, kind, device, alarm = self._waiting.pop(order)
        self._free -= 1
        self._under_way[order] = kind, device, alarm
        self._work("acknowledge", order)
        self.tally.taken(order, now_ms)
        heappush(self._ends, (now_ms + self._drawn_ms(order, 0, WALK_MIN), 0, order))

    def _begin(self, order: str, now_ms: int) -> None:
        kind, _, _ = self._under_way[order]
        if self._is_closed(order):
            self._leave(order, now_ms)
            return
        self._work("start", order)
        heappush(self._ends, (now_ms + self._drawn_ms(order, 1, WORK_MIN[kind]), 1, order))

    def _end(self, order: str, now_ms: int) -> None:
        kind, device, alarm = self._under_way[order]
        if not self._is_closed(order):
            key = self._site, device.partition("/")[2]
            for act in self._acts(kind, key, alarm, now_ms):
                self._stage.happen(key, act)
            if kind == "empty_bin":
                self._ground.empty(key, now_ms)
            self._work("done", order)
        self._leave(order, now_ms)

    def _leave(self, order: str, now_ms: int) -> None:
        del self._under_way[order]
        self._free += 1
        self.tally.left(order, now_ms)

    def _acts(self, kind: str, key: tuple[str, str], alarm: str, now_ms: int) -> list[Act]:
        """What the work changes at the device."""
        match kind:
            case "pick_up_bag":
                return self._ground.pick_up(key, now_ms)
            case "supervise":
                return [SupervisionChanged(True)]
            case "close_door":
                return [DoorLeft(int(alarm.partition(":")[2]), False)]
            case "check_sensor":
                return [SensorErrs("")]
            case "secure":
                return [Broke("door_forced", False)]
            case "set_clock":
                return [ClockSet(0)]
            case _:
                return []

    def _is_closed(self, order: str) -> bool:
        kept = self._stage.partitions[self._site].state.sites[self._site].orders.get(order)
        return kept is None or kept.state == "closed"

    def _work(self, act: str, order: str) -> None:
        self._stage.ask(self._site, Work("", "staff", self._site, act, order))

    def _drawn_ms(self, order: str, step: int, mean_min: float) -> int:
        """A lognormal time of an order's step; the same for the same order of any crew."""
        number = int(order.rpartition(":")[2])
        generator = self._streams.generator(Purpose.STAFF_WORK, self._site, 2 * number + step)
        sigma2 = float(np.log1p(WORK_CV**2))
        factor = float(np.exp(-sigma2 / 2 + sigma2**0.5 * generator.standard_normal()))
        return max(1, round(mean_min * MINUTE_MS * factor))
