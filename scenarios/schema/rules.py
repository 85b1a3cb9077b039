"""What people and policies do: dwell, reminders, overdue rule, rejection, allocation.

Lives here: the fields of behaviour and policy. Not here: the functions that act on them
(`scenarios.behaviour`, `fleet.policy`).
"""

from __future__ import annotations

from itertools import pairwise
from typing import Annotated, Literal

from pydantic import Field, StringConstraints, model_validator

from scenarios.schema.base import Model, quantity, share

MAX_REMINDERS = 8
MAX_DELIVERY_DAYS = 10

Hours = Annotated[float, Field(ge=0, le=2400, strict=True)]


class Exponential(Model):
    """Exponential dwell."""

    kind: Literal["exponential"]
    mean_h: float = quantity(unit="h", says="mean", gt=0, le=2400)


class Weibull(Model):
    """Weibull dwell by mean and shape (scale = mean / Γ(1 + 1/shape))."""

    kind: Literal["weibull"]
    mean_h: float = quantity(unit="h", says="mean", gt=0, le=2400)
    shape: float = quantity(unit="1", says="shape", ge=0.2, le=20)


class Lognormal(Model):
    """Lognormal dwell by mean and coefficient of variation."""

    kind: Literal["lognormal"]
    mean_h: float = quantity(unit="h", says="mean", gt=0, le=2400)
    cv: float = quantity(unit="1", says="coefficient of variation", gt=0, le=10)


class Fixed(Model):
    """The same dwell for every parcel."""

    kind: Literal["fixed"]
    mean_h: float = quantity(unit="h", says="dwell", gt=0, le=2400)


class Days(Model):
    """Empirical law by day: entry k is the share collected k days after the deposit's day.

    Collection is at `hour` of that day; where that hour has passed, of the next.
    """

    kind: Literal["days"]
    probabilities: list[Annotated[float, Field(ge=0, le=1, strict=True)]] = Field(
        min_length=1, max_length=60
    )
    hour: float = quantity(18.0, unit="h", says="hour of day of collection", ge=0, le=23.99)

    @model_validator(mode="after")
    def _sum(self) -> Days:
        total = sum(self.probabilities)
        if abs(total - 1) > 1e-6:
            raise ValueError(f"probabilities sum to {total:.6g}: must sum to 1")
        return self


class GeometricDays(Model):
    """Each day at `hour`, every parcel leaves with the same probability."""

    kind: Literal["geometric_days"]
    probability: float = quantity(unit="1", says="probability of leaving on a day", ge=0.01, le=1)
    hour: float = quantity(18.0, unit="h", says="hour of day of collection", ge=0, le=23.99)


class Observed(Model):
    """Dwell as a log shows it: `collected[i]` of the parcels are gone after `hours[i]`.

    Straight between the points; the first share is 0, the last 1. For dwells that no other law
    fits, such as those with two humps.
    """

    kind: Literal["observed"]
    hours: list[Hours] = Field(min_length=2, max_length=200)
    collected: list[Annotated[float, Field(ge=0, le=1, strict=True)]] = Field(
        min_length=2, max_length=200
    )

    @model_validator(mode="after")
    def _ascending(self) -> Observed:
        if len(self.hours) != len(self.collected):
            raise ValueError(
                f"hours has {len(self.hours)} entries, collected {len(self.collected)}: must be "
                "as many"
            )
        for name, values in (("hours", self.hours), ("collected", self.collected)):
            if any(b <= a for a, b in pairwise(values)):
                raise ValueError(f"{name} must ascend")
        if self.collected[0] != 0 or self.collected[-1] != 1:
            raise ValueError(
                f"collected goes from {self.collected[0]:g} to {self.collected[-1]:g}: must go "
                "from 0 to 1"
            )
        return self

    @property
    def mean_h(self) -> float:
        """Mean in h: each piece counts with its middle."""
        points = pairwise(zip(self.hours, self.collected, strict=True))
        return sum((share - before) * (b + a) / 2 for (a, before), (b, share) in points)


DwellLaw = Annotated[
    Exponential | Weibull | Lognormal | Fixed | Days | GeometricDays | Observed,
    Field(discriminator="kind"),
]


class Evening(Model):
    """Recipients who come only in the evening: the first evening at or after their dwell ends."""

    share: float = share(says="recipients who come only in the evening")
    from_hour: float = quantity(18.0, unit="h", says="evening begins", ge=0, le=23)
    to_hour: float = quantity(22.0, unit="h", says="evening ends", ge=0, le=24)

    @model_validator(mode="after")
    def _order(self) -> Evening:
        if self.to_hour <= self.from_hour:
            raise ValueError(
                f"to_hour = {self.to_hour}: must be after from_hour = {self.from_hour}"
            )
        return self


class Dwell(Model):
    """How long a parcel lies before its recipient comes."""

    law: DwellLaw
    evening: Evening | None = None
    weekend_factor: float = quantity(
        1.0, unit="1", says="dwell of parcels deposited on Saturday or Sunday", ge=0.001, le=10
    )


class Reminders(Model):
    """Reminders after the deposit, and how many recipients they move."""

    after_h: list[Hours] = Field(min_length=1, max_length=MAX_REMINDERS)
    answer_share: float = share(says="recipients moved by a reminder (each anew)")
    answer_mean_h: float = quantity(3.0, unit="h", says="mean time to an answer", gt=0, le=240)

    @model_validator(mode="after")
    def _ascending(self) -> Reminders:
        if any(b <= a for a, b in zip(self.after_h, self.after_h[1:], strict=False)):
            raise ValueError(f"after_h = {self.after_h}: must ascend")
        return self


class Overdue(Model):
    """Free time, then a fee by steps up to a cap; at last the courier takes the parcel back."""

    free_h: float = quantity(18.0, unit="h", says="free hours", ge=0, le=2400)
    step_h: float = quantity(12.0, unit="h", says="hours a fee step", gt=0, le=2400)
    fee_per_step: float = quantity(0.0, unit="currency", says="fee a step", ge=0, le=1000)
    fee_cap: float = quantity(0.0, unit="currency", says="highest fee", ge=0, le=10_000)
    holidays_free: bool = Field(True, strict=True)
    averse_share: float = share(0.0, says="recipients who come in time to avoid the fee")
    averse_lead_h: float = quantity(
        2.0, unit="h", says="how long before the fee they come, at most (uniform)", gt=0, le=240
    )
    take_back_after_h: float | None = quantity(
        None, unit="h", says="after the deposit, the courier takes the parcel back", gt=0, le=2400
    )
    take_back_hour: float = quantity(
        10.0, unit="h", says="hour of day of the take-back round", ge=0, le=23.99
    )


Destination = Literal["next_bank", "other_site", "counter", "home", "lobby", "depot"]

BANK_DESTINATIONS = ("next_bank", "other_site")

CARRIED = frozenset({*BANK_DESTINATIONS, "depot"})
"""Destinations that need a courier."""


class Rejected(Model):
    """What becomes of a parcel that no compartment fits: tried in the order of `then`.

    `home` is kept only where somebody is in; counter and lobby take everything; `depot` takes the
    parcel back and brings it again with the company's next visit on a later day, at most
    `delivery_days` days in all, then it is returned. A parcel with nowhere left is undelivered.
    """

    then: list[Destination] = Field(default_factory=list, max_length=6)
    other_site_within_m: float = quantity(
        2000.0, unit="m", says="how far another site may be", ge=0, le=50_000
    )
    max_legs: int = quantity(4, unit="leg", says="banks a courier tries on a visit", ge=1, le=16)
    home_share: float = share(0.3, says="recipients at home when the courier rings")
    lobby_mean_h: float = quantity(
        6.0, unit="h", says="mean time on the lobby floor (exponential)", gt=0, le=240
    )
    delivery_days: int = quantity(
        3, unit="day", says="days on which a parcel is presented", ge=1, le=MAX_DELIVERY_DAYS
    )

    @model_validator(mode="after")
    def _order(self) -> Rejected:
        if len(set(self.then)) != len(self.then):
            raise ValueError(f"then = {self.then}: a destination stands twice")
        ends = [i for i, place in enumerate(self.then) if place not in BANK_DESTINATIONS]
        banks = [i for i, place in enumerate(self.then) if place in BANK_DESTINATIONS]
        if ends and banks and max(banks) > min(ends):
            raise ValueError(f"then = {self.then}: next_bank and other_site come before the others")
        if banks == [0, 1] and self.then[0] == "other_site":
            raise ValueError(f"then = {self.then}: next_bank comes before other_site")
        sure = [i for i, place in enumerate(self.then) if place in {"counter", "lobby", "depot"}]
        if sure and sure[0] != len(self.then) - 1:
            raise ValueError(
                f"then = {self.then}: {self.then[sure[0]]} takes every parcel, nothing follows it"
            )
        return self


class Allocation(Model):
    """Which compartment a parcel gets: a size rule and a pick rule."""

    size_rule: Annotated[str, StringConstraints(pattern=r"^(own|upgrade|reserve:\d{1,4})$")] = (
        "upgrade"
    )
    pick_rule: Literal["lowest_number", "accessible", "spread_wear"] = "lowest_number"
