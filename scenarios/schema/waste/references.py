"""Checks between the parts of waste, and what a scenario without lockers need not say.

Lives here: references from points to streams and services, and the neutral locker sections. Not
here: the fields.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from scenarios.schema.waste.collection import Collection
from scenarios.schema.waste.layout import check_layout
from scenarios.schema.waste.points import BinGroup, WastePoint
from scenarios.schema.waste.streams import Waste

LOCKER_SECTIONS: dict[str, Any] = {
    "sizes": [{"id": "none", "width_cm": 1.0, "height_cm": 1.0, "depth_cm": 1.0}],
    "parcels": {"per_household_day": 0.0, "size_mix": {"none": 1.0}},
    "couriers": {"companies": [{"id": "none", "share": 1.0}]},
    "dwell": {"law": {"kind": "fixed", "mean_h": 24.0}},
}
"""Sections that a scenario with waste points and without banks may leave out: no parcel comes."""


def without_lockers(data: Any) -> Any:
    """File content in which the locker sections that are missing are neutral, where they may be."""
    lockers = isinstance(data, Mapping) and (data.get("banks") or data.get("regions"))
    if isinstance(data, Mapping) and data.get("waste_points") and not lockers:
        return {**LOCKER_SECTIONS, **data}
    return data


def check_waste(
    points: Sequence[WastePoint],
    waste: Waste | None,
    collection: Sequence[Collection],
    sites: set[str],
    has_depot: bool,
) -> None:
    """Raise ValueError where points, streams and services do not fit each other."""
    if not points:
        for name, given in (("waste", waste is not None), ("collection", bool(collection))):
            if given:
                raise ValueError(f"{name}: there are no waste_points")
        return
    if waste is None:
        raise ValueError("waste_points: needs the section waste, with the streams dropped off")
    if collection and not has_depot:
        raise ValueError("collection: needs the section depot, where the trucks set out")
    streams = [stream.id for stream in waste.streams]
    service_of = _services(collection, streams)
    for point in points:
        if point.site not in sites:
            raise ValueError(f"waste_points.{point.id}.site = {point.site!r}: no such site")
        kinds = [
            (f"waste_points.{point.id}.bins", point.bins),
            *(
                (f"waste_points.{point.id}.members.{member}.bins", own.bins or [])
                for member, own in point.members.items()
            ),
        ]
        if point.linkage is not None and point.linkage.by == "report" and point.sensor is None:
            raise ValueError(
                f"waste_points.{point.id}.sensor: needed, its linkage goes by reported fill"
            )
        for where, bins in kinds:
            if point.layout is not None:
                built = [(group.volume_l, group.count, group.footprint_m2) for group in bins]
                check_layout(where.removesuffix(".bins"), point.layout, built)
            for group in bins:
                _check_bin(where, group, point, streams, service_of)


def watches(points: Sequence[WastePoint], waste: Waste | None) -> bool:
    """Whether a scenario has supervisors, cameras, linkage or abnormal drop-offs anywhere."""
    return bool(waste_parts(points, waste) & {"abnormal", "supervision", "camera", "linkage"})


def wears(points: Sequence[WastePoint]) -> bool:
    """Whether a scenario has worn fill sensors anywhere."""
    return "worn" in waste_parts(points, None)


def is_heard(points: Sequence[WastePoint]) -> bool:
    """Whether a manager would hear of any point: by a sensor or a camera."""
    return any(point.sensor is not None or point.camera is not None for point in points)


def waste_parts(points: Sequence[WastePoint], waste: Waste | None) -> frozenset[str]:
    """Which optional parts of waste points a scenario has: some figures speak of them alone."""
    found = {"abnormal"} if waste is not None and waste.abnormal_share > 0 else set()
    for point in points:
        members = point.members.values()
        if point.supervision is not None or any(own.supervision is not None for own in members):
            found.add("supervision")
        if point.camera is not None:
            found.add("camera")
        if point.linkage is not None:
            found.add("linkage")
        if point.sensor is not None and point.sensor.is_worn:
            found.add("worn")
    return frozenset(found)


def _services(collection: Sequence[Collection], streams: list[str]) -> dict[str, Collection]:
    ids = [service.id for service in collection]
    if len(set(ids)) != len(ids):
        raise ValueError("collection: two services have the same id")
    service_of: dict[str, Collection] = {}
    for service in collection:
        for stream in service.streams:
            if stream not in streams:
                raise ValueError(
                    f"collection.{service.id}.streams: no stream {stream!r} (streams: {streams})"
                )
            if stream in service_of:
                raise ValueError(
                    f"collection.{service.id}.streams: {stream} is collected by "
                    f"{service_of[stream].id} already"
                )
            service_of[stream] = service
    return service_of


def _check_bin(
    where: str,
    group: BinGroup,
    point: WastePoint,
    streams: list[str],
    service_of: Mapping[str, Collection],
) -> None:
    if group.stream not in streams:
        raise ValueError(
            f"{where}.{group.id}.stream = {group.stream!r}: no such stream (streams: {streams})"
        )
    service = service_of.get(group.stream)
    if service is None:
        raise ValueError(f"{where}.{group.id}: no service of collection empties {group.stream}")
    if service.kind in {"threshold", "dynamic"} and point.sensor is None:
        raise ValueError(
            f"waste_points.{point.id}.sensor: needed, collection.{service.id} goes by reported fill"
        )
