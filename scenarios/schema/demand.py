"""What comes in: parcels, courier companies and their visits, the calendar.

Lives here: the fields of demand. Not here: any draw from it (`scenarios.demand`).
"""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field, model_validator

from scenarios.schema.base import Date, Grown, Id, Model, Text, quantity, share
from scenarios.schema.cold import TemperatureMix
from scenarios.schema.place import check_mix

OVERSIZE = "oversize"
"""The part of a size mix that fits no compartment of any bank."""

Weights = Annotated[list[Annotated[float, Field(ge=0, le=1e6, strict=True)]], Field(max_length=168)]


def check_hour_weights(weights: list[float], where: str) -> None:
    """Refuse a profile that is not 24 hours of a day or 168 of a week, or is empty."""
    if len(weights) not in {24, 168}:
        raise ValueError(
            f"{where} has {len(weights)} entries: must have 24 (a day) or 168 (a week)"
        )
    per_day = [sum(weights[d : d + 24]) for d in range(0, len(weights), 24)]
    if sum(per_day) <= 0:
        raise ValueError(f"{where} sums to 0: at least one hour must have weight")


class Parcels(Grown):
    """How many parcels there are, which of them go to lockers, and how large they are.

    Parcels a day = `per_household_day` × households, or `per_day` × `share_of_sites` dealt by
    households; times growth, calendar and weekday. Of these `share_to_lockers` is presented at a
    bank (consented, and the courier's choice). Without a `temperature_mix` all are ambient; a
    chilled or frozen parcel takes a cold cell of its temperature, or none.
    """

    LATER: ClassVar[frozenset[str]] = frozenset({"temperature_mix"})

    per_household_day: float | None = quantity(
        None, unit="parcel/household/day", says="inbound parcels", ge=0, le=1000
    )
    per_day: float | None = quantity(
        None, unit="parcel/day", says="inbound parcels of the whole area", ge=0, le=1e8
    )
    share_of_sites: float = share(1.0, says="share of per_day that belongs to these sites")
    share_to_lockers: float = share(
        1.0, says="share presented at a locker, with the recipient's consent"
    )
    size_mix: dict[Id, float]
    temperature_mix: TemperatureMix | None = None
    weekday_factor: list[Annotated[float, Field(ge=0, le=100, strict=True)]] = Field(
        default_factory=lambda: [1.0] * 7, min_length=7, max_length=7
    )
    day_spread_cv: float = quantity(
        0.0, unit="1", says="day-to-day spread beyond Poisson (gamma factor per site and day)",
        ge=0, le=3,
    )  # fmt: skip
    direction: Literal["inbound", "outbound"] = "inbound"

    @model_validator(mode="after")
    def _one_volume(self) -> Parcels:
        if (self.per_household_day is None) == (self.per_day is None):
            raise ValueError("give exactly one of per_household_day and per_day")
        check_mix(self.size_mix, "size_mix")
        if self.temperature_mix is not None:
            check_mix({str(t): part for t, part in self.temperature_mix.items()}, "temperature_mix")
        if self.direction == "outbound":
            raise ValueError("direction = outbound: not simulated; use inbound")
        return self


class Company(Model):
    """A courier company: its share of the parcels and how it calls.

    Either random visits (`parcels_per_visit`, times drawn from the hour weights) or a fixed
    `timetable_h` whose calls share the day's parcels evenly.
    """

    id: Id
    name: Text | None = None
    share: float = quantity(unit="1", says="share of the parcels", ge=0, le=1)
    parcels_per_visit: float | None = quantity(
        None, unit="parcel", says="parcels a visit", ge=1, le=10_000
    )
    timetable_h: list[Annotated[float, Field(ge=0, lt=24, strict=True)]] | None = Field(
        None, min_length=1, max_length=96
    )
    hour_weights: Weights | None = None

    @model_validator(mode="after")
    def _way_of_calling(self) -> Company:
        if self.parcels_per_visit is not None and self.timetable_h is not None:
            raise ValueError("give parcels_per_visit or timetable_h, not both")
        if self.hour_weights is not None:
            check_hour_weights(self.hour_weights, "hour_weights")
        return self


class Handling(Model):
    """Time at the terminal for one parcel."""

    law: Literal["fixed", "exponential", "lognormal"] = "fixed"
    mean_s: float = quantity(0.0, unit="s", says="mean time a parcel", ge=0, le=3600)
    cv: float = quantity(0.5, unit="1", says="coefficient of variation (lognormal)", gt=0, le=5)


class Couriers(Model):
    """Who brings the parcels, when, and how long it takes.

    mode `visits`: couriers call, queue at the bank's terminal and present parcel after parcel.
    mode `single`: every parcel is presented by itself at its own time; no courier, no terminal.
    """

    mode: Literal["visits", "single"] = "visits"
    companies: list[Company] = Field(min_length=1, max_length=1000)
    hour_weights: Weights = Field(default_factory=lambda: [1.0] * 24)
    parcels_per_visit: float = quantity(
        20.0, unit="parcel", says="parcels a visit", ge=1, le=10_000
    )
    setup_s: float = quantity(0.0, unit="s", says="log-in at the terminal a leg", ge=0, le=3600)
    handling: Handling = Field(default_factory=Handling)
    park_s: float = quantity(0.0, unit="s", says="park and leave, a visit", ge=0, le=7200)
    walk_s: float = quantity(120.0, unit="s", says="walk to the next bank", ge=0, le=7200)
    drive_kmh: float = quantity(20.0, unit="km/h", says="speed between sites", gt=0, le=120)
    detour_factor: float = quantity(1.3, unit="1", says="road over straight line", ge=1, le=5)

    @model_validator(mode="after")
    def _companies(self) -> Couriers:
        check_mix({c.id: c.share for c in self.companies}, "companies (share)")
        if len({c.id for c in self.companies}) != len(self.companies):
            raise ValueError("companies: two have the same id")
        check_hour_weights(self.hour_weights, "hour_weights")
        return self


class Peak(Model):
    """Days of the calendar on which more (or fewer) parcels come, such as Double 11 or 618."""

    id: Id
    first_day: Date
    length_days: int = quantity(unit="day", says="length", ge=1, le=366)
    multiplier: float = quantity(unit="1", says="parcels against a normal day", ge=0, le=100)


class DaySpan(Model):
    """A run of days."""

    first_day: Date
    length_days: int = quantity(1, unit="day", says="length", ge=1, le=366)


class Calendar(Model):
    """Holidays (fees rest) and peak sales. Peaks that overlap multiply."""

    holidays: list[Date] = Field(default_factory=list, max_length=5000)
    peaks: list[Peak] = Field(default_factory=list, max_length=1000)

    @model_validator(mode="after")
    def _no_id_twice(self) -> Calendar:
        met: set[str] = set()
        for peak in self.peaks:
            if peak.id in met:
                raise ValueError(
                    f"peaks: the id {peak.id!r} stands twice; their days would be one label"
                )
            met.add(peak.id)
        return self
