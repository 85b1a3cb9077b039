"""What fails, who repairs it, and the emergency plan; what befalls devices and blocks nobody.

Lives here: the fields of faults, outages, blocked recipients, the plan and troubles, and their
references. Not here: the draws (`scenarios.demand.breakdowns`, `troubles` beside it), what a fault
blocks (`fleet.policy.emergency`), what a device makes of a trouble (`devices.simulator`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Literal

from pydantic import Field, model_validator

from scenarios.schema.base import Date, Id, Model, quantity
from scenarios.schema.groups import site_ids
from scenarios.schema.place import Site

Component = Literal["mains", "network", "terminal", "door", "sensor", "cold_unit"]
COMPONENTS: tuple[Component, ...] = (
    "mains", "network", "terminal", "door", "sensor", "cold_unit",
)  # fmt: skip
"""What fails; the position here is the code in logs: mains and network of a site, the terminal and
the doors of a bank, the fill sensor of a bin, the cooling unit of a bank with cold cells."""

Cause = Literal["mains", "network", "terminal", "door"]
"""What keeps a recipient from his parcel."""

TroubleKind = Literal[
    "door_left_open", "door_forced", "clock_wrong", "sensor_stuck", "sensor_wild"
]  # fmt: skip
TROUBLES: tuple[TroubleKind, ...] = (
    "door_left_open", "door_forced", "clock_wrong", "sensor_stuck", "sensor_wild",
)  # fmt: skip
"""Of a bank: a compartment's door stays open; one is forced. Of a bank, a bin's sensor or a camera:
its clock is wrong. Of a bin's sensor: it repeats its last echo; its echoes stray. The position here
is the code in streams."""

MAX_OUTAGES = 1000


class Work(Model):
    """How long a repair takes once somebody has begun it."""

    law: Literal["fixed", "exponential", "lognormal"] = "exponential"
    mean_h: float = quantity(unit="h", says="mean work", ge=0, le=2400)
    cv: float = quantity(
        1.0, unit="1", says="coefficient of variation, of lognormal work", gt=0, le=10
    )


class Repair(Model):
    """Response and work; whoever has begun within his hours finishes."""

    response_h: float = quantity(
        0.0, unit="h", says="from the failure until somebody could begin", ge=0, le=2400
    )
    work: Work
    from_hour: float = quantity(0.0, unit="h", says="staff begin work from", ge=0, lt=24)
    to_hour: float = quantity(24.0, unit="h", says="staff begin no work after", gt=0, le=24)

    @model_validator(mode="after")
    def _hours(self) -> Repair:
        check_hours(self.from_hour, self.to_hour)
        return self


class FaultKind(Model):
    """How often components of one kind fail, at random, and how they are repaired.

    Times between failures are exponential, at the rate (1 + `ageing_per_year` × age of the bank)
    / `mtbf_h`; mains, network and sensors do not age. A component under repair does not fail. The
    doors of a bank fail each at that rate; one that is jammed already stays so.
    """

    id: Component
    mtbf_h: float = quantity(
        unit="h", says="mean time between failures of a new one", ge=0.1, le=1e8
    )
    ageing_per_year: float = quantity(
        0.0, unit="1/a", says="growth of the failure rate a year of age", ge=0, le=10
    )
    repair: Repair


class Trouble(Model):
    """How often it befalls each device that it can befall, at random, and how long it lasts.

    Times between the end of one and the next are exponential. They happen to devices alone: a run's
    log is the same with and without.
    """

    id: TroubleKind
    every_h: float = quantity(unit="h", says="mean time from one to the next", ge=0.1, le=1e8)
    lasts: Work
    off_min: float = quantity(
        30.0, unit="min", says="of a wrong clock: how far it is off, either way", gt=0, le=1_200
    )


class Outage(Model):
    """One outage at a known time: at the sites named (a group: at all of it), or everywhere."""

    id: Id
    kind: Literal["mains", "network"]
    sites: list[Id] = Field(default_factory=list, max_length=10_000)
    first_day: Date
    from_hour: float = quantity(unit="h", says="begin", ge=0, lt=24)
    hours: float = quantity(unit="h", says="length", gt=0, le=8760)


class Blocked(Model):
    """What recipients do whose pick-up is blocked.

    Each has a time of his own after which he tries again, from half the mean to half as much again.
    """

    return_mean_h: float = quantity(
        3.0, unit="h", says="mean time until they try again", gt=0, le=240
    )


class Opening(Model):
    """Staff open compartments for recipients who stand before a blocked door.

    Only where every cause is one of `helps`. A jammed door is then free again.
    """

    delay_min: float = quantity(
        unit="min", says="from the blocked attempt until staff are there", ge=0, le=14_400
    )
    from_hour: float = quantity(0.0, unit="h", says="staff come from", ge=0, lt=24)
    to_hour: float = quantity(24.0, unit="h", says="staff come no later than", gt=0, le=24)
    helps: list[Cause] = Field(default=["mains", "terminal", "door"], min_length=1, max_length=4)

    @model_validator(mode="after")
    def _hours(self) -> Opening:
        check_hours(self.from_hour, self.to_hour)
        return self


class Emergency(Model):
    """The emergency plan: what keeps pick-up going.

    With `offline_codes` a bank checks codes by itself, and a lost network blocks nothing.
    """

    offline_codes: bool = Field(default=False, strict=True)
    opening: Opening | None = None


def check_hours(from_hour: float, to_hour: float) -> None:
    """Raise ValueError unless the hours of a day ascend."""
    if from_hour >= to_hour:
        raise ValueError(f"from_hour = {from_hour}: must be below to_hour = {to_hour}")


def check_faults(
    faults: list[FaultKind],
    outages: list[Outage],
    emergency: Emergency | None,
    blocked: Blocked | None,
    sites: Sequence[Site],
) -> None:
    """Raise ValueError where faults, outages and the plan do not fit each other or the sites."""
    for name, ids in (
        ("faults", [kind.id for kind in faults]),
        ("outages", [outage.id for outage in outages]),
    ):
        twice = [each for each, count in Counter(ids).items() if count > 1]
        if twice:
            raise ValueError(f"{name}: the id {twice[0]!r} stands twice")
    groups = {site.id: site_ids(site) for site in sites}
    for outage in outages:
        for site in outage.sites:
            if site not in groups and not any(site in members for members in groups.values()):
                raise ValueError(f"outages.{outage.id}.sites: no such site: {site!r}")
    if not faults and not outages:
        for name, given in (("emergency", emergency), ("blocked", blocked)):
            if given is not None:
                raise ValueError(f"{name}: there are neither faults nor outages")
