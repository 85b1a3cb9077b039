"""What residents drop off: streams, amounts, hours and habits.

Lives here: the fields of waste. Not here: where it is dropped off
(`scenarios.schema.waste.points`), any draw (`scenarios.demand`).
"""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field, model_validator

from scenarios.schema.base import Grown, Id, Model, quantity, share
from scenarios.schema.demand import Weights, check_hour_weights

MAX_STREAMS = 15
"""Streams of a scenario: four bits of a log record, none is 0."""

SiteKind = Literal["old", "resettlement", "new", "upscale"]


class BagLaw(Model):
    """The mass of one bag. `normal` is cut at one gram, so its cv is at most 0.3."""

    law: Literal["fixed", "normal", "exponential", "lognormal"] = "lognormal"
    mean_kg: float = quantity(unit="kg", says="mean mass of a bag", ge=0.01, le=1000)
    cv: float = quantity(0.5, unit="1", says="coefficient of variation", gt=0, le=5)

    @model_validator(mode="after")
    def _narrow(self) -> BagLaw:
        if self.law == "normal" and self.cv > 0.3:
            raise ValueError(f"cv = {self.cv}: must be at most 0.3 for law = normal")
        return self


class Stream(Model):
    """A stream of waste: how much is dropped off, and how it lies in a bin.

    Of food it is the amount *sorted out*, not what a household generates. Bags come at
    `kg_per_household_day` / `bag.mean_kg` a household and day, at random (Poisson).
    """

    id: Id
    kg_per_household_day: float = quantity(
        unit="kg/household/day", says="amount dropped off", ge=0, le=1000
    )
    density_kg_l: float = quantity(unit="kg/L", says="density, loose", ge=0.001, le=20)
    compaction: float = quantity(
        1.0, unit="1", says="density when pressed in at the brim, over the loose one", ge=1, le=10
    )
    bag: BagLaw
    mixed_share: float = share(0.0, says="bags that are badly sorted")


class Waste(Grown):
    """What residents drop off, when, and what they do at a full bin.

    `hour_weights` are of the drop-offs of those who keep to the windows (cut to the windows) and
    of the others alike. `landed_mean_h`: a bag on the floor lies so long (exponential) until a
    cleaner puts it into a bin. An abnormal drop-off is too bulky for any bin (a cleaner takes it
    away from the floor), or it goes into a bin and spoils what is in it until the emptying.
    """

    LATER: ClassVar[frozenset[str]] = frozenset({"abnormal_share", "bulky_share"})

    streams: list[Stream] = Field(min_length=1, max_length=MAX_STREAMS)
    hour_weights: Weights = Field(default_factory=lambda: [1.0] * 24)
    weekday_factor: list[Annotated[float, Field(ge=0, le=100, strict=True)]] = Field(
        default_factory=lambda: [1.0] * 7, min_length=7, max_length=7
    )
    kind_factor: dict[SiteKind, Annotated[float, Field(ge=0, le=100, strict=True)]] = Field(
        default_factory=dict,
        description="amount a household against the stream's, by kind of compound [1]",
    )
    off_hours_share: float = share(0.0, says="drop-offs that do not keep to the windows")
    pile_share: float = share(0.5, says="residents who put the bag on top of a full bin")
    careless_share: float = share(
        0.0, says="residents who leave it on the floor beside a bin with room"
    )
    landed_mean_h: float = quantity(
        6.0, unit="h", says="mean time of a bag on the floor (exponential)", gt=0, le=240
    )
    nearly_empty_below: float = share(0.25, says="fill below which an emptying was hardly needed")
    abnormal_share: float = share(0.0, says="drop-offs that are abnormal")
    bulky_share: float = share(0.5, says="abnormal drop-offs that are too bulky for any bin")

    def amount_factor(self, kind: str) -> float:
        """Amount a household at a compound of this kind, against the stream's."""
        return next((value for key, value in self.kind_factor.items() if key == kind), 1.0)

    @model_validator(mode="after")
    def _whole(self) -> Waste:
        ids = [stream.id for stream in self.streams]
        if len(set(ids)) != len(ids):
            raise ValueError("streams: two have the same id")
        if len(self.hour_weights) != 24:
            raise ValueError(f"hour_weights has {len(self.hour_weights)} entries: must have 24")
        check_hour_weights(self.hour_weights, "hour_weights")
        if self.pile_share + self.careless_share > 1 + 1e-9:
            raise ValueError(
                f"pile_share + careless_share = {self.pile_share + self.careless_share:g}: "
                "must be at most 1"
            )
        return self
