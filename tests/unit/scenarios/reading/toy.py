"""A small scenario format with every kind of field that reading has to deal with.

Only models live here; the real format has its own tests.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from scenarios.reading.errors import Problem, ScenarioError


class Strict(BaseModel):
    """Refuses unknown keys."""

    model_config = ConfigDict(extra="forbid", allow_inf_nan=False)


class Own(Strict):
    """What a member of a group may have of its own."""

    doors: int | None = Field(None, ge=1, le=5000, strict=True)
    compartments: dict[str, int] = {}


class Bank(Own):
    """A list item with an id; a group if it has a count."""

    id: str = Field(pattern=r"^[a-z][a-z0-9]*$")
    count: int | None = Field(None, ge=1, le=1000)
    members: dict[str, Own] = {}


class Site(Strict):
    """A place for banks."""

    id: str
    count: int | None = None


class Exponential(Strict):
    """One branch of a union told apart by `kind`."""

    kind: Literal["exponential"]
    mean_h: float = Field(gt=0, lt=2400)


class Weibull(Strict):
    """Another branch."""

    kind: Literal["weibull"]
    mean_h: float = Field(gt=0)
    shape: float = Field(ge=0.2)


class Shelf(Strict):
    """A branch of a union beside a bare number."""

    width_cm: float = Field(gt=0)


class Tree(Strict):
    """Contains itself in two ways, without a discriminator."""

    left: Tree | Bush | None = None
    leaf: int = 0


class Bush(Strict):
    """The other way."""

    left: Tree | Bush | None = None
    berries: int = 0


class Toy(Strict):
    """The whole."""

    title: str = Field(min_length=1, max_length=40)
    start_date: dt.date | None = None
    state: Literal["new", "existing"] = "new"
    enabled: bool = Field(True, strict=True)
    weights: list[float] = Field([1.0], min_length=1, max_length=7)
    size_mix: dict[Annotated[str, Field(pattern="^[A-Z]+$")], float] = {}
    banks: list[Bank] = []
    sites: list[Site] = []
    dwell: Annotated[Exponential | Weibull, Field(discriminator="kind")] | None = None
    shelf: int | Shelf | None = None
    nested: Tree | Bush | None = None
    peak_days: int = Field(3, alias="peakDays")
    variants: dict[str, Any] = {}

    @model_validator(mode="after")
    def _check(self) -> Toy:
        if self.size_mix and abs(sum(self.size_mix.values()) - 1) > 1e-9:
            raise ValueError(f"size_mix sums to {sum(self.size_mix.values()):.4g}: must sum to 1")
        for bank in self.banks:
            if bank.doors == 13:
                raise ScenarioError(Problem("brings bad luck", key=f"banks.{bank.id}.doors"))
            if bank.doors == 666:
                raise ValueError(f"banks.{bank.id}.doors = {bank.doors}: too many: take 665")
        return self


GOOD = """\
# What is this?
title: Toy
start_date: 2025-11-01
banks:
  - id: old
    doors: 60
  - id: b
    count: 36
    doors: 84
    compartments: {S: 40, L: 44}
    members:
      b2: {doors: 20}
dwell:
  kind: weibull
  mean_h: 31.6
  shape: 0.763
variants:
  small:
    title: Fewer doors
    set: {banks.*.doors: 30, dwell.shape: 1}
  broken:
    set:
      banks.c.doors: 30
      banks.b.doors: 31
"""


def write(folder: Path, text: str) -> Path:
    """A scenario file called toy.yaml in `folder`."""
    path = folder / "toy.yaml"
    path.write_text(text, encoding="utf-8")
    return path
