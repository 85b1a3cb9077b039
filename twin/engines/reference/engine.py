"""The SimPy driver: pops the smallest pending key and lets the world act.

Lives here: the link between SimPy's queue and the world. SimPy orders events by (time, priority);
the packed key is the priority, so no two are equal and SimPy's insertion counter never decides.
Process, Resource and Store carry nothing that is logged. Not here: any behaviour.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

import simpy

from scenarios.initial import HeldParcels
from scenarios.trace import SiteTrace
from twin.eventlog.log import BlockWriter, Emit, Write
from twin.eventlog.order import key_entity, key_kind, key_ordinal, key_site
from twin.world.desk import Desk
from twin.world.plan import Plan
from twin.world.world import World

NAME = "reference"

WAKE = 0
"""Key of what is due beside the world: before everything that happens in it at the same time."""


class Beside(Protocol):
    """Somebody in the loop whom the world asks, and who has times of their own."""

    @property
    def desk(self) -> Desk:
        """Who is asked about parcels."""

    def overhear(self, emit: Emit) -> Emit:
        """What takes the world's records; it hands each on to `emit`."""

    def begin(self, world: World, wake_at: Callable[[int], None]) -> None:
        """The world stands, and nothing has happened yet; `wake_at` asks to be woken at a time."""

    def wake(self, now: int) -> None:
        """It is that time."""


class _Due(simpy.Event):
    """An event that is already decided: it only waits for its time."""

    def __init__(
        self, env: simpy.Environment, key: int, act: Callable[[simpy.Event], None]
    ) -> None:
        self.env = env
        self.key = key
        self.callbacks = [act]
        self._ok = True
        self._value = None


def run_group(
    plan: Plan,
    traces: Sequence[SiteTrace],
    held: Sequence[HeldParcels | None],
    write: Write,
    beside: Beside | None = None,
) -> None:
    """Run one group of coupled sites to the horizon; `write` receives the log blocks per site.

    Deterministic: the logs are a function of (plan, traces, held, beside).
    """
    env = simpy.Environment(initial_time=plan.rules.begin_ms)
    writer = BlockWriter(len(plan.sites), write)

    def schedule(time_ms: int, key: int) -> None:
        env.schedule(_Due(env, key, act), key, time_ms - int(env.now))  # type: ignore[arg-type]

    emit = writer.append if beside is None else beside.overhear(writer.append)
    world = World(plan, traces, schedule, emit, None if beside is None else beside.desk)
    handlers = world.handlers

    def act(event: simpy.Event) -> None:
        key: int = event.key  # type: ignore[attr-defined]
        handlers[key_kind(key)](int(env.now), key_site(key), key_entity(key), key_ordinal(key))

    if beside is not None:
        handlers[WAKE] = lambda now, _site, _entity, _ordinal: beside.wake(now)
    world.start(held)
    if beside is not None:
        beside.begin(world, lambda time_ms: schedule(time_ms, WAKE))
    env.run()
    world.end()
    writer.close()
