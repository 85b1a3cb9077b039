"""Waste points: bins by stream, windows of the day, fill sensors.

Lives here: the fields of places where residents drop waste off, singly or as groups. Not here:
what is dropped off (`scenarios.schema.waste.streams`), who empties the bins
(`scenarios.schema.waste.collection`).
"""

from __future__ import annotations

from itertools import pairwise
from typing import ClassVar

from pydantic import Field, model_validator

from scenarios.schema.base import Grown, Id, Model, quantity
from scenarios.schema.place import MAX_GROUP_COUNT
from scenarios.schema.waste.watch import Camera, Linkage, Supervision

MAX_BINS_PER_POINT = 200
"""A point of four streams for 2,000 households has some 40."""


class BinGroup(Model):
    """Bins of one kind at a point: `count` of them, all of one stream."""

    id: Id
    stream: Id
    volume_l: float = quantity(unit="L", says="volume of one bin to the brim", gt=0, le=50_000)
    count: int = quantity(1, unit="bin", says="bins of this kind", ge=1, le=MAX_BINS_PER_POINT)
    depth_mm: int = quantity(900, unit="mm", says="inner depth, floor to brim", ge=50, le=10_000)
    heap_share: float = quantity(
        0.25, unit="1", says="what can be heaped above the brim, over the volume", ge=0, le=100
    )
    always_open: bool = Field(
        False, strict=True, description="can be reached outside the windows of the point"
    )


class Window(Model):
    """Hours of every day in which a point is open."""

    from_hour: float = quantity(unit="h", says="hour of day at which it opens", ge=0, lt=24)
    to_hour: float = quantity(unit="h", says="hour of day at which it closes", gt=0, le=24)

    @model_validator(mode="after")
    def _order(self) -> Window:
        if self.to_hour <= self.from_hour:
            raise ValueError(
                f"to_hour = {self.to_hour}: must be after from_hour = {self.from_hour}"
            )
        return self


class FillSensor(Model):
    """An ultrasonic sensor in every bin of the point; it reports at multiples of the interval."""

    report_every_min: int = quantity(unit="min", says="reporting interval", ge=1, le=10_080)
    noise_mm: float = quantity(
        3.0, unit="mm", says="standard deviation on a flat target", ge=0, le=1000
    )
    resolution_mm: float = quantity(1.0, unit="mm", says="step of the reading", ge=0.001, le=1000)
    clearance_mm: int = quantity(100, unit="mm", says="sensor above the brim", ge=0, le=5000)


class PointMember(Grown):
    """What one member of a group of points has of its own."""

    LATER: ClassVar[frozenset[str]] = frozenset({"supervision"})

    bins: list[BinGroup] | None = Field(None, min_length=1, max_length=MAX_BINS_PER_POINT)
    windows: list[Window] | None = Field(None, max_length=24)
    supervision: Supervision | None = None

    @model_validator(mode="after")
    def _built(self) -> PointMember:
        check_bins(self.bins or [])
        check_windows(self.windows or [])
        return self


class WastePoint(Grown):
    """A waste point, or one group of them: `count` points at every site of `site`.

    Households are dealt evenly to a site's points, by their index. Without `windows` a point is
    always open.
    """

    LATER: ClassVar[frozenset[str]] = frozenset({"supervision", "camera", "linkage"})

    id: Id
    site: Id
    count: int | None = quantity(
        None, unit="point", says="points at each site", ge=1, le=MAX_GROUP_COUNT
    )
    bins: list[BinGroup] = Field(min_length=1, max_length=MAX_BINS_PER_POINT)
    windows: list[Window] = Field(default_factory=list, max_length=24)
    sensor: FillSensor | None = None
    supervision: Supervision | None = None
    camera: Camera | None = None
    linkage: Linkage | None = None
    members: dict[Id, PointMember] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _built(self) -> WastePoint:
        check_bins(self.bins)
        check_windows(self.windows)
        return self


def check_bins(bins: list[BinGroup]) -> None:
    """Refuse two kinds of bins with one id, and more bins than MAX_BINS_PER_POINT."""
    ids = [group.id for group in bins]
    if len(set(ids)) != len(ids):
        raise ValueError(f"bins: the id {next(i for i in ids if ids.count(i) > 1)!r} stands twice")
    total = sum(group.count for group in bins)
    if total > MAX_BINS_PER_POINT:
        raise ValueError(f"bins: {total} bins, at most {MAX_BINS_PER_POINT} at a point")


def check_windows(windows: list[Window]) -> None:
    """Refuse windows that overlap or are out of order."""
    for before, after in pairwise(windows):
        if after.from_hour < before.to_hour:
            raise ValueError(
                f"windows: {after.from_hour} h begins before the window until {before.to_hour} h "
                "ends; list them ascending"
            )
