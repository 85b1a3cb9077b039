"""Who watches a waste point, and what it does by itself when a bin is full.

Lives here: the fields of supervisors, cameras and overflow alarm linkage. Not here: the points
(`scenarios.schema.waste.points`), draws, decisions.
"""

from __future__ import annotations

from itertools import combinations
from typing import Literal

from pydantic import Field, model_validator

from scenarios.schema.base import Model, quantity, share
from scenarios.schema.waste.collection import WEEKDAYS, Weekday


class Shift(Model):
    """Hours in which somebody stands at the point, on these days of every week."""

    weekdays: list[Weekday] = Field(
        default_factory=lambda: list(WEEKDAYS), min_length=1, max_length=7
    )
    from_hour: float = quantity(unit="h", says="hour of day at which it begins", ge=0, lt=24)
    to_hour: float = quantity(unit="h", says="hour of day at which it ends", gt=0, le=24)

    @model_validator(mode="after")
    def _order(self) -> Shift:
        if self.to_hour <= self.from_hour:
            raise ValueError(
                f"to_hour = {self.to_hour}: must be after from_hour = {self.from_hour}"
            )
        if len(set(self.weekdays)) != len(self.weekdays):
            raise ValueError(f"weekdays = {self.weekdays}: a day stands twice")
        return self


class Supervision(Model):
    """Supervisors of a point. While one is there residents take more care.

    A shift that nobody keeps is missed whole (`absence_share` of them). The factors are over the
    shares without a supervisor: the same residents, held back in so many cases.
    """

    shifts: list[Shift] = Field(min_length=1, max_length=24)
    absence_share: float = share(0.0, says="shifts that nobody keeps")
    careless_factor: float = quantity(
        0.2, unit="1", says="careless residents while somebody is there, over without", ge=0, le=1
    )
    mixed_factor: float = quantity(
        0.4, unit="1", says="badly sorted bags while somebody is there, over without", ge=0, le=1
    )
    abnormal_factor: float = quantity(
        0.3, unit="1", says="abnormal drop-offs while somebody is there, over without", ge=0, le=1
    )

    @model_validator(mode="after")
    def _apart(self) -> Supervision:
        for one, other in combinations(self.shifts, 2):
            days = [day for day in one.weekdays if day in other.weekdays]
            if days and one.from_hour < other.to_hour and other.from_hour < one.to_hour:
                raise ValueError(
                    f"shifts: {one.from_hour:g}-{one.to_hour:g} h and "
                    f"{other.from_hour:g}-{other.to_hour:g} h overlap on {days[0]}"
                )
        return self


class Camera(Model):
    """A camera over a point that recognises landed bags, absent supervisors, abnormal drop-offs.

    What it sees has a confidence, normal about a mean (cut to 0 … 1), another for what is not
    there; only sightings of at least `report_from` are detections.
    """

    landed_share: float = share(0.9, says="landed bags that it sees")
    abnormal_share: float = share(0.7, says="abnormal drop-offs that it sees")
    absent_share: float = share(0.95, says="missed shifts that it sees")
    absent_after_min: float = quantity(
        15.0,
        unit="min",
        says="a supervisor is absent so long after the shift begins",
        ge=0,
        le=1440,
    )
    false_per_day: float = quantity(
        0.5, unit="1/day", says="sightings of what is not there", ge=0, le=1000
    )
    true_confidence: float = share(0.85, says="mean confidence of what is there")
    false_confidence: float = share(0.55, says="mean confidence of what is not there")
    confidence_sd: float = quantity(
        0.12, unit="1", says="standard deviation of a confidence", ge=0, le=1
    )
    report_from: float = share(0.6, says="least confidence of a detection")


class Linkage(Model):
    """Overflow alarm linkage: a full bin's lid is locked, residents are shown another point.

    `by` report: a sensor's report of `lock_at` locks the lid; contact: the true fill does, at once.
    The lid opens with the emptying. Of residents who find a locked bin and no room, `comply_share`
    walk on to the next point of the site that has an unlocked bin of the stream.
    """

    by: Literal["report", "contact"] = "report"
    lock_at: float = quantity(0.95, unit="1", says="fill at which the lid is locked", ge=0, le=10)
    comply_share: float = share(0.6, says="residents who walk on to the point shown")
    walk_min: float = quantity(3.0, unit="min", says="walk to the point shown", ge=0, le=120)
    deodorise: bool = Field(
        False, strict=True, description="a deodoriser runs while a lid of the point is locked"
    )
