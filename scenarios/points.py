"""Waste points as built: integers for the world, members of groups with what is their own.

Lives here: the expansion of one entry of `waste_points` at one site. Not here: sites, banks
(`scenarios.expand`), drop-offs.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from scenarios.schema import Scenario
from scenarios.schema.waste.collection import WEEKDAYS
from scenarios.schema.waste.points import BinGroup, FillSensor, PointMember, WastePoint
from scenarios.schema.waste.watch import Camera, Linkage, Supervision

HOUR_MS = 3_600_000
MINUTE_MS = 60_000


@dataclass(frozen=True, slots=True)
class BinPlace:
    """One bin: `stream` counts from 0 in the order of the scenario, `heap_ml` above the brim."""

    id: str
    stream: int
    capacity_ml: int
    depth_mm: int
    heap_ml: int
    always_open: int


@dataclass(frozen=True, slots=True)
class WearPlace:
    """What is not as new in a sensor: dead band in ‰ (0 none), `battery_uah` 0 without one.

    `kept` lost reports are sent later, shares are what draws are made from.
    """

    dead_band_permille: int
    silent_at_most: int
    battery_uah: int
    report_uah: int
    idle_uah_per_day: int
    replace_ms: int
    drift_um_per_day: int
    kept: int
    least_charge: float
    outlier_share: float
    bridge_share: float
    dropout_share: float


@dataclass(frozen=True, slots=True)
class SensorPlace:
    """The sensor in every bin of a point; `wear` None as new."""

    report_ms: int
    noise_um: int
    resolution_um: int
    clearance_mm: int
    wear: WearPlace | None = None


@dataclass(frozen=True, slots=True)
class ShiftPlace:
    """A supervisor's shift: `weekdays[weekday]` is 1 where it is kept, times of day in ms."""

    weekdays: tuple[int, ...]
    from_ms: int
    to_ms: int


@dataclass(frozen=True, slots=True)
class CameraPlace:
    """A camera: least confidence of a detection, and when a supervisor counts as absent."""

    report_from_permille: int
    absent_after_ms: int


@dataclass(frozen=True, slots=True)
class LinkagePlace:
    """Linkage of a point; `by_contact` 1 where the true fill locks, else a report does."""

    by_contact: int
    lock_permille: int
    walk_ms: int
    deodorises: int


@dataclass(frozen=True, slots=True)
class PointPlace:
    """One waste point; bins are numbered 1 … in this order, windows are times of day in ms.

    `supervision`, `watch` (of the camera) and `comply_share` are what draws are made from.
    """

    id: str
    bins: tuple[BinPlace, ...]
    opens_ms: tuple[int, ...]
    closes_ms: tuple[int, ...]
    sensor: SensorPlace | None
    shifts: tuple[ShiftPlace, ...] = ()
    camera: CameraPlace | None = None
    linkage: LinkagePlace | None = None
    supervision: Supervision | None = None
    watch: Camera | None = None
    comply_share: float = 0.0

    def takes(self, stream: int) -> bool:
        """Whether it has a bin of the stream."""
        return any(each.stream == stream for each in self.bins)


def points_at(
    scenario: Scenario, entry: WastePoint, index: int, sites: int
) -> Iterator[PointPlace]:
    """Points of one entry at its site number `index` (of `sites`), as banks of groups are."""
    assert scenario.waste is not None
    streams = [stream.id for stream in scenario.waste.streams]
    per_site = entry.count or 1
    grouped = entry.count is not None or sites > 1
    for k in range(per_site):
        point_id = f"{entry.id}{index * per_site + k + 1}" if grouped else entry.id
        own = entry.members.get(point_id) or PointMember()
        bins = entry.bins if own.bins is None else own.bins
        windows = entry.windows if own.windows is None else own.windows
        supervision = entry.supervision if own.supervision is None else own.supervision
        yield PointPlace(
            id=point_id,
            bins=tuple(_bins(bins, streams)),
            opens_ms=tuple(_clock_ms(window.from_hour) for window in windows),
            closes_ms=tuple(_clock_ms(window.to_hour) for window in windows),
            sensor=None if entry.sensor is None else _sensor(entry.sensor),
            shifts=() if supervision is None else tuple(_shifts(supervision)),
            camera=None if entry.camera is None else _camera(entry.camera),
            linkage=None if entry.linkage is None else _linkage(entry.linkage),
            supervision=supervision,
            watch=entry.camera,
            comply_share=0.0 if entry.linkage is None else entry.linkage.comply_share,
        )


def _bins(groups: list[BinGroup], streams: list[str]) -> Iterator[BinPlace]:
    for group in groups:
        for number in range(1, group.count + 1):
            yield BinPlace(
                id=group.id if group.count == 1 else f"{group.id}{number}",
                stream=streams.index(group.stream),
                capacity_ml=max(1, round(group.volume_l * 1000)),
                depth_mm=group.depth_mm,
                heap_ml=round(group.volume_l * group.heap_share * 1000),
                always_open=int(group.always_open),
            )


def _sensor(sensor: FillSensor) -> SensorPlace:
    return SensorPlace(
        report_ms=sensor.report_every_min * MINUTE_MS,
        noise_um=round(sensor.noise_mm * 1000),
        resolution_um=max(1, round(sensor.resolution_mm * 1000)),
        clearance_mm=sensor.clearance_mm,
        wear=_wear(sensor) if sensor.is_worn else None,
    )


def _wear(sensor: FillSensor) -> WearPlace:
    return WearPlace(
        dead_band_permille=round(sensor.dead_band * 1000),
        silent_at_most=sensor.silent_at_most,
        battery_uah=0 if sensor.battery_mah is None else max(1, round(sensor.battery_mah * 1000)),
        report_uah=round(sensor.report_mah * 1000),
        idle_uah_per_day=round(sensor.idle_mah_per_day * 1000),
        replace_ms=round(sensor.replace_days * 24 * HOUR_MS),
        drift_um_per_day=round(sensor.drift_mm_per_day * 1000),
        kept=sensor.backfill_reports,
        least_charge=sensor.least_charge,
        outlier_share=sensor.outlier_share,
        bridge_share=sensor.bridge_share,
        dropout_share=sensor.dropout_share,
    )


def _shifts(supervision: Supervision) -> Iterator[ShiftPlace]:
    for shift in supervision.shifts:
        yield ShiftPlace(
            weekdays=tuple(int(day in shift.weekdays) for day in WEEKDAYS),
            from_ms=_clock_ms(shift.from_hour),
            to_ms=_clock_ms(shift.to_hour),
        )


def _camera(camera: Camera) -> CameraPlace:
    return CameraPlace(
        report_from_permille=round(camera.report_from * 1000),
        absent_after_ms=round(camera.absent_after_min * MINUTE_MS),
    )


def _linkage(linkage: Linkage) -> LinkagePlace:
    return LinkagePlace(
        by_contact=int(linkage.by == "contact"),
        lock_permille=round(linkage.lock_at * 1000),
        walk_ms=round(linkage.walk_min * MINUTE_MS),
        deodorises=int(linkage.deodorise),
    )


def _clock_ms(hour: float) -> int:
    return round(hour * HOUR_MS)
