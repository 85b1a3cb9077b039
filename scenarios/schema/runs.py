"""How a scenario is run: length, replications, the grid it is explored over, its variants.

Lives here: the fields. Not here: what a run does, whole scenarios (`scenarios.schema.scenario`).
"""

from __future__ import annotations

from typing import Any

from pydantic import Field

from scenarios.schema.base import Id, Model, Text, quantity


class Run(Model):
    """How long and how often a scenario is run unless the command line says otherwise."""

    days: int = quantity(14, unit="day", says="measured days", ge=1, le=3660)
    warmup_days: int = quantity(7, unit="day", says="days before them, not counted", ge=0, le=365)
    replications: int = quantity(3, unit="1", says="replications", ge=1, le=100_000)
    seed: int = quantity(1, unit="1", says="seed", ge=0, le=2**63 - 1)


class Explore(Model):
    """The grid that `courtyard explore` walks when the command line names none.

    `vary` spans the grid; with `until`, at each point the smallest value of the id path `find`
    (whole numbers) is sought at which the target holds. `variant` is applied first.
    """

    vary: dict[Text, list[Any]] = Field(min_length=1, max_length=6)
    find: Text | None = None
    until: Text | None = None
    variant: Id | None = None
    days: int | None = quantity(None, unit="day", says="measured days a point", ge=1, le=3660)
    replications: int | None = quantity(None, unit="1", says="replications", ge=1, le=100_000)


class Variant(Model):
    """A named set of overrides: id path → value.

    `title_zh` is a translation and says nothing that `title` does not: it stands in no dump of a
    scenario, so that its digest stays.
    """

    title: Text | None = None
    title_zh: Text | None = Field(
        None, exclude=True, description="the title in Chinese, for reports in Chinese"
    )
    set: dict[Text, Any] = Field(min_length=1, max_length=1000)
