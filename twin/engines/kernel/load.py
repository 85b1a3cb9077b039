"""Laying a group of sites into the kernel's memory.

Lives here: plan, traces and initial state as the arrays of `compiled.memory`, and the calendar's
measures. Everything was checked before (`twin.engines.kernel.checks`). Not here: running.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from scenarios.initial import HeldParcels
from scenarios.trace import SiteTrace
from twin.engines.kernel.arrays import Array, Buffers
from twin.engines.kernel.compiled import memory as at
from twin.engines.kernel.compiled.memory import KernelRules, Latents, Memory
from twin.engines.kernel.parts.cold import ColdArrays
from twin.engines.kernel.parts.counters import CounterArrays, lay_out_counters
from twin.engines.kernel.parts.faults import FaultArrays, lay_out_faults
from twin.engines.kernel.parts.held import HeldArrays
from twin.engines.kernel.parts.rounds import RoundArrays
from twin.engines.kernel.parts.sensors import SensorArrays, lay_out_sensors
from twin.engines.kernel.parts.waste import WasteArrays, lay_out_waste, waste_scalars
from twin.engines.kernel.parts.watch import WatchArrays, lay_out_watch
from twin.eventlog.log import BLOCK_RECORDS
from twin.eventlog.record import WIDTH
from twin.world.plan import Plan
from twin.world.rules import Rules

MAX_BLOCKS_AT_ONCE = 64
"""Coupled sites share one buffer of so many blocks at most (32 MiB): it is dealt out when full."""

LEAST_BUCKETS = 512
MOST_BUCKETS = 1 << 16
"""Buckets of the calendar: four laps of what lies are one lap of the ring, within these bounds."""

LEAST_SLOTS = 1_024


class PlanArrays:
    """A plan as arrays; kept for the next trace of the same plan."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        banks, classes = plan.banks, plan.classes
        self.class_first = _ints(plan.class_first)
        self.free = np.diff(self.class_first)
        banks_at = at.BANK_WIDTH * np.arange(banks)
        table = np.zeros((banks, at.BANK_WIDTH), dtype=np.int64)
        table[:, at.BANK_SITE] = plan.bank_site
        first_bank = _ints(plan.site_first_bank)
        table[:, at.BANK_NUMBER] = np.arange(banks) - first_bank[_ints(plan.bank_site)]
        table[:, at.CLASSES_AT] = classes * np.arange(banks)
        table[:, at.TERMINALS] = plan.terminals
        table[:, at.ROUTE_FIRST] = at.ROUTE_WIDTH * _ints(plan.route_first[:-1])
        table[:, at.ROUTE_STOP] = at.ROUTE_WIDTH * _ints(plan.route_first[1:])
        table[:, at.FREE_TOTAL] = self.free.reshape(banks, classes).sum(axis=1)
        table[:, [at.QUEUE_HEAD, at.QUEUE_TAIL]] = at.NONE
        self.banks = table.reshape(-1)
        self.first_bank = at.BANK_WIDTH * first_bank[:-1]
        self.position_number = _ints(plan.position_number)
        self.position_class = np.repeat(np.tile(np.arange(classes), banks), self.free)
        routes = np.empty((len(plan.route_bank), at.ROUTE_WIDTH), dtype=np.int64)
        routes[:, at.ROUTE_BANK] = banks_at[_ints(plan.route_bank)]
        routes[:, at.ROUTE_TRAVEL] = plan.route_travel_ms
        self.routes = routes.reshape(-1)
        self.reminder_after_ms = _ints(plan.rules.reminder_after_ms)
        self.holiday = _ints(plan.rules.holiday)
        self.then = _ints(plan.rules.then)
        self.held = HeldArrays(plan)
        self.waste = WasteArrays(plan)
        self.counters = CounterArrays(plan)
        self.watch = WatchArrays(plan)
        self.sensors = SensorArrays(plan)
        self.rounds = RoundArrays(plan)
        self.faults = FaultArrays(plan)
        self.cold = ColdArrays(plan)


def lay_out(
    arrays: PlanArrays,
    traces: Sequence[SiteTrace],
    held: Sequence[HeldParcels | None],
    buffers: Buffers,
) -> Memory:
    """Everything as it stands before the first event."""
    plan = arrays.plan
    sites, positions = len(plan.sites), len(plan.position_number)
    companies = 2 + max((_largest(trace.visit_company) for trace in traces), default=-1)
    depots = buffers.take("depots", sites * companies * at.DEPOT_WIDTH)
    depots.reshape(-1, at.DEPOT_WIDTH)[:] = (at.NONE, at.NONE, 0)
    slots = max(LEAST_SLOTS, sites + positions + 64)
    entities = sum(trace.parcels for trace in traces) + positions
    state, buckets = _calendar(plan.rules, entities, positions, buffers)
    state[at.FREE_SLOT] = at.NONE
    state[at.USED_SLOTS] = sites * at.SLOT_WIDTH
    records = BLOCK_RECORDS * min(sites, MAX_BLOCKS_AT_ONCE)
    cold = arrays.cold.lay_out(buffers, state)
    waiting = arrays.faults.waiting(traces) + arrays.cold.count
    waste = lay_out_waste(
        arrays.waste, arrays.watch, traces, buffers, state, waiting, held, plan.rules.begin_ms
    )
    state[at.ROOM] = max(int(state[at.ROOM]), at.PLAIN_ROOM + arrays.sensors.kept)
    bins = len(waste.bins) // at.BIN_WIDTH
    return Memory(
        rules=_rules(plan, companies, arrays.sensors.kept),
        reminder_after_ms=arrays.reminder_after_ms,
        holiday=arrays.holiday,
        then=arrays.then,
        banks=buffers.copy("banks", arrays.banks),
        position_number=arrays.position_number,
        position_class=arrays.position_class,
        routes=arrays.routes,
        class_first=arrays.class_first,
        free=buffers.copy("free", arrays.free),
        occupied=buffers.fill("occupied", positions, 0),
        openings=buffers.fill("openings", positions, 0),
        full_below=buffers.copy("full_below", arrays.class_first[:-1]),
        latents=_latents(arrays, traces, held, buffers),
        held=arrays.held.lay_out(traces, held),
        depots=depots,
        slots=buffers.take("slots", slots * at.SLOT_WIDTH),
        buckets=buckets,
        crowd=buffers.take("crowd", slots),
        state=state,
        waste=waste,
        counter=lay_out_counters(arrays.counters, traces, held, buffers),
        watch=lay_out_watch(arrays.watch, traces, buffers),
        sensors=lay_out_sensors(arrays.sensors, traces, buffers),
        rounds=arrays.rounds.lay_out(buffers, state),
        faults=lay_out_faults(arrays.faults, traces, bins, buffers, state),
        cold=cold,
        log=buffers.take("log", records * WIDTH),
        log_site=buffers.take("log_site", records),
    )


def more_slots(memory: Memory, buffers: Buffers) -> Memory:
    """Twice the slots, those in use as they are."""
    slots, crowd = memory.slots.copy(), memory.crowd.copy()
    wider = memory._replace(
        slots=buffers.take("slots", 2 * len(slots)), crowd=buffers.take("crowd", 2 * len(crowd))
    )
    wider.slots[: len(slots)] = slots
    wider.crowd[: len(crowd)] = crowd
    return wider


def more_log(memory: Memory, buffers: Buffers) -> Memory:
    """Room for the event that writes more records than the whole log takes; the log is empty."""
    records = 2 * int(memory.state[at.ROOM])
    return memory._replace(
        log=buffers.take("log", records * WIDTH), log_site=buffers.take("log_site", records)
    )


def _ints(values: Sequence[int]) -> Array:
    return np.array(values, dtype=np.int64)


def _largest(values: Array) -> int:
    return int(values.max()) if len(values) else -1


def _rules(plan: Plan, companies: int, kept: int) -> KernelRules:
    counter = plan.counter
    own = {
        "classes": plan.classes,
        "sizes": plan.sizes,
        "cold": int(plan.cold is not None),
        "sites": len(plan.sites),
        "banks": plan.banks,
        "companies": companies,
        "faults": int(plan.faults is not None),
        "counters": 0 if counter is None else 1,
        "door_ms": 0 if counter is None else counter.door_ms,
        "floor_ms": 0 if counter is None else counter.floor_ms,
        "oversize_goes_on": 0 if counter is None else counter.oversize_goes_on,
        "kept": kept,
        **waste_scalars(plan),
    }
    named = {
        name: int(own[name] if name in own else getattr(plan.rules, name))
        for name in KernelRules._fields
    }
    return KernelRules(**named)


def _calendar(rules: Rules, entities: int, positions: int, buffers: Buffers) -> tuple[Array, Array]:
    """State and buckets: a bucket is about one mean inter-arrival time wide, a power of two."""
    state = buffers.fill("state", at.STATE_LENGTH, 0)
    state[at.SHIFT] = max(
        0, ((rules.horizon_ms - rules.begin_ms) // (entities + 1)).bit_length() - 1
    )
    ring = 1 << (4 * positions).bit_length()
    ring = min(max(ring, LEAST_BUCKETS), MOST_BUCKETS)
    state[at.MASK] = ring - 1
    state[at.OPEN_BUCKET] = rules.begin_ms >> int(state[at.SHIFT])
    state[at.ROOM] = at.PLAIN_ROOM
    return state, buffers.fill("buckets", ring, at.NONE)


def _latents(
    arrays: PlanArrays,
    traces: Sequence[SiteTrace],
    held: Sequence[HeldParcels | None],
    buffers: Buffers,
) -> Latents:
    """The values of all traces, flat; `where` finds them."""
    sites = len(traces)
    sources: list[tuple[int, Any, int]] = [(s, trace, 0) for s, trace in enumerate(traces)]
    for site, parcels in enumerate(held):
        if parcels is not None:
            sources.append((sites + site, parcels, traces[site].parcels))
    flat_where = buffers.fill("where", 2 * sites * at.WHERE_WIDTH, 0)
    where = flat_where.reshape(-1, at.WHERE_WIDTH)

    def rows(name: str, value_at: int, dtype: Any = np.int64, of_held: bool = False) -> Array:
        parts: list[Array] = []
        start = 0
        for source, holder, first in sources:
            if source >= sites and not of_held:
                continue
            part = np.asarray(getattr(holder, name))
            step = 0 if len(part) <= 1 else part.size // len(part)
            where[source, value_at] = start - first * step
            where[source, value_at + 1] = step
            parts.append(part)
            start += part.size
        return buffers.join(name, parts, dtype)

    visits = np.array([trace.visits for trace in traces], dtype=np.int64)
    where[:sites, at.VISITS] = visits
    where[:sites, at.VISIT_AT] = np.cumsum(visits) - visits
    lengths = np.array([len(trace.visit_first_parcel) for trace in traces], dtype=np.int64)
    where[:sites, at.FIRST_PARCEL_AT] = np.cumsum(lengths) - lengths
    where[:sites, at.FIRST_BANK_AT] = arrays.first_bank
    where[:sites, at.HANDLING_ATTEMPTS] = [trace.handling_ms.shape[1] for trace in traces]
    where[:sites, at.AT_HOME_ATTEMPTS] = [trace.at_home.shape[1] for trace in traces]

    def visit(name: str) -> Array:
        return buffers.join(name, [getattr(trace, name) for trace in traces], np.int64)

    return Latents(
        where=flat_where,
        arrival_ms=visit("visit_arrival_ms"),
        company=visit("visit_company"),
        bank=visit("visit_bank"),
        first_parcel=visit("visit_first_parcel"),
        size=rows("parcel_size", at.SIZE_AT, np.int8),
        temperature=rows("parcel_temperature", at.TEMPERATURE_AT, np.int8),
        dwell_ms=rows("dwell_ms", at.DWELL_AT, of_held=True),
        clock_ms=rows("clock_ms", at.CLOCK_AT, of_held=True),
        handling_ms=rows("handling_ms", at.HANDLING_AT),
        answer_ms=rows("answer_ms", at.ANSWER_AT, of_held=True),
        fee_lead_ms=rows("fee_lead_ms", at.FEE_LEAD_AT, of_held=True),
        at_home=rows("at_home", at.AT_HOME_AT, np.int8),
        lobby_ms=rows("lobby_ms", at.LOBBY_AT),
    )
