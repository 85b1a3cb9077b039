"""What a trace file holds: its header, and the arrays of a site's trace by name.

Lives here: names, types and columns, taking a trace apart and putting it together. Not here: the
file (`scenarios.tracefile`), what the arrays mean (`scenarios.trace`, `scenarios.wastetrace`).

Arrays of waste are called `waste.NAME`; a site without waste points has them empty.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
from pydantic import BaseModel, ConfigDict, Field

from scenarios.expand import expand_sites
from scenarios.schema import Scenario
from scenarios.schema.rules import MAX_DELIVERY_DAYS, MAX_REMINDERS
from scenarios.trace import MAX_ATTEMPTS, PARCEL_ARRAYS, SiteTrace
from scenarios.wastetrace import WasteTrace

Array = npt.NDArray[Any]

VERSION = 1

WASTE = "waste."
MAX_NOISE_SLOTS = 600_000
"""Ten-minute slots of the longest run: 4,025 days."""

COLUMNS = {
    "handling_ms": MAX_ATTEMPTS,
    "answer_ms": MAX_REMINDERS,
    "at_home": MAX_DELIVERY_DAYS,
    "waste.noise_milli": MAX_NOISE_SLOTS,
}
"""Arrays of two dimensions, and their columns at most."""

_BYTES = {"parcel_size", "parcel_temperature", "at_home"}
_WASTE_BYTES = {"drop_stream", "drop_mixed", "drop_habit"}


class WasteHeader(BaseModel):
    """Streams and points that a trace was drawn for."""

    model_config = ConfigDict(extra="forbid", strict=True)

    streams: list[str]
    points: list[list[str]]
    """Ids of the waste points of each site."""


class Header(BaseModel):
    """What a trace was drawn from, its days, and the ids it speaks of."""

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
    waste: WasteHeader | None = None


def waste_header(scenario: Scenario) -> WasteHeader | None:
    """The part of the header about waste, None for a scenario without."""
    if scenario.waste is None:
        return None
    return WasteHeader(
        streams=[stream.id for stream in scenario.waste.streams],
        points=[[point.id for point in place.points] for place in expand_sites(scenario)],
    )


def array_types(with_waste: bool) -> dict[str, np.dtype[Any]]:
    """Names and types of the arrays of a trace, in the order of the file."""
    types = {name: np.dtype(np.int8 if name in _BYTES else np.int64) for name in PARCEL_ARRAYS}
    if with_waste:
        for name in WasteTrace.__slots__:
            kind = np.int8 if name in _WASTE_BYTES else np.int64
            types[WASTE + name] = np.dtype(np.int16 if name == "noise_milli" else kind)
    return types


def array_of(site: SiteTrace, name: str) -> Array:
    """One array of a site's trace by its name in the file."""
    if not name.startswith(WASTE):
        parcel: Array = getattr(site, name)
        return parcel
    own = name.removeprefix(WASTE)
    if site.waste is None:
        return np.zeros((0, 1) if name in COLUMNS else 0, dtype=np.int64)
    waste: Array = getattr(site.waste, own)
    return waste


def put_together(site: str, attended: bool, arrays: Mapping[str, Array], waste: bool) -> SiteTrace:
    """The trace of a site from its arrays; `waste`: it has waste points."""
    parcels = {name: rows for name, rows in arrays.items() if not name.startswith(WASTE)}
    own = {
        name.removeprefix(WASTE): rows for name, rows in arrays.items() if name.startswith(WASTE)
    }
    return SiteTrace(
        site=site,
        attended=attended,
        **parcels,
        waste=WasteTrace(**own) if waste else None,
    )
