"""The trace of a log of fill levels: drop-offs that raise the levels, trucks that lower them.

Lives here: when bags come and trucks call so that every reading is met. Not here: reading the log
(`scenarios.logs.fill_levels`), running the trace.

A log says how full a bin was, not who brought what. Between two readings the level grows by what
the later one shows more, in bags of at most a tenth of the bin, evenly in time. Where the later one
shows less, a truck came in between, as early as may be: right after the midnight at which the later
reading's day begins, or right after the earlier reading; then the level grows from zero. Household
0 brings everything.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from devices.physics.fill import fill_permille, volume_ml
from scenarios.behaviour.drop_off import PILES
from scenarios.days import DAY_MS
from scenarios.expand import SitePlace, expand_sites
from scenarios.logs.fill_levels import BinLog, FillLog, scenario_id
from scenarios.parts.emptyings import EmptyingTrace
from scenarios.parts.waste import MAX_BAG_G, WasteTrace
from scenarios.points import BinPlace, PointPlace
from scenarios.reading.did_you_mean import find_closest
from scenarios.reading.errors import Problem, ScenarioError, show_value
from scenarios.schema import Scenario
from scenarios.schema.waste.streams import Stream
from scenarios.trace import SiteTrace, Trace

BAG_PERMILLE = 100
"""A bag raises the level by a tenth at most."""

Bag = tuple[int, int, int, int]
"""Time in ms, point within the site, stream, mass in g."""
Call = tuple[int, int]
"""Time in ms, point within the site."""


def trace_of_levels(scenario: Scenario, log: FillLog, scenario_digest: str = "") -> Trace:
    """The trace of a log at the waste points of `scenario`: point `scenario_id(bin)` is the bin.

    No warm-up; the measured days are the log's. Points that the log does not name get nothing.
    Raises ScenarioError for a bin of the log without a point, or whose point has not exactly one
    bin, has windows (a log knows of none), or holds too few grams to tell every per mille.
    """
    assert scenario.waste is not None
    by_id = {scenario_id(each.id): each for each in log.bins}
    if len(by_id) < len(log.bins):
        raise ScenarioError(Problem("two bins of the log would have one id", log.file))
    places = list(expand_sites(scenario))
    points = {point.id: point for place in places for point in place.points}
    for name, logged in by_id.items():
        _check_point(log, logged, name, points, scenario.waste.streams)
    attended = scenario.couriers.mode == "visits"
    reminders = len(scenario.reminders.after_h) if scenario.reminders else 0
    return Trace(
        scenario_digest=scenario_digest,
        seed=0,
        replication=0,
        first_day=log.first_day,
        warmup_days=0,
        measured_days=log.days,
        sites=tuple(
            _site(place, by_id, scenario.waste.streams, attended, reminders) for place in places
        ),
    )


def bags_and_calls(logged: BinLog, built: BinPlace, stream: Stream) -> tuple[list[Bag], list[int]]:
    """Bags of one bin as (time, 0, stream, mass), and times of its emptyings, both ascending."""
    bags: list[Bag] = []
    calls: list[int] = []
    now_ms, level, mass_g = -1, 0, 0
    rows = zip(logged.time_ms.tolist(), logged.level_permille.tolist(), logged.emptied, strict=True)
    for time_ms, permille, emptied in rows:
        if emptied:
            now_ms = max(now_ms + 1, min(time_ms, time_ms // DAY_MS * DAY_MS + 1))
            calls.append(now_ms)
            level, mass_g = 0, 0
        target_g = mass_at(permille, built, stream)
        for at_ms, part_g in _spread(now_ms, time_ms, permille - level, target_g - mass_g):
            bags.append((at_ms, 0, built.stream, part_g))
        now_ms, level, mass_g = time_ms, permille, target_g
    return bags, calls


def mass_at(permille: int, built: BinPlace, stream: Stream) -> int:
    """The least mass in g at which a bin is filled to `permille`."""
    density, compaction = _grams(stream)
    mass_g = -(-permille * built.capacity_ml * density // 1_000_000)
    while _permille(mass_g, built, density, compaction) < permille:
        mass_g += 1
    return mass_g


def _grams(stream: Stream) -> tuple[int, int]:
    """Density in g/L and compaction in per mille, as the plan of a run rounds them."""
    return max(1, round(stream.density_kg_l * 1000)), round(stream.compaction * 1000)


def _permille(mass_g: int, built: BinPlace, density: int, compaction: int) -> int:
    capacity_ml = built.capacity_ml
    return fill_permille(volume_ml(mass_g, density, capacity_ml, compaction), capacity_ml)


def _spread(after_ms: int, until_ms: int, permille: int, mass_g: int) -> Iterator[tuple[int, int]]:
    """Bags evenly in (`after_ms`, `until_ms`] that weigh `mass_g` together."""
    bags = max(-(-permille // BAG_PERMILLE), -(-mass_g // MAX_BAG_G)) if mass_g > 0 else 0
    for number in range(bags):
        part_g = mass_g * (number + 1) // bags - mass_g * number // bags
        at_ms = after_ms + 1 + (until_ms - after_ms - 1) * (2 * number + 1) // (2 * bags)
        if part_g > 0:
            yield min(at_ms, until_ms), part_g


def _check_point(
    log: FillLog, logged: BinLog, name: str, points: dict[str, PointPlace], streams: list[Stream]
) -> None:
    message, suggestion = None, None
    point = points.get(name)
    if point is None:
        message = f"the scenario has no waste point {name}"
        suggestion = find_closest(name, points)
    elif len(point.bins) != 1:
        message = f"the waste point {name} has {len(point.bins)} bins: must have one"
    elif point.opens_ms:
        message = f"the waste point {name} has windows: a log knows of none, leave them out"
    else:
        (built,) = point.bins
        density, compaction = _grams(streams[built.stream])
        if any(
            _permille(mass_at(permille, built, streams[built.stream]), built, density, compaction)
            != permille
            for permille in set(logged.level_permille.tolist())
        ):
            message = f"the bin at {name} holds too few grams to tell every level of the log"
    if message is not None:
        line = int(logged.line[0])
        shown = show_value(logged.id)
        raise ScenarioError(Problem(message, log.file, line, "bin", shown, suggestion=suggestion))


def _site(
    place: SitePlace,
    by_id: dict[str, BinLog],
    streams: list[Stream],
    attended: bool,
    reminders: int,
) -> SiteTrace:
    bags: list[Bag] = []
    calls: list[Call] = []
    for number, point in enumerate(place.points):
        if point.id in by_id:
            (built,) = point.bins
            own, times = bags_and_calls(by_id[point.id], built, streams[built.stream])
            bags += [(at_ms, number, stream, mass_g) for at_ms, _, stream, mass_g in own]
            calls += [(at_ms, number) for at_ms in times]
    bags.sort(key=lambda bag: bag[:2])
    calls.sort()
    visited = np.array(calls, dtype=np.int64).reshape(-1, 2)
    return SiteTrace(
        site=place.id,
        attended=attended,
        **_no_parcels(reminders),
        waste=_drop_offs(bags) if place.points else None,
        emptyings=EmptyingTrace(*np.ascontiguousarray(visited.T)) if place.points else None,
    )


def _drop_offs(bags: list[Bag]) -> WasteTrace:
    table = np.ascontiguousarray(np.array(bags, dtype=np.int64).reshape(-1, 4).T)
    count = len(bags)
    return WasteTrace(
        drop_ms=table[0],
        drop_household=np.zeros(count, dtype=np.int64),
        drop_point=table[1],
        drop_stream=table[2].astype(np.int8),
        drop_mass_g=table[3],
        drop_mixed=np.zeros(count, dtype=np.int8),
        drop_habit=np.full(count, PILES, dtype=np.int8),
        drop_landed_ms=np.ones(count, dtype=np.int64),
        noise_milli=np.zeros((1, 1), dtype=np.int16),
    )


def _no_parcels(reminders: int) -> dict[str, Any]:
    """Arrays of a site to which no parcel comes."""
    none = np.empty(0, dtype=np.int64)
    one = np.full(1, -1, dtype=np.int64)
    return {
        "visit_arrival_ms": none,
        "visit_company": none,
        "visit_bank": none,
        "visit_first_parcel": np.zeros(1, dtype=np.int64),
        "parcel_size": np.empty(0, dtype=np.int8),
        "parcel_temperature": np.zeros(1, dtype=np.int8),
        "dwell_ms": np.ones(1, dtype=np.int64),
        "clock_ms": one,
        "handling_ms": np.zeros((1, 1), dtype=np.int64),
        "answer_ms": np.full((1, reminders), -1, dtype=np.int64),
        "fee_lead_ms": one,
        "at_home": np.zeros((1, 1), dtype=np.int8),
        "lobby_ms": np.zeros(1, dtype=np.int64),
    }
