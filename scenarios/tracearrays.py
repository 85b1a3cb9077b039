"""What a trace file holds: its header, and the arrays of a site's trace by name.

Lives here: names, types and columns, taking a trace apart and putting it together. Not here: the
file (`scenarios.tracefile`), what the arrays mean (`scenarios.trace`, `scenarios.parts`).

Arrays of an optional part are called `PART.NAME`; a site without the part has them empty.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
from pydantic import BaseModel, ConfigDict, Field

from scenarios.parts.table import PARTS, Ids
from scenarios.schema.rules import MAX_DELIVERY_DAYS, MAX_REMINDERS
from scenarios.trace import MAX_ATTEMPTS, PARCEL_ARRAYS, SiteTrace

Array = npt.NDArray[Any]

VERSION = 1

COLUMNS = {
    "handling_ms": MAX_ATTEMPTS,
    "answer_ms": MAX_REMINDERS,
    "at_home": MAX_DELIVERY_DAYS,
} | {f"{part.name}.{own}": most for part in PARTS for own, most in part.columns.items()}
"""Arrays of two dimensions, and their columns at most."""

_BYTES = {"parcel_size", "parcel_temperature", "at_home"}


class Header(BaseModel):
    """What a trace was drawn from, its days, and the ids it speaks of.

    Beside these keys, one with the name of each optional part: what it was drawn for.
    """

    model_config = ConfigDict(extra="forbid", strict=True)

    format: Literal["courtyard trace"]
    version: int
    scenario_digest: str = Field(max_length=200)
    seed: int = Field(ge=0, lt=2**63)
    replication: int = Field(ge=0)
    first_day: str = Field(max_length=10)
    warmup_days: int = Field(ge=0, le=365)
    measured_days: int = Field(ge=1, le=3660)
    attended: bool
    sizes: list[str]
    companies: list[str]
    sites: list[tuple[str, list[str]]]
    waste: Ids | None = None
    emptyings: Ids | None = None
    watch: Ids | None = None
    faults: Ids | None = None

    @property
    def parts(self) -> dict[str, Ids]:
        """What each part was drawn for that the trace has."""
        found = {part.name: getattr(self, part.name) for part in PARTS}
        return {name: ids for name, ids in found.items() if ids is not None}


def array_types(parts: Collection[str]) -> dict[str, np.dtype[Any]]:
    """Names and types of the arrays of a trace with these parts, in the order of the file."""
    types = {name: np.dtype(np.int8 if name in _BYTES else np.int64) for name in PARCEL_ARRAYS}
    for part in PARTS:
        if part.name in parts:
            types |= part.arrays()
    return types


def array_of(site: SiteTrace, name: str) -> Array:
    """One array of a site's trace by its name in the file."""
    owner, _, own = name.rpartition(".")
    holder = getattr(site, owner) if owner else site
    if holder is None:
        return np.zeros((0, 1) if name in COLUMNS else 0, dtype=np.int64)
    array: Array = getattr(holder, own)
    return array


def put_together(
    site: str, attended: bool, arrays: Mapping[str, Array], parts: Collection[str]
) -> SiteTrace:
    """The trace of a site from its arrays; it has the optional parts named."""
    by_owner: dict[str, dict[str, Any]] = {"": {}}
    for name, rows in arrays.items():
        owner, _, own = name.rpartition(".")
        by_owner.setdefault(owner, {})[own] = rows
    owned: dict[str, Any] = {
        part.name: part.kind(**by_owner[part.name]) for part in PARTS if part.name in parts
    }
    return SiteTrace(site=site, attended=attended, **by_owner[""], **owned)
