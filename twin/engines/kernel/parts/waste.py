"""Laying waste points into the kernel's memory, and what is refused before.

Lives here: points, bins, services and bags of a group as the arrays of `compiled.memory.Waste`;
traces of waste that do not fit their plan. Not here: lockers, running.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from devices.physics.fill import brim_mass_g, fill_permille, volume_ml
from scenarios.expand import SitePlace
from scenarios.initial import HeldParcels
from scenarios.parts.waste import WasteTrace
from scenarios.points import PointPlace
from scenarios.trace import MAX_ENTITIES, SiteTrace
from twin.engines.kernel.arrays import Array, Buffers
from twin.engines.kernel.compiled import memory as at
from twin.engines.kernel.compiled.memory import Memory, Waste
from twin.engines.kernel.parts.watch import WatchArrays
from twin.world.plan import Plan
from twin.world.waste.plan import WasteRules

MOST = 2**63 - 1

BAG_COLUMNS: dict[str, Any] = {
    "drop_ms": np.int64,
    "household": np.int64,
    "point": np.int64,
    "stream": np.int8,
    "mass_g": np.int64,
    "mixed": np.int8,
    "habit": np.int8,
    "landed_ms": np.int64,
}
"""Columns of a trace of waste (there `drop_…`) and their types."""


class WasteArrays:
    """Waste of a plan as arrays; kept for the next trace of the same plan."""

    def __init__(self, plan: Plan) -> None:
        self.horizon_ms = plan.rules.horizon_ms
        self.sites = np.zeros((0, at.SITE_WIDTH), dtype=np.int64)
        self._points: list[list[int]] = []
        self._bins: list[list[int]] = []
        self._stops: list[list[int]] = []
        self._heaps: list[tuple[int, int, int]] = []
        self._opens_ms: list[int] = []
        self._closes_ms: list[int] = []
        services: list[list[int]] = []
        weekdays: list[int] = []
        clocks_ms: list[int] = []
        if plan.waste is not None:
            rules = plan.waste.rules
            for service in rules.services:
                clocks = (len(clocks_ms), len(clocks_ms) + len(service.clocks_ms))
                services.append(
                    [
                        service.stream, service.level_permille, service.lead_ms,
                        service.age_limit_ms, service.truck_ml,
                        service.truck_compaction_permille, *clocks, int(service.is_replayed),
                        int(service.rounds is not None),
                    ]
                )  # fmt: skip
                weekdays += service.weekdays
                clocks_ms += service.clocks_ms
            self.sites = np.zeros((len(plan.sites), at.SITE_WIDTH), dtype=np.int64)
            for site, place in enumerate(plan.sites):
                self.sites[site, [at.FIRST_POINT, at.FIRST_BIN]] = (
                    len(self._points),
                    len(self._bins),
                )
                self._add_site(plan, rules, site, place)
        self.services, self.clocks_ms = _flat(services), _flat(clocks_ms)
        self.weekdays, self.points = _flat(weekdays), _flat(self._points)
        self.bins, self.stops = _flat(self._bins), _flat(self._stops)
        self.opens_ms, self.closes_ms = _flat(self._opens_ms), _flat(self._closes_ms)
        heaps = np.array(self._heaps, dtype=np.int64).reshape(-1, 3)
        self.heap_g, self.stream_of, self.always_open = np.ascontiguousarray(heaps.T)
        self.room_g = np.ascontiguousarray(self.bins[at.BRIM :: at.BIN_WIDTH])
        self.most_bins = max((p[at.STOP_OF] - p[at.FIRST_OF] for p in self._points), default=0)
        self.waiting = 1 + len(self.sites) + len(self._points) * (1 + len(services))

    def _add_site(self, plan: Plan, rules: WasteRules, site: int, place: SitePlace) -> None:
        assert plan.waste is not None
        reached: set[int] = set()
        for number, point in enumerate(place.points):
            first = len(self._bins)
            self._add_bins(rules, point)
            sensor = point.sensor
            looks = [0, 0, 0, 0]
            if sensor is not None:
                looks = [
                    sensor.report_ms, sensor.clearance_mm, sensor.noise_um, sensor.resolution_um
                ]  # fmt: skip
            windows = len(self._opens_ms)
            self._opens_ms += point.opens_ms
            self._closes_ms += point.closes_ms
            self._points.append(
                [
                    site, len(place.banks) + number, first, len(self._bins), windows,
                    len(self._opens_ms), *looks,
                ]
            )  # fmt: skip
            here = {rules.service_of[built.stream] for built in point.bins}
            for service, stop in enumerate(plan.waste.stops[site]):
                metres = 0 if service in reached else stop.metres
                self._stops.append([stop.offset_ms, metres, stop.home_m, 0, 0, 0])
            reached |= here

    def _add_bins(self, rules: WasteRules, point: PointPlace) -> None:
        row = at.POINT_WIDTH * len(self._points)
        for number, built in enumerate(point.bins, start=1):
            density = rules.density_g_l[built.stream]
            compaction = rules.compaction_permille[built.stream]
            self._bins.append(
                [
                    row, number, at.SERVICE_WIDTH * rules.service_of[built.stream],
                    built.capacity_ml, density, compaction,
                    brim_mass_g(built.capacity_ml, density, compaction), built.depth_mm,
                    0, 0, at.NONE, 0, 0,
                ]
            )  # fmt: skip
            heap_g = brim_mass_g(built.heap_ml, density, compaction)
            self._heaps.append((heap_g, built.stream, built.always_open))


def waste_scalars(plan: Plan) -> dict[str, int]:
    """What `KernelRules` has of waste."""
    rules = None if plan.waste is None else plan.waste.rules
    return {
        "services": 0 if rules is None else len(rules.services),
        "nearly_empty_permille": 0 if rules is None else rules.nearly_empty_permille,
        "wears": int(rules is not None and rules.wears),
        "watches": int(rules is not None and rules.watches),
        "rounds": int(rules is not None and rules.plans_rounds),
    }


def lay_out_waste(
    arrays: WasteArrays,
    watch: WatchArrays,
    traces: Sequence[SiteTrace],
    buffers: Buffers,
    state: Array,
    waiting: int = 0,
    held: Sequence[HeldParcels | None] = (),
    begin_ms: int = 0,
) -> Waste:
    """Waste as it stands before the first event; enters into `state` what depends on it.

    The agenda has room for as many events of other parts as are `waiting` at the start. An
    emptying writes a record for each bin, and one more where its lid opens.
    """
    given = [trace.waste for trace in traces] if len(arrays.sites) else []
    sites = arrays.sites.copy()
    bags = np.array([0 if waste is None else waste.drop_offs for waste in given], dtype=np.int64)
    sites[:, at.BAGS], sites[:, at.BAGS_AT] = bags, np.cumsum(bags) - bags
    noise: list[Array] = []
    start = 0
    for site, waste in enumerate(given):
        if waste is not None and waste.noise_milli.shape != (1, 1):
            sites[site, [at.NOISE_AT, at.NOISE_STEP]] = start, waste.noise_milli.shape[1]
            noise.append(waste.noise_milli)
            start += waste.noise_milli.size
    whole = [waste for waste in given if waste is not None]
    columns = {
        name: buffers.join(
            f"waste {name}",
            [getattr(waste, name if name == "drop_ms" else f"drop_{name}") for waste in whole],
            dtype,
        )
        for name, dtype in BAG_COLUMNS.items()
    }
    stops = buffers.copy("stops", arrays.stops)
    trucks = _lay_out_trucks(arrays, traces, stops) if len(arrays.sites) else []
    most = arrays.most_bins * (2 if watch.has_lids else 1) + 1
    state[at.ROOM] = max(int(state[at.ROOM]), most)
    waiting += arrays.waiting + watch.waiting
    agenda = buffers.take("agenda", at.AGENDA_WIDTH * (waiting + 64))
    agenda[: at.AGENDA_WIDTH] = arrays.horizon_ms, 0
    state[at.ON_AGENDA] = 1
    bins, room_g = buffers.copy("bins", arrays.bins), buffers.copy("room_g", arrays.room_g)
    _fill_bins(arrays, held, begin_ms, bins.reshape(-1, at.BIN_WIDTH), room_g)
    return Waste(
        **columns,
        noise_milli=buffers.join("waste noise_milli", noise, np.int16),
        truck_ms=buffers.join("waste truck_ms", trucks, np.int64),
        sites=sites.reshape(-1),
        points=arrays.points,
        opens_ms=arrays.opens_ms,
        closes_ms=arrays.closes_ms,
        services=arrays.services,
        weekdays=arrays.weekdays,
        clocks_ms=arrays.clocks_ms,
        bins=bins,
        room_g=room_g,
        heap_g=arrays.heap_g,
        stream_of=arrays.stream_of,
        always_open=arrays.always_open,
        stops=stops,
        agenda=agenda,
    )


def _fill_bins(
    arrays: WasteArrays,
    held: Sequence[HeldParcels | None],
    begin_ms: int,
    bins: Array,
    room_g: Array,
) -> None:
    """What the bins hold when the run begins; a level that is reached is reached then."""
    bins[:, at.EMPTIED] = begin_ms
    firsts = arrays.sites[:, at.FIRST_BIN].tolist()
    for first, inside in zip(firsts, held, strict=False):
        if inside is None or inside.bins_g is None:
            continue
        for number, mass_g in enumerate(inside.bins_g.tolist(), start=first):
            row = bins[number]
            row[at.MASS] = mass_g
            row[at.VOLUME] = volume_ml(
                mass_g, int(row[at.DENSITY]), int(row[at.CAPACITY]), int(row[at.COMPACTION])
            )
            room_g[number] = row[at.BRIM] - mass_g
            level = at.NONE
            if row[at.SERVICE] >= 0:
                level = int(arrays.services[row[at.SERVICE] + at.LEVEL])
            permille = fill_permille(int(row[at.VOLUME]), int(row[at.CAPACITY]))
            if level != at.NONE and permille >= level:
                row[at.REACHED] = begin_ms


def _lay_out_trucks(arrays: WasteArrays, traces: Sequence[SiteTrace], stops: Array) -> list[Array]:
    """Visits of trucks as traces know them, point after point; enters where they stand."""
    rows = stops.reshape(-1, max(1, len(arrays.services) // at.SERVICE_WIDTH), at.STOP_WIDTH)
    begins = [int(first) for first in arrays.sites[:, at.FIRST_POINT]]
    found: list[Array] = []
    start = 0
    for first, stop, trace in zip(begins, [*begins[1:], len(rows)], traces, strict=True):
        for point in range(first, stop):
            if trace.emptyings is None:
                break
            times = trace.emptyings.of_point(point - first)
            rows[point, :, at.NEXT_TRUCK], rows[point, :, at.LAST_TRUCK] = start, start + len(times)
            found.append(times)
            start += len(times)
    return found


def longer_agenda(memory: Memory, buffers: Buffers) -> Memory:
    """Room for twice the events, those entered as they are."""
    agenda = memory.waste.agenda.copy()
    longer = buffers.take("agenda", 2 * len(agenda))
    longer[: len(agenda)] = agenda
    return memory._replace(waste=memory.waste._replace(agenda=longer))


def check_waste(plan: Plan, site: int, trace: SiteTrace) -> None:
    """Raise ValueError where the waste of a site's trace does not fit its plan, or is too much."""
    waste, emptyings = trace.waste, trace.emptyings
    if plan.waste is not None and emptyings is not None:
        wrong = emptyings.fault(
            points=len(plan.sites[site].points), horizon_ms=plan.rules.horizon_ms
        )
        if wrong is not None:
            raise ValueError(f"{wrong[0]} = {wrong[1]}: must be {wrong[2]}")
    if plan.waste is None or waste is None:
        return
    rules, points = plan.waste.rules, plan.sites[site].points
    if waste.drop_offs > MAX_ENTITIES:
        raise ValueError(f"{waste.drop_offs} drop-offs: at most {MAX_ENTITIES}")
    for name in WasteTrace.__slots__:
        kind = getattr(waste, name).dtype
        if kind.kind != "i":
            raise ValueError(f"{name} holds {kind}: must be integers")
    fault = waste.fault(
        points=len(points),
        streams=len(rules.density_g_l),
        bins=sum(len(point.bins) for point in points),
        horizon_ms=plan.rules.horizon_ms,
    )
    if fault is not None:
        name, value, bound = fault
        raise ValueError(f"{name} = {value}: must be {bound}")
    mass_g = int(waste.drop_mass_g.sum())
    loose_ml = mass_g * 1_000 // min(rules.density_g_l)
    deepest_mm = max((each.depth_mm for point in points for each in point.bins), default=0)
    if max(mass_g * 1_000_000, loose_ml * deepest_mm * 1_000) > MOST:
        raise ValueError(f"drop_mass_g sums up to {mass_g}: too much for whole numbers of 64 bits")


def _flat(rows: Sequence[int] | Sequence[Sequence[int]]) -> Array:
    return np.array(rows, dtype=np.int64).reshape(-1)
