"""The driver: lays a group out, lets the kernel go on until it is full, hands the log on.

Lives here: `run_group`, with the signature of every engine. Not here: behaviour.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import fields

import numpy as np

from scenarios.initial import HeldParcels
from scenarios.trace import SiteTrace
from twin.engines.kernel.arrays import Buffers
from twin.engines.kernel.build import Kernel, kernel
from twin.engines.kernel.checks import check_group
from twin.engines.kernel.compiled.memory import (
    AGENDA_FULL,
    DONE,
    RECORDS,
    ROOM,
    ROUND_DUE,
    SLOTS_FULL,
    Memory,
)
from twin.engines.kernel.load import PlanArrays, lay_out, more_log, more_slots
from twin.engines.kernel.parts.waste import longer_agenda
from twin.eventlog.log import Write
from twin.eventlog.record import WIDTH
from twin.world.plan import Plan

NAME = "kernel"

MAX_LIKE = 1_000
"""Plans whose arrays are kept for others with the same numbers."""


class _Workplace:
    """Buffers and the last plan of one thread; taken while a group runs."""

    def __init__(self) -> None:
        self.buffers = Buffers()
        self.arrays: PlanArrays | None = None
        self.like: dict[int, PlanArrays] = {}

    def arrays_of(self, plan: Plan) -> PlanArrays:
        """Those of the last plan, or of one with the same numbers: sites of a large network share
        them, and laying them out takes longer than simulating a small site.
        """
        if self.arrays is not None and self.arrays.plan is plan:
            return self.arrays
        like = self.like.get(id(plan.class_first)) if _is_plain(plan) else None
        if like is not None and _has_same_numbers(like.plan, plan):
            like.plan = plan
            self.arrays = like
            return like
        self.arrays = PlanArrays(plan)
        if _is_plain(plan) and len(self.like) < MAX_LIKE:
            self.like[id(plan.class_first)] = self.arrays
        return self.arrays


def _is_plain(plan: Plan) -> bool:
    """Whether a plan of one site says nothing of the site but what its banks are."""
    parts = (plan.waste, plan.counter, plan.faults, plan.cold)
    return len(plan.sites) == 1 and all(part is None for part in parts)


_NUMBERS = tuple(field.name for field in fields(Plan) if field.name != "sites")


def _has_same_numbers(plan: Plan, other: Plan) -> bool:
    """Whether two plans differ in nothing but whose site it is: what they hold is one object."""
    return all(getattr(plan, name) is getattr(other, name) for name in _NUMBERS)


_here = threading.local()


def run_group(
    plan: Plan,
    traces: Sequence[SiteTrace],
    held: Sequence[HeldParcels | None],
    write: Write,
) -> None:
    """Run one group of coupled sites to the horizon; `write` receives the log blocks per site.

    Deterministic: the logs are a function of (plan, traces, held), to the byte those of the
    reference engine. Holds no lock while it runs: threads run groups side by side. Raises
    ValueError for a trace or an initial state that does not fit the plan.
    """
    run_with(kernel(), plan, traces, held, write)


def run_with(
    compiled: Kernel,
    plan: Plan,
    traces: Sequence[SiteTrace],
    held: Sequence[HeldParcels | None],
    write: Write,
) -> None:
    """As `run_group`, with a kernel of one's own (`build.kernel_with`)."""
    check_group(compiled, plan, traces, held)
    workplace: _Workplace = getattr(_here, "workplace", None) or _Workplace()
    _here.workplace = None
    try:
        _run(compiled, workplace, plan, traces, held, write)
    finally:
        _here.workplace = workplace


def _run(
    compiled: Kernel,
    workplace: _Workplace,
    plan: Plan,
    traces: Sequence[SiteTrace],
    held: Sequence[HeldParcels | None],
    write: Write,
) -> None:
    memory = lay_out(workplace.arrays_of(plan), traces, held, workplace.buffers)
    go_on = compiled.prepare(memory)
    while True:
        said = go_on()
        if said == SLOTS_FULL:
            memory = more_slots(memory, workplace.buffers)
            go_on = compiled.prepare(memory)
            continue
        if said == AGENDA_FULL:
            memory = longer_agenda(memory, workplace.buffers)
            go_on = compiled.prepare(memory)
            continue
        if said == ROUND_DUE:
            workplace.arrays_of(plan).rounds.plan_due(memory)
            continue
        _hand_on(memory, len(plan.sites), write)
        if said == DONE:
            return
        if memory.state[ROOM] * WIDTH > len(memory.log):
            memory = more_log(memory, workplace.buffers)
            go_on = compiled.prepare(memory)


def _hand_on(memory: Memory, sites: int, write: Write) -> None:
    """Deal the records out to their sites, in the order in which each site's were written."""
    count = int(memory.state[RECORDS])
    log = memory.log.reshape(-1, WIDTH)
    memory.state[RECORDS] = 0
    if count == 0:
        return
    if sites == 1:
        write(0, log[:count])
        return
    sites_of_16_bits = memory.log_site[:count].astype(np.uint16)  # NumPy sorts these by radix
    order = np.argsort(sites_of_16_bits, kind="stable")
    site_of = memory.log_site[order]
    records = log[order]
    starts = np.flatnonzero(np.diff(site_of, prepend=-1))
    for start, stop in zip(starts, np.append(starts[1:], count), strict=True):
        write(int(site_of[start]), records[start:stop])
