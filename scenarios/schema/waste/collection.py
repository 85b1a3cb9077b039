"""Who empties the bins: services of trucks, by fixed or planned rounds, by fill, or as in a log.

Lives here: the fields of waste collection. Not here: the decisions (`fleet.policy.collection`).
"""

from __future__ import annotations

from itertools import pairwise
from typing import Annotated, Literal

from pydantic import Field, model_validator

from scenarios.schema.base import Id, Model, quantity, share
from scenarios.schema.demand import Weights, check_hour_weights

MAX_SERVICES = 15
"""One a stream at most."""

Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
WEEKDAYS: tuple[Weekday, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class Truck(Model):
    """The truck of a service; it sets out from the scenario's depot and comes back to it."""

    volume_l: float = quantity(8000.0, unit="L", says="room for pressed waste", ge=100, le=1e6)
    compaction: float = quantity(
        2.5, unit="1", says="density in the truck over the one in bins", ge=1, le=20
    )
    speed_kmh: float = quantity(20.0, unit="km/h", says="speed between stops", gt=0, le=120)
    detour_factor: float = quantity(1.3, unit="1", says="road over straight line", ge=1, le=5)
    stop_min: float = quantity(8.0, unit="min", says="time at a site", ge=0, le=600)


class Service(Model):
    """What all kinds of service have. A visit empties all bins of its streams at a point."""

    id: Id
    streams: list[Id] = Field(min_length=1, max_length=15)
    truck: Truck = Field(default_factory=Truck)


class FixedRounds(Service):
    """Rounds that set out from the depot at the same hours of the week, full bins or not."""

    kind: Literal["fixed"]
    weekdays: list[Weekday] = Field(
        default_factory=lambda: list(WEEKDAYS), min_length=1, max_length=7
    )
    hours: list[Annotated[float, Field(ge=0, lt=24, strict=True)]] = Field(
        min_length=1, max_length=48
    )

    @model_validator(mode="after")
    def _ascending(self) -> FixedRounds:
        check_hours(self.weekdays, self.hours)
        return self


class Tip(Model):
    """Where trucks unload."""

    latitude: float = quantity(unit="deg", says="latitude", ge=-90, le=90)
    longitude: float = quantity(unit="deg", says="longitude", ge=-180, le=180)
    stay_min: float = quantity(0.0, unit="min", says="time to unload", ge=0, le=600)


class DynamicRounds(Service):
    """Rounds at the same hours of the week, each planned when it sets out, from reported fill.

    A visit to a point is worth `overflow_km` times the risk that its bins of a stream overflow
    before the next round may come by; who is visited is a matter of that, of the road, of the
    trucks' room and of the shift. `level` calls no truck; it says which reports are alarms.
    """

    kind: Literal["dynamic"]
    weekdays: list[Weekday] = Field(
        default_factory=lambda: list(WEEKDAYS), min_length=1, max_length=7
    )
    hours: list[Annotated[float, Field(ge=0, lt=24, strict=True)]] = Field(
        min_length=1, max_length=48
    )
    trucks: int = quantity(1, unit="1", says="trucks that may set out", ge=1, le=1000)
    shift_h: float = quantity(
        8.0, unit="h", says="from setting out until a truck is back", gt=0, le=24
    )
    tip: Tip | None = Field(None, description="where trucks unload; without one at the depot")
    hour_weights: Weights = Field(
        default_factory=lambda: [1.0] * 24,
        description="how the planner believes a day's waste is spread over its hours [1]",
    )
    spread: float = quantity(
        0.5, unit="1", says="coefficient of variation of a day's waste, as the planner believes",
        ge=0, le=10,
    )  # fmt: skip
    holds: float = quantity(
        1.0, unit="1", says="what a bin holds pressed in, over its volume, as the planner believes",
        ge=1, le=10,
    )  # fmt: skip
    overflow_km: float = quantity(
        20.0, unit="km", says="road that one would drive to keep a point from overflowing",
        ge=0, le=1000,
    )  # fmt: skip
    least_risk: float = share(0.01, says="risk of overflow below which no visit is worth it")
    age_limit_h: float | None = quantity(
        None, unit="h", says="longest time between emptyings", gt=0, le=2400
    )
    level: float = share(0.8, says="reported fill that is an alarm")
    iterations: int = quantity(
        200, unit="1", says="iterations of the search for a round", ge=1, le=100_000
    )

    @model_validator(mode="after")
    def _whole(self) -> DynamicRounds:
        check_hours(self.weekdays, self.hours)
        if len(self.hour_weights) != 24:
            raise ValueError(f"hour_weights has {len(self.hour_weights)} entries: must have 24")
        check_hour_weights(self.hour_weights, "hour_weights")
        return self


class ByReportedFill(Service):
    """A truck is called to a point when a bin reports a fill of `level`, and comes after `lead_h`.

    With `age_limit_h` it is also called at the first report after that time since the emptying.
    """

    kind: Literal["threshold"]
    level: float = share(0.8, says="reported fill at which a truck is called")
    lead_h: float = quantity(unit="h", says="from the call to the truck's arrival", ge=0, le=240)
    age_limit_h: float | None = quantity(
        None, unit="h", says="longest time between emptyings", gt=0, le=2400
    )


class Replayed(Service):
    """Trucks come when a real log says so: it runs only with a trace made from one.

    `level` calls no truck; it says which emptyings found a full bin, and which reports are alarms.
    """

    kind: Literal["replayed"]
    level: float = share(0.8, says="fill at which the log calls a bin full")


Collection = Annotated[
    FixedRounds | DynamicRounds | ByReportedFill | Replayed, Field(discriminator="kind")
]


def check_hours(weekdays: list[Weekday], hours: list[float]) -> None:
    """Raise ValueError where hours do not ascend or a day stands twice."""
    if any(b <= a for a, b in pairwise(hours)):
        raise ValueError(f"hours = {hours}: must ascend")
    if len(set(weekdays)) != len(weekdays):
        raise ValueError(f"weekdays = {weekdays}: a day stands twice")
