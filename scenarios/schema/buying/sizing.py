"""What `courtyard size` is asked when the command line says nothing: promises and confidence.

Lives here: the fields. Not here: how a target is read (`twin.studies.target`).
"""

from __future__ import annotations

from typing import Any, ClassVar, Literal

from pydantic import Field

from scenarios.schema.base import Grown, Id, Model, Text, quantity, share

MAX_TARGETS = 20
MAX_WAYS = 8
MAX_CHOSEN = 6


class Candidates(Model):
    """Sites are candidates: as few are opened as leave enough households within a walk.

    Parcels of households within `walk_m` of an opened site go to the nearest one; those of others
    are no part of the order. With `area_m2` the modules of a site take no more floor than that.
    """

    walk_m: float = quantity(300.0, unit="m", says="longest walk to a bank", gt=0, le=50_000)
    detour_factor: float = quantity(1.3, unit="1", says="path over straight line", ge=1, le=5)
    share: float = share(0.9, says="households within that walk")
    area_m2: float | None = quantity(
        None, unit="m2", says="floor space for modules at a site", gt=0, le=10_000
    )


class Sizing(Grown):
    """The promises to be kept, and what may be bought to keep them.

    `targets` as `--target` takes them. `banks` names the entries of banks that are sized (default:
    all whose state is new); the others stay as they are. `existing` banks are kept, retired,
    replaced, or, kind by kind, whichever is cheapest. Up to `most_banks` stand beside one another
    in the place of one that is sized, none longer than `bank_width_cm`. With
    `doors_per_terminal` a bank that is sized has as many terminals as its compartments need. Bins
    of waste points are all decided, and with `staff` the desks of counters. With `candidates` it is
    decided which sites get banks. `variant` is applied first; `ways` are variants that are other
    ways to do it (rounds, sensors, windows): the cheapest of them and the scenario as it is,
    running costs and all. `choose` names ways without variants: values of id paths, of which every
    combination is one.
    """

    LATER: ClassVar[frozenset[str]] = frozenset(
        {"staff", "candidates", "most_banks", "bank_width_cm", "choose"}
    )

    targets: list[Text] = Field(default_factory=list, max_length=MAX_TARGETS)
    confidence: float = quantity(
        0.95, unit="1", says="confidence of the promise", ge=0.5, le=0.9999
    )
    banks: list[Id] | None = Field(None, max_length=1000)
    variant: Id | None = None
    choose: dict[Text, list[Any]] = Field(default_factory=dict, max_length=MAX_CHOSEN)
    ways: list[Id] = Field(default_factory=list, max_length=MAX_WAYS)
    doors_per_terminal: int | None = quantity(
        None, unit="compartment", says="compartments that one terminal serves", ge=1, le=5000
    )
    most_banks: int = quantity(
        1, unit="bank", says="banks beside one another in the place of one", ge=1, le=20
    )
    bank_width_cm: float | None = quantity(
        None, unit="cm", says="longest that a bank may be", gt=0, le=100_000
    )
    existing: Literal["decide", "keep", "retire", "replace"] = "decide"
    staff: bool = True
    candidates: Candidates | None = None
