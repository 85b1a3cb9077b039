"""Who empties the bins: services of trucks, by fixed rounds, by reported fill, or as in a log.

Lives here: the fields of waste collection. Not here: the decisions (`fleet.policy.collection`).
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from scenarios.schema.base import Id, Model, quantity, share

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
        if any(b <= a for a, b in zip(self.hours, self.hours[1:], strict=False)):
            raise ValueError(f"hours = {self.hours}: must ascend")
        if len(set(self.weekdays)) != len(self.weekdays):
            raise ValueError(f"weekdays = {self.weekdays}: a day stands twice")
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


Collection = Annotated[FixedRounds | ByReportedFill | Replayed, Field(discriminator="kind")]
