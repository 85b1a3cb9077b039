"""Laying out planned rounds, and the planning itself, between two events of the kernel.

Lives here: what is known of bins as arrays, and the list that the kernel waits for: the kernel
stops before a round sets out, `plan_due` writes the orders, and it goes on. Not here: the planner
(`twin.world.rounds`, for both engines), running.
"""

from __future__ import annotations

import numpy as np

from twin.engines.kernel.arrays import Array, Buffers
from twin.engines.kernel.compiled import memory as at
from twin.engines.kernel.compiled.columns import rounds as known_at
from twin.engines.kernel.compiled.columns.rounds import HOURS, ORDER_WIDTH, ROUND_BIN_WIDTH, Rounds
from twin.engines.kernel.compiled.memory import Memory
from twin.engines.kernel.compiled.waste.rounds import sets_out_ms
from twin.eventlog.order import key_entity
from twin.world.plan import Plan
from twin.world.rounds.planning import Known, PlannedService


class RoundArrays:
    """Services of a plan that plan rounds; kept for the next trace of the same plan."""

    def __init__(self, plan: Plan) -> None:
        services = [] if plan.waste is None else plan.waste.rules.services
        self.planned = {
            number: PlannedService(number, service.rounds, service.collects, plan.sites)
            for number, service in enumerate(services)
            if service.rounds is not None
        }
        weights = [
            (0,) * HOURS if service.rounds is None else service.rounds.hour_weights
            for service in services
        ]
        self._weights = np.array(weights, dtype=np.int64).reshape(-1)
        self._totals = np.array([sum(each) for each in weights], dtype=np.int64)
        points = [len(point.bins) for place in plan.sites for point in place.points]
        self._bins = sum(points) if self.planned else 0
        self._points = len(points) if self.planned else 0

    def lay_out(self, buffers: Buffers, state: Array) -> Rounds:
        """Nothing is known before the first event, and there is no list.

        A list writes a record and enters a truck for each of its points at most.
        """
        state[at.ORDERS] = at.NONE
        if self.planned:
            state[at.ROOM] = max(int(state[at.ROOM]), at.PLAIN_ROOM + self._points)
        return Rounds(
            weights=self._weights,
            totals=self._totals,
            bins=buffers.fill("known bins", self._bins * ROUND_BIN_WIDTH, at.NONE),
            orders=buffers.take("orders", self._points * ORDER_WIDTH),
        )

    def plan_due(self, memory: Memory) -> None:
        """Write the list of the round that is the first event of the agenda."""
        waste = memory.waste
        now = int(waste.agenda[at.AGENDA_TIME])
        number = key_entity(int(waste.agenda[at.AGENDA_KEY]))
        known = memory.rounds.bins.reshape(-1, ROUND_BIN_WIDTH)
        first = waste.sites.reshape(-1, at.SITE_WIDTH)[:, at.FIRST_POINT].tolist()
        stops = waste.stops.reshape(-1, memory.rules.services, at.STOP_WIDTH)
        called = stops[:, number, at.CALLED].tolist()
        orders = self.planned[number].plan(
            now,
            int(sets_out_ms(memory, now, at.SERVICE_WIDTH * number)),
            Known(
                known[:, known_at.FILL].tolist(),
                known[:, known_at.KNOWN_AT].tolist(),
                known[:, known_at.RATE].tolist(),
                waste.bins.reshape(-1, at.BIN_WIDTH)[:, at.EMPTIED].tolist(),
            ),
            lambda site, point: called[first[site] + point] == 1,
        )
        rows = [
            (at.POINT_WIDTH * (first[order.site] + order.point), order.due_ms, order.metres)
            for order in orders
        ]
        memory.rounds.orders[: ORDER_WIDTH * len(rows)] = np.array(rows, dtype=np.int64).reshape(-1)
        memory.state[at.ORDERS] = len(rows)
