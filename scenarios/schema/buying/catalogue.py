"""The catalogue: what a vendor sells, at what price.

Lives here: the fields of an item. Not here: what is standing already (`scenarios.schema.place`).
"""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field, model_validator

from scenarios.schema.base import Grown, Id, Model, Text, quantity
from scenarios.schema.cold import Temperature
from scenarios.schema.place import Doors, check_doors

MAX_ITEMS = 200
"""Items of a catalogue; vendors of lockers list some ten modules."""


class Item(Grown):
    """Something that can be bought.

    kind `module`: a part of a bank, with so many compartments of each size; with a `temperature`
    they are cold cells, their cooling beside `power_w` as simulated. kind `terminal`: screen
    and lock control, one a bank. kind `bin`: one bin of `volume_l`. kind `sensor`: a fill sensor,
    one a bin of a point with sensors. kind `cabinet`: one for every `households` of a compound, or
    part of them, with waste points. kind `truck`: as many as the rounds take. kind `removal`: an
    existing bank is taken away. kind `trade-in`: `price` is what the vendor gives for an existing
    bank that is replaced.
    """

    LATER: ClassVar[frozenset[str]] = frozenset({"temperature"})

    id: Id
    name: Text | None = None
    kind: Literal["module", "terminal", "bin", "sensor", "cabinet", "truck", "removal", "trade-in"]
    price: float = quantity(unit="currency", says="price of one, put up", ge=0, le=1e9)
    compartments: Doors = Field(default_factory=dict)
    temperature: Temperature = "ambient"
    volume_l: float | None = quantity(None, unit="L", says="volume of a bin", gt=0, le=50_000)
    households: int | None = quantity(
        None, unit="household", says="households that a cabinet serves", ge=1, le=100_000
    )
    width_cm: float | None = quantity(None, unit="cm", says="width along the wall", gt=0, le=2000)
    footprint_m2: float = quantity(0.0, unit="m2", says="ground it stands on", ge=0, le=1000)
    power_w: float = quantity(0.0, unit="W", says="mean electric power", ge=0, le=100_000)
    mtbf_h: float | None = quantity(None, unit="h", says="mean time between failures", gt=0, le=1e9)
    life_years: float = quantity(10.0, unit="a", says="service life", ge=1, le=60)
    warranty_years: float = quantity(1.0, unit="a", says="repairs are the vendor's", ge=0, le=60)
    upkeep_per_year: float = quantity(
        0.0, unit="currency/a", says="maintenance after the warranty", ge=0, le=1e9
    )

    @model_validator(mode="after")
    def _parts(self) -> Item:
        check_doors(self.compartments, "compartments")
        if (self.kind == "module") != (sum(self.compartments.values()) > 0):
            raise ValueError(f"kind = {self.kind}: a module has compartments, nothing else has")
        if self.kind != "module" and self.temperature != "ambient":
            raise ValueError(f"kind = {self.kind}: only a module has a temperature")
        if (self.kind == "bin") != (self.volume_l is not None):
            raise ValueError(f"kind = {self.kind}: a bin has volume_l, nothing else has")
        if (self.kind == "cabinet") != (self.households is not None):
            raise ValueError(f"kind = {self.kind}: a cabinet has households, nothing else has")
        return self


class Catalogue(Model):
    """A catalogue in a file of its own."""

    catalogue: list[Item] = Field(min_length=1, max_length=MAX_ITEMS)
