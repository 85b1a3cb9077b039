"""Cold cells whose wall leaks.

Lives here: the broken cell (more heat comes through its wall), the hours of its compressor, what
the manager finds. Not here: heat (`devices.physics`).

A scenario is run twice, once with every wall as it is built and once with every wall leaking; an
hour is from the one before a cell's moment, and from the other after it. What people do is the same
in both: nobody looks at a wall.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from devices.physics import cold_cell as at
from devices.wire.telemetry import ColdCellTelemetry
from fleet.core.alarms.departures import LEARN_DAYS
from scenarios.days import HOUR_MS, lay_out_days
from scenarios.demand.site import SiteCompiler
from scenarios.schema import Scenario
from scenarios.streams import Streams
from scenarios.trace import SiteTrace
from twin.engines.choice import RunGroup
from twin.eventlog.events import Kind
from twin.eventlog.record import KIND, ORDINAL, PLACE, Records
from twin.studies.rehearsal.broken.listening import DAY_MS, Found, Listener
from twin.world.plan import Plan, plan_groups

I64 = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class CellCourse:
    """Hours of one cell: how long its compressor ran, as built and leaking; ms, m°C."""

    setpoint_mc: int
    ambient_mc: I64
    sound_ms: I64
    leaking_ms: I64


def leaking_cells(
    scenario: Scenario, seed: int, days: int, engine: RunGroup, leak_permille: int
) -> Found:
    """Every cell; its wall lets `leak_permille` thousandths more heat in from its moment on."""
    found = Found()
    for number, course in enumerate(cells(scenario, seed, days, engine, leak_permille)):
        draw = np.random.Generator(np.random.Philox(key=[seed, number]))
        hours = len(course.sound_ms)
        learned_ms = (LEARN_DAYS + 1) * DAY_MS
        breaks_ms = learned_ms + int((hours * HOUR_MS - learned_ms) * draw.uniform(0.5, 0.75))
        listener = Listener("cold_cell", "leaking")
        ran_ms = 0
        for hour in range(hours):
            now_ms = (hour + 1) * HOUR_MS
            is_broken = now_ms > breaks_ms
            ran_ms += int((course.leaking_ms if is_broken else course.sound_ms)[hour])
            listener.say(
                "telemetry", ColdCellTelemetry, now_ms, air_mc=course.setpoint_mc,
                setpoint_mc=course.setpoint_mc, ran_s=ran_ms // 1_000,
                ambient_mc=int(course.ambient_mc[hour]),
            )  # fmt: skip
        found.count(listener.raised_ms["leaking"], learned_ms, breaks_ms)
    return found


def cells(
    scenario: Scenario, seed: int, days: int, engine: RunGroup, leak_permille: int
) -> Iterator[CellCourse]:
    """Every cold cell of a scenario in one replication of a seed."""
    laid_out = lay_out_days(scenario, days)
    compiler, streams = SiteCompiler(scenario, laid_out), Streams(seed, 0)
    for plan in plan_groups(scenario, laid_out):
        if plan.cold is None or not plan.cold.cells:
            continue
        traces = [compiler.compile(place, streams) for place in plan.sites]
        sound = _hours(plan, traces, engine)
        leaking = _hours(_leaking(plan, leak_permille), traces, engine)
        ambient_mc = np.array(plan.cold.ambient_uc, dtype=np.int64) // 1_000
        for cell, setpoint_uc in enumerate(plan.cold.setpoint_uc):
            site, place = plan.cold.site[cell], plan.cold.place[cell]
            ran = [
                records[site][records[site][:, PLACE] == place, ORDINAL]
                for records in (sound, leaking)
            ]
            yield CellCourse(setpoint_uc // 1_000, ambient_mc, *ran)


def _hours(plan: Plan, traces: list[SiteTrace], engine: RunGroup) -> list[Records]:
    """The hours of the compressors, site by site."""
    kept: list[list[Records]] = [[] for _ in traces]

    def keep(site: int, block: Records) -> None:
        kept[site].append(block[block[:, KIND] == Kind.CELL_READING].copy())

    engine(plan, traces, [None] * len(traces), keep)
    return [np.concatenate(blocks) for blocks in kept]


def _leaking(plan: Plan, leak_permille: int) -> Plan:
    """The same place with other walls."""
    assert plan.cold is not None
    rows = []
    for row in plan.cold.cells:
        other = list(row)
        other[at.WALL] += row[at.WALL] * leak_permille // 1_000
        rows.append(tuple(other))
    return replace(plan, cold=replace(plan.cold, cells=tuple(rows)))
