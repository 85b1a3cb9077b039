"""Waste points: bins by stream, windows of the day, fill sensors.

Lives here: the fields of places where residents drop waste off, singly or as groups. Not here:
what is dropped off (`scenarios.schema.waste.streams`), who empties the bins
(`scenarios.schema.waste.collection`).
"""

from __future__ import annotations

from itertools import pairwise
from typing import ClassVar

from pydantic import Field, model_validator

from scenarios.schema.base import Grown, Id, Model, quantity, share
from scenarios.schema.place import MAX_GROUP_COUNT
from scenarios.schema.waste.layout import Layout
from scenarios.schema.waste.watch import Camera, Linkage, Supervision

MAX_KEPT = 48
"""Reports that a sensor keeps: two days of hourly ones."""

WEAR = frozenset(
    {
        "dead_band", "silent_at_most", "battery_mah", "report_mah", "idle_mah_per_day",
        "least_charge", "replace_days", "outlier_share", "drift_mm_per_day", "bridge_share",
        "dropout_share", "backfill_reports",
    }
)  # fmt: skip
"""Fields of a sensor that is not as new."""

MAX_BINS_PER_POINT = 200
"""A point of four streams for 2,000 households has some 40."""


class BinGroup(Grown):
    """Bins of one kind at a point: `count` of them, all of one stream.

    Without `footprint_m2` a bin takes what is usual for its volume.
    """

    LATER: ClassVar[frozenset[str]] = frozenset({"footprint_m2"})

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
    footprint_m2: float | None = quantity(
        None, unit="m²", says="floor that one bin stands on", gt=0, le=100
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


class FillSensor(Grown):
    """An ultrasonic sensor in every bin of the point; it reports at multiples of the interval.

    It may be worn. `outlier_share` of its readings are stray echoes, from anywhere between sensor
    and floor; a box that bridges the throat of the bin reads as full until the emptying. A report
    that is lost is kept by the sensor, where it can (`backfill_reports`), and comes late with the
    next one that gets through. An empty battery is replaced `replace_days` later.
    """

    LATER: ClassVar[frozenset[str]] = WEAR

    report_every_min: int = quantity(unit="min", says="reporting interval", ge=1, le=10_080)
    noise_mm: float = quantity(
        3.0, unit="mm", says="standard deviation on a flat target", ge=0, le=1000
    )
    resolution_mm: float = quantity(1.0, unit="mm", says="step of the reading", ge=0.001, le=1000)
    clearance_mm: int = quantity(100, unit="mm", says="sensor above the brim", ge=0, le=5000)
    dead_band: float = share(0.0, says="change of the fill below which no report is sent")
    silent_at_most: int = quantity(
        24, unit="1", says="reports left out in a row for the dead band, at most", ge=1, le=10_000
    )
    battery_mah: float | None = quantity(
        None, unit="mAh", says="charge of a full battery", gt=0, le=1e6
    )
    report_mah: float = quantity(0.1, unit="mAh", says="charge a report takes", ge=0, le=1000)
    idle_mah_per_day: float = quantity(
        0.5, unit="mAh/day", says="charge taken between reports", ge=0, le=1000
    )
    least_charge: float = share(
        1.0, says="charge at the start: even between this and full, over the full one"
    )
    replace_days: float = quantity(
        14.0, unit="day", says="from an empty battery to the next one", ge=0, le=3660
    )
    outlier_share: float = share(0.0, says="readings that are stray echoes")
    drift_mm_per_day: float = quantity(
        0.0, unit="mm/day", says="the reading goes further off; above 0 the bin seems emptier",
        ge=-100, le=100,
    )  # fmt: skip
    bridge_share: float = share(0.0, says="bags that bridge the throat of the bin")
    dropout_share: float = share(0.0, says="reports that are lost on the way")
    backfill_reports: int = quantity(
        0, unit="1", says="lost reports that a sensor keeps and sends later", ge=0, le=MAX_KEPT
    )

    @property
    def is_worn(self) -> bool:
        """Whether anything of it is not as new."""
        fields = type(self).model_fields
        return any(getattr(self, name) != fields[name].default for name in WEAR)


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

    LATER: ClassVar[frozenset[str]] = frozenset({"layout", "supervision", "camera", "linkage"})

    id: Id
    site: Id
    count: int | None = quantity(
        None, unit="point", says="points at each site", ge=1, le=MAX_GROUP_COUNT
    )
    bins: list[BinGroup] = Field(min_length=1, max_length=MAX_BINS_PER_POINT)
    windows: list[Window] = Field(default_factory=list, max_length=24)
    sensor: FillSensor | None = None
    layout: Layout | None = None
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
