"""The table of the optional parts of a trace: all that files, digests and checks know of them.

Lives here: for each part its arrays, the ids it was drawn for, and where it must be. Not here: what
the arrays mean (beside this module), how a file holds them (`scenarios.tracefile`).

A new part is a dataclass of arrays beside this module, a field of `SiteTrace` and a row of PARTS.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from typing import Any

import numpy as np

from scenarios.expand import SitePlace, expand_sites
from scenarios.parts.arrays import Wrong
from scenarios.parts.counters import CounterTrace
from scenarios.parts.emptyings import EmptyingTrace
from scenarios.parts.faults import FaultTrace
from scenarios.parts.sensors import SensorTrace
from scenarios.parts.waste import WasteTrace
from scenarios.parts.watch import WatchTrace, shift_numbers
from scenarios.schema import Scenario
from scenarios.schema.waste.references import watches, wears

Ids = dict[str, list[str] | list[list[str]]]
"""What a part was drawn for: by a word for it a list of ids, or a list of them for each site."""

LONGEST_RUN_DAYS = 4_025
"""Days of the longest run, warm-up included, and some more."""

MAX_NOISE_SLOTS = 600_000
"""Ten-minute slots of the longest run, 144 a day, and some more."""

MAX_SHIFTS = 24 * LONGEST_RUN_DAYS
"""Shifts of a point in the longest run."""


@dataclass(frozen=True, slots=True)
class Part:
    """One optional part of a site's trace.

    - `name` the field of `SiteTrace`; in files its arrays are called `NAME.ARRAY`
    - `kind` the dataclass of its arrays, which has `digest()`
    - `ids` what it is drawn for, None where the scenario has no such part
    - `stands` whether a site of such a scenario has it
    - `find_wrong` what keeps an engine from running it at a site over a horizon in ms
    - `may_be_left` whether a scenario without the part may run a trace that has it
    - `types` of arrays that are not int64; `columns` at most, of those of two dimensions
    """

    name: str
    kind: type[Any]
    ids: Callable[[Scenario], Ids | None]
    stands: Callable[[SitePlace], bool]
    find_wrong: Callable[[Any, Scenario, SitePlace, int], Wrong | None]
    may_be_left: bool = False
    types: Mapping[str, type[np.integer[Any]]] = field(default_factory=dict)
    columns: Mapping[str, int] = field(default_factory=dict)

    def arrays(self) -> dict[str, np.dtype[Any]]:
        """Names in a file and types of the arrays."""
        return {
            f"{self.name}.{own.name}": np.dtype(self.types.get(own.name, np.int64))
            for own in fields(self.kind)
        }


def _waste_ids(scenario: Scenario) -> Ids | None:
    if scenario.waste is None:
        return None
    return {
        "streams": [stream.id for stream in scenario.waste.streams],
        "points": [[point.id for point in place.points] for place in expand_sites(scenario)],
    }


def _bins(place: SitePlace) -> int:
    return sum(len(point.bins) for point in place.points)


def _wrong_waste(
    part: WasteTrace, scenario: Scenario, place: SitePlace, horizon_ms: int
) -> Wrong | None:
    return part.fault(
        points=len(place.points),
        streams=len(scenario.waste.streams) if scenario.waste else 0,
        bins=_bins(place),
        horizon_ms=horizon_ms,
    )


def _counter_ids(scenario: Scenario) -> Ids | None:
    if not scenario.has_service:
        return None
    return {"counters": [[each.id for each in place.counters] for place in expand_sites(scenario)]}


def _wrong_counter(
    part: CounterTrace, scenario: Scenario, place: SitePlace, horizon_ms: int
) -> Wrong | None:
    return part.fault(
        counters=len(place.counters),
        sizes=len(scenario.sizes),
        companies=len(scenario.couriers.companies),
        horizon_ms=horizon_ms,
    )


def _emptying_ids(scenario: Scenario) -> Ids | None:
    return {} if any(service.kind == "replayed" for service in scenario.collection) else None


def _wrong_emptyings(
    part: EmptyingTrace, scenario: Scenario, place: SitePlace, horizon_ms: int
) -> Wrong | None:
    return part.fault(points=len(place.points), horizon_ms=horizon_ms)


def _watch_ids(scenario: Scenario) -> Ids | None:
    """What is watched: a trace drawn without cameras would let them see nothing."""
    points, waste = scenario.waste_points, scenario.waste
    if waste is None or not watches(points, waste):
        return None
    return {
        "abnormal": ["drop-offs"] if waste.abnormal_share > 0 else [],
        "supervision": [point.id for point in points if point.supervision is not None],
        "camera": [point.id for point in points if point.camera is not None],
        "linkage": [point.id for point in points if point.linkage is not None],
    }


def _wrong_watch(
    part: WatchTrace, scenario: Scenario, place: SitePlace, horizon_ms: int
) -> Wrong | None:
    return part.fault(
        drop_offs=len(part.drop_abnormal),
        points=len(place.points),
        shifts=shift_numbers(place.points, horizon_ms),
    )


def _sensor_ids(scenario: Scenario) -> Ids | None:
    """By what wears off the points whose sensors do; what is not here was not drawn."""
    if not wears(scenario.waste_points):
        return None
    worn = [p for p in scenario.waste_points if p.sensor is not None and p.sensor.is_worn]
    return {
        "worn": [point.id for point in worn],
        **{
            name: [point.id for point in worn if getattr(point.sensor, name)]
            for name in ("outlier_share", "bridge_share", "dropout_share")
        },
    }


def _wrong_sensors(
    part: SensorTrace, _scenario: Scenario, place: SitePlace, horizon_ms: int
) -> Wrong | None:
    return part.fault(
        drop_offs=len(part.drop_bridges),
        bins=_bins(place),
        horizon_ms=horizon_ms,
    )


def _fault_ids(scenario: Scenario) -> Ids | None:
    if not scenario.has_faults:
        return None
    return {"kinds": [str(fault.id) for fault in scenario.faults]}


def _wrong_faults(
    part: FaultTrace, scenario: Scenario, place: SitePlace, horizon_ms: int
) -> Wrong | None:
    return part.fault(
        banks=len(place.banks),
        bins=_bins(place),
        horizon_ms=horizon_ms,
    )


PARTS: tuple[Part, ...] = (
    Part(
        name="waste",
        kind=WasteTrace,
        ids=_waste_ids,
        stands=lambda place: bool(place.points),
        find_wrong=_wrong_waste,
        types={
            "drop_stream": np.int8,
            "drop_mixed": np.int8,
            "drop_habit": np.int8,
            "noise_milli": np.int16,
        },
        columns={"noise_milli": MAX_NOISE_SLOTS},
    ),
    Part(
        name="counter",
        kind=CounterTrace,
        ids=_counter_ids,
        stands=lambda _: True,
        find_wrong=_wrong_counter,
        types={"call_way": np.int8, "size": np.int8, "temperature": np.int8, "at_home": np.int8},
    ),
    Part(
        name="emptyings",
        kind=EmptyingTrace,
        ids=_emptying_ids,
        stands=lambda place: bool(place.points),
        find_wrong=_wrong_emptyings,
        may_be_left=True,
    ),
    Part(
        name="watch",
        kind=WatchTrace,
        ids=_watch_ids,
        stands=lambda place: bool(place.points),
        find_wrong=_wrong_watch,
        types={
            "drop_abnormal": np.int8,
            "present_mixed": np.int8,
            "present_habit": np.int8,
            "present_abnormal": np.int8,
            "drop_complies": np.int8,
            "landed_seen": np.int16,
            "abnormal_seen": np.int16,
            "shift_missed": np.int8,
            "shift_seen": np.int16,
            "false_subject": np.int8,
            "false_seen": np.int16,
        },
        columns={"shift_missed": MAX_SHIFTS, "shift_seen": MAX_SHIFTS},
    ),
    Part(
        name="sensors",
        kind=SensorTrace,
        ids=_sensor_ids,
        stands=lambda place: bool(place.points),
        find_wrong=_wrong_sensors,
        types={
            "drop_bridges": np.int8,
            "charge_permille": np.int16,
            "stray_permille": np.int16,
            "lost": np.int8,
        },
        columns={"stray_permille": MAX_NOISE_SLOTS, "lost": MAX_NOISE_SLOTS},
    ),
    Part(
        name="faults",
        kind=FaultTrace,
        ids=_fault_ids,
        stands=lambda place: True,
        find_wrong=_wrong_faults,
    ),
)
"""All parts, in the order of digests and files; a part that is not there adds nothing to either."""

PART_NAMES = tuple(part.name for part in PARTS)


def part_ids(scenario: Scenario) -> dict[str, Ids]:
    """By the name of each part that the scenario has what it is drawn for."""
    return {part.name: ids for part in PARTS if (ids := part.ids(scenario)) is not None}
