"""Where things stand: sites, the depot, compartment sizes, modules, locker banks and regions.

Lives here: the fields of places and steel as a scenario file writes them, singly, as groups, or as
regions of many sites.
Not here: the expansion of groups (`scenarios.expand`) or door geometry (`devices.specs`).
"""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field, StrictInt, model_validator

from scenarios.schema.base import Grown, Id, Model, Text, quantity, share

MAX_COMPARTMENTS_PER_BANK = 5_000
"""Erlang loads up to 5,000 fit; a city's largest real bank has a few hundred doors."""

MAX_GROUP_COUNT = 1_000_000
"""Three times the locker banks of China in one group."""

MAX_BANKS_PER_SITE = 16
"""Banks at one site of a region; where there are more, sites are written as groups."""

MAX_SIZES = 8
"""Size classes per scenario: attribute fields of a log record hold up to 254; engines scan them."""


class Point(Model):
    """A place on the map."""

    latitude: float = quantity(unit="deg", says="latitude, WGS 84", ge=-90, le=90)
    longitude: float = quantity(unit="deg", says="longitude, WGS 84", ge=-180, le=180)


class SiteMember(Model):
    """What one member of a group of sites has of its own."""

    name: Text | None = None
    households: int | None = quantity(None, unit="household", says="households", ge=0, le=1_000_000)
    latitude: float | None = quantity(None, unit="deg", says="latitude", ge=-90, le=90)
    longitude: float | None = quantity(None, unit="deg", says="longitude", ge=-180, le=180)
    demand_factor: float | None = quantity(
        None, unit="1", says="parcels per household against the scenario's", ge=0, le=1000
    )
    dwell_factor: float | None = quantity(
        None, unit="1", says="dwell against the scenario's", gt=0, le=100
    )


class Site(Model):
    """A compound, or a group of compounds of one kind (`count`, members `ID1` … `IDn`)."""

    id: Id
    count: int | None = quantity(
        None, unit="site", says="number of sites in the group", ge=1, le=MAX_GROUP_COUNT
    )
    name: Text | None = None
    region: Id = "all"
    kind: Literal["old", "resettlement", "new", "upscale"] = "new"
    households: int = quantity(unit="household", says="households", ge=0, le=1_000_000)
    growth_per_year: float = quantity(
        0.0, unit="1/a", says="growth of parcels a year, compounded daily", ge=-0.5, le=2.0
    )
    latitude: float = quantity(unit="deg", says="latitude (of a group: its middle)", ge=-90, le=90)
    longitude: float = quantity(
        unit="deg", says="longitude (of a group: its middle)", ge=-180, le=180
    )
    spacing_m: float = quantity(
        800.0, unit="m", says="distance between neighbours in a group", ge=0, le=100_000
    )
    demand_factor: float = quantity(
        1.0, unit="1", says="parcels per household against the scenario's", ge=0, le=1000
    )
    dwell_factor: float = quantity(1.0, unit="1", says="dwell against the scenario's", gt=0, le=100)
    members: dict[Id, SiteMember] = Field(default_factory=dict)


class Size(Model):
    """A compartment size by its inner dimensions; the list of sizes ascends."""

    id: Id
    width_cm: float = quantity(unit="cm", says="inner width", gt=0, le=300)
    height_cm: float = quantity(unit="cm", says="inner height (of the door)", gt=0, le=300)
    depth_cm: float = quantity(unit="cm", says="inner depth", gt=0, le=300)


Doors = dict[Id, StrictInt]


class Module(Model):
    """A part that banks are built of: so many compartments of each size."""

    id: Id
    compartments: Doors

    @model_validator(mode="after")
    def _counts(self) -> Module:
        check_doors(self.compartments, "compartments")
        return self


class ColdDoors(Model):
    """Cold cells of a bank by size, beside its compartments; ambient parcels never take one."""

    chilled: Doors = Field(default_factory=dict)
    frozen: Doors = Field(default_factory=dict)

    def by_temperature(self) -> dict[str, Doors]:
        """Cells by size of each temperature."""
        return {"chilled": self.chilled, "frozen": self.frozen}

    @model_validator(mode="after")
    def _counts(self) -> ColdDoors:
        for temperature, doors in self.by_temperature().items():
            check_doors(doors, f"cold.{temperature}")
        return self


class BankParts(Grown):
    """How many compartments a bank has: by modules, or by doors and a mix; sizes can be set singly.

    `compartments` given for a size wins over what modules or the mix say of that size.
    """

    LATER: ClassVar[frozenset[str]] = frozenset({"cold"})

    modules: dict[Id, StrictInt] | None = None
    doors: int | None = quantity(
        None, unit="compartment", says="doors in all", ge=0, le=MAX_COMPARTMENTS_PER_BANK
    )
    door_mix: dict[Id, float] | None = None
    compartments: Doors | None = None
    cold: ColdDoors | None = None
    terminals: int | None = quantity(
        None, unit="terminal", says="terminals of the bank", ge=1, le=1000
    )
    out_of_service_share: float | None = share(None, says="compartments that cannot be used")
    state: Literal["new", "existing", "retired"] | None = None
    age_years: float | None = quantity(None, unit="a", says="age", ge=0, le=60)
    share: float | None = quantity(
        None, unit="1", says="weight in the choice of a courier's first bank", ge=0, le=1e6
    )

    @model_validator(mode="after")
    def _parts(self) -> BankParts:
        if self.compartments is not None:
            check_doors(self.compartments, "compartments")
        for module, count in (self.modules or {}).items():
            if not 0 <= count <= MAX_COMPARTMENTS_PER_BANK:
                raise ValueError(
                    f"modules.{module} = {count}: must be 0 to {MAX_COMPARTMENTS_PER_BANK}"
                )
        if self.door_mix is not None:
            check_mix(self.door_mix, "door_mix")
        return self


class Bank(BankParts):
    """A locker bank, or one group of them: `count` banks at every site of `site`."""

    LATER: ClassVar[frozenset[str]] = BankParts.LATER | {"area_m2"}

    id: Id
    site: Id
    count: int | None = quantity(
        None, unit="bank", says="banks at each site", ge=1, le=MAX_GROUP_COUNT
    )
    area_m2: float = quantity(
        0.0, unit="m2", says="floor space that one bank takes up", ge=0, le=10_000
    )
    members: dict[Id, BankParts] = Field(default_factory=dict)

    def parts(self) -> list[BankParts]:
        """What is said of the bank, and of members of its group."""
        return [self, *self.members.values()]

    @model_validator(mode="after")
    def _built(self) -> Bank:
        if self.modules is None and self.doors is None and self.compartments is None:
            raise ValueError("no compartments: give modules, doors with door_mix, or compartments")
        if self.modules is not None and self.doors is not None:
            raise ValueError("give modules or doors, not both")
        return self


Share = Annotated[float, Field(ge=0.0, le=1.0, strict=True)]


class Region(Model):
    """A part of a large network: so many sites, told by shares instead of one by one.

    Its sites are `ID1` … `IDn`, the banks of site 7 `ID7-1`, `ID7-2`, …; each bank is one module.
    How sites get what is said here: `scenarios.places.regions`.
    """

    id: Id
    name: Text | None = None
    name_zh: Text | None = Field(None, description="the name in Chinese, for reports in Chinese")
    sites: int = quantity(unit="site", says="number of sites", ge=1, le=MAX_GROUP_COUNT)
    kind: Literal["old", "resettlement", "new", "upscale"] = "new"
    latitude: float = quantity(unit="deg", says="latitude of its middle", ge=-90, le=90)
    longitude: float = quantity(unit="deg", says="longitude of its middle", ge=-180, le=180)
    spacing_m: float = quantity(
        800.0, unit="m", says="distance between neighbours", ge=0, le=100_000
    )
    banks_per_site: list[Share] = Field(
        min_length=1,
        max_length=MAX_BANKS_PER_SITE,
        description="shares of the sites that have 1, 2, 3, … banks; they sum to 1",
    )
    bank_mix: dict[Id, Share] = Field(
        description="shares of the banks by the module that they are; they sum to 1"
    )
    terminals: int = quantity(1, unit="terminal", says="terminals of a bank", ge=1, le=1000)
    households_per_bank: float = quantity(
        unit="household", says="mean households for each bank of a site", gt=0, le=1_000_000
    )
    households_cv: float = quantity(
        0.0, unit="1", says="spread of households for a bank among the sites", ge=0, le=3
    )
    growth_per_year: float = quantity(
        0.0, unit="1/a", says="growth of parcels a year, compounded daily", ge=-0.5, le=2.0
    )
    demand_factor: float = quantity(
        1.0, unit="1", says="parcels per household against the scenario's", ge=0, le=1000
    )
    dwell_factor: float = quantity(1.0, unit="1", says="dwell against the scenario's", gt=0, le=100)

    @model_validator(mode="after")
    def _shares(self) -> Region:
        check_mix({str(n): each for n, each in enumerate(self.banks_per_site, 1)}, "banks_per_site")
        check_mix(dict(self.bank_mix), "bank_mix")
        return self


def check_doors(doors: Doors, where: str) -> None:
    """Refuse counts outside 0 … MAX_COMPARTMENTS_PER_BANK, naming size, value and bound."""
    for size, count in doors.items():
        if not 0 <= count <= MAX_COMPARTMENTS_PER_BANK:
            raise ValueError(f"{where}.{size} = {count}: must be 0 to {MAX_COMPARTMENTS_PER_BANK}")


def check_mix(mix: dict[str, float], where: str) -> None:
    """Refuse a mix with a negative share or a sum other than one (to 1e-6)."""
    for part, value in mix.items():
        if value < 0:
            raise ValueError(f"{where}.{part} = {value}: must be at least 0")
    total = sum(mix.values())
    if abs(total - 1.0) > 1e-6:
        raise ValueError(f"{where} sums to {total:.6g}: must sum to 1")
