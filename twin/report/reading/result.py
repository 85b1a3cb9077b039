"""result.json as a report reads it.

Lives here: the fields that the page needs, checked. Not here: who writes them
(`twin.studies.results`), what is made of them.
"""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from twin.report.reading.errors import ReportError
from twin.studies.results import RESULT_FILE

MAX_DAYS = 3_660
"""What the command line accepts; an hour of each day costs 16 bytes a replication."""


class Part(BaseModel):
    """A part of the document; keys that the page does not need are passed over."""

    model_config = ConfigDict(extra="ignore", frozen=True, allow_inf_nan=False)


class Row(Part):
    """A figure in a scope: see `twin.figures.rows`. `*` is the whole, None undefined."""

    name: str
    unit: str
    site: str
    bank: str
    size: str
    temperature: str
    stream: str
    day: str
    company: str
    region: str
    mean: float | None
    low: float | None
    high: float | None
    n: int


class Oracle(Part):
    """A closed form beside the simulated value: see `twin.studies.verify.oracle_rows`."""

    name: str
    analytic: float
    simulated: float | None
    low: float | None
    high: float | None
    ok: bool | None


class Assumption(Part):
    """A value of the scenario and what speaks for it: see `twin.studies.assumptions`."""

    path: str
    value: Any
    source: str


class LogDigest(Part):
    """Digests of one replication's log; `sites` is left out where there are many."""

    replication: int
    run: str
    sites: dict[str, str] | None = None


class MeasuredDays(Part):
    """The first measured day, and how many days came before it and are counted."""

    first: dt.date
    warmup: int = Field(ge=0, le=MAX_DAYS)
    measured: int = Field(ge=1, le=MAX_DAYS)


class Point(Part):
    """Degrees, WGS 84."""

    latitude: float
    longitude: float


class BankBuilt(Part):
    """A bank; compartments in service by size."""

    id: str
    state: str
    compartments: dict[str, int]
    out_of_service: int
    terminals: int
    cold_cells: int = 0

    @property
    def doors(self) -> int:
        """Compartments in service, cold cells among them."""
        return sum(self.compartments.values()) + self.cold_cells


class CounterBuilt(Part):
    """A counter or station; hours of the week in which it is open, from Monday's midnight."""

    id: str
    kind: str
    staff: int
    opens_h: list[float]
    closes_h: list[float]
    shelf_places: int
    fridge_places: int
    walk_m: float
    area_m2: float


class SiteBuilt(Point):
    """A site; its banks in the order of their numbers in the log."""

    id: str
    name: str
    region: str
    kind: str
    households: int
    banks: list[BankBuilt]
    points: int = 0
    bins: int = 0
    counters: list[CounterBuilt] = []


class RegionBuilt(Part):
    """A region: what its sites have together; compartments by size."""

    id: str
    name: str
    name_zh: str | None = None
    sites: int
    banks: int
    households: int
    compartments: dict[str, int]

    @property
    def doors(self) -> int:
        """Compartments of all sizes."""
        return sum(self.compartments.values())


class SizeClass(Part):
    """A size class by its inner dimensions."""

    id: str
    width_cm: float
    height_cm: float
    depth_cm: float


class Company(Part):
    """A courier company."""

    id: str
    name: str


class Limits(Part):
    """Temperatures of cold cells of one kind, in °C."""

    setpoint_c: float
    limit_c: float


class OutageTold(Part):
    """An outage: hours since the first measured midnight; no sites are all."""

    id: str
    kind: Literal["mains", "network"]
    sites: list[str]
    from_h: float
    hours: float


class Opening(Part):
    """Staff who open compartments by the emergency plan."""

    delay_min: float
    from_hour: float
    to_hour: float
    helps: list[str]


class Emergency(Part):
    """The emergency plan."""

    offline_codes: bool
    opening: Opening | None


class Setting(Part):
    """Where the figures belong: `twin.studies.setting`, `twin.studies.circumstances`."""

    question: str
    question_zh: str | None = None
    currency: str
    labels: dict[str, list[dt.date]]
    holidays: list[dt.date]
    sizes: list[SizeClass]
    companies: list[Company]
    streams: list[str] = []
    depot: Point | None
    tours: dict[str, list[list[str]]] | None = None
    sites: list[SiteBuilt] | None
    regions: list[RegionBuilt] = []
    outages: list[OutageTold] = []
    emergency: Emergency | None = None
    limits: dict[str, Limits] = {}
    alarm_levels: dict[str, float] = {}
    report_every_min: list[int] = []

    @property
    def only_by_alarm(self) -> bool:
        """Whether every stream is collected by what sensors report, and none by fixed rounds."""
        return bool(self.alarm_levels) and not self.tours and bool(self.report_every_min)


class Result(Part):
    """The document of a run: see `twin.studies.results.make_document`."""

    scenario: str
    title: str
    title_zh: str | None = None
    variant_title: str | None = None
    variant_title_zh: str | None = None
    scenario_digest: str
    trace_digests: list[str | None] | None
    log_digests: list[LogDigest] | None
    seed: int
    replications: int
    complete: bool
    engine: str
    days: MeasuredDays
    parcels: int
    drop_offs: int | None = None
    kpis: list[Row]
    oracles: list[Oracle]
    assumptions: list[Assumption]
    assumptions_left_out: int
    setting: Setting

    @property
    def has_faults(self) -> bool:
        """Whether anything may fail: whether it has figures of faults."""
        return any(row.name == "blocked_pickups" for row in self.kpis)

    @property
    def has_service(self) -> bool:
        """Whether parcels go other ways than lockers: whether it has figures of all ways."""
        return any(row.name == "parcels_brought" for row in self.kpis)


def read_result(folder: Path) -> Result:
    """The result in `folder`.

    Raises ReportError, naming file, place and cause, for a folder that is none or holds no
    result, for text that is no JSON and for a document that is not one of a run.
    """
    if not folder.is_dir():
        what = "is a file, not a folder" if folder.exists() else "no such folder"
        raise ReportError(f"{folder}: {what}; give what `courtyard run … --out DIR` wrote")
    path = folder / RESULT_FILE
    if not path.is_file():
        raise ReportError(
            f"{path}: no such file; the folder holds no result (a run writes it last, so one that "
            "was ended by force leaves none)"
        )
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except (ValueError, RecursionError) as error:
        raise ReportError(f"{path}: no readable JSON: {error}") from error
    if not isinstance(data, dict) or "kpis" not in data or "replications" not in data:
        raise ReportError(f"{path}: not the result of `courtyard run`")
    try:
        return Result.model_validate(data)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise ReportError(
            f"{path}: {place}: {first['msg']}; written by another version or changed since: "
            "run the scenario again"
        ) from error
