"""order.json and whatif.json as a page reads them.

Lives here: the fields that the page needs, checked. Not here: who writes them
(`twin.studies.sizing.orderfile`), what is made of them.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, TypeVar

from pydantic import Field, ValidationError

from twin.report.reading.errors import ReportError
from twin.report.reading.result import Assumption, Part
from twin.studies.sizing.orderfile import ORDER_FILE, WHAT_IF_FILE

P = TypeVar("P", bound=Part)


class OrderRow(Part):
    """So many of an item at a site."""

    item: str
    site: str
    count: int
    unit_price: float
    price: float


class PromiseRow(Part):
    """A promise: its mean and the limit on the side of the bound."""

    name: str
    figure: str
    label: str | None
    of_days: bool
    scope: tuple[str, str] | None
    at_most: bool
    bound: float
    mean: float
    upper: float | None
    met: bool


class Cost(Part):
    """Amounts by year, the first at 0."""

    per_year: list[float] = Field(min_length=1)
    by_payer: dict[str, list[float]]
    per_household_year: list[float]
    npv: float
    by_kind: dict[str, list[float]]
    payback_years: dict[str, int | None]
    repair_visits_per_year: float = 0.0


class WholeCabinets(Part):
    """What equal compounds need when no cabinet is divided."""

    households_per_compound: int
    per_compound: int
    count: int
    per_household_year: float


class ProgrammeTable(Part):
    """A programme's own reckoning by household and year."""

    government_per_household_year: list[float]
    parts: dict[str, list[float]]
    whole_cabinets: WholeCabinets


class WayRow(Part):
    """A way that was compared."""

    variant: str | None
    title: str | None
    title_zh: str | None = None
    retired: int
    replaced: int = 0
    price: float | None
    present_cost: float | None


class Alternative(Part):
    """An order that costs a little more, by estimate."""

    price: float
    items: dict[str, int]
    ratio: float


class BinBuilt(Part):
    """A bin of a waste point."""

    stream: str
    volume_l: float


class BankStanding(Part):
    """A bank as it stands afterwards."""

    id: str
    state: str
    compartments: dict[str, int]


class PointStanding(Part):
    """A waste point as it stands afterwards."""

    id: str
    bins: list[BinBuilt]


class PlaceRow(Part):
    """Sites that are alike, and what stands at each."""

    sites: list[str]
    households: int
    banks: list[BankStanding]
    points: list[PointStanding]


class Order(Part):
    """The document of a sizing."""

    scenario: str
    title: str
    title_zh: str | None
    question: str
    question_zh: str | None
    currency: str
    seed: int
    reached: bool
    blocked_by: list[str]
    order: list[OrderRow]
    names: dict[str, str]
    targets: list[PromiseRow]
    price: float
    cost: Cost
    programme: ProgrammeTable | None = None
    way: str | None
    ways: list[WayRow]
    alternatives: list[Alternative]
    places: list[PlaceRow]
    retired: list[str]
    replaced: list[str] = Field(default_factory=list)
    candidates_tried: int
    candidates_tested: int
    cheapest_of_all: bool
    search_complete: bool
    replications: int
    simulated_parcels: int
    confidence: float
    scenario_digest: str
    assumptions: list[Assumption]
    assumptions_left_out: int


class Estimate(Part):
    """A rough sizing: what it comes to."""

    reached: bool
    price: float
    doors: int
    bins: int
    desks: int


class CaseRow(Estimate):
    """A case beside the question as it stands."""

    value: float | None
    is_base: bool
    more_doors: int
    more_price: float


class TornadoRow(Part):
    """A factor and its two ends."""

    factor: str
    ends: list[CaseRow]
    swing: float


class Purchase(Part):
    """What is bought for a year, from 0."""

    year: int
    item: str
    count: float
    price: float


class Growth(Part):
    """Years of growth: what each needs, and what is then bought."""

    rate: float
    years: list[Estimate]
    purchases: list[Purchase]
    next_year: int | None
    staged: float
    at_once: float


class TodayRow(Part):
    """A figure today and with the order."""

    figure: str
    before: float | None
    after: float | None


class AgeSide(Part):
    """Banks of a group of ages, and what they do."""

    banks: int
    compartments: int
    out_of_service_share: float | None
    rejection_share: float | None
    deposits_per_compartment: float | None
    time_full_share: float | None
    failures_per_bank_month: float | None


class AgeRow(Part):
    """A group of ages today and with the order; without `to_years` it has no end."""

    from_years: float
    to_years: float | None
    before: AgeSide
    after: AgeSide


class WhatIf(Part):
    """The document of a what-if."""

    base: Estimate
    questions: dict[str, list[CaseRow]]
    tornado: list[TornadoRow]
    growth: Growth | None = None
    today: list[TodayRow] = Field(default_factory=list)
    today_by_age: list[AgeRow] = Field(default_factory=list)


def has_order(folder: Path) -> bool:
    """Whether a folder holds a procurement study."""
    return (folder / ORDER_FILE).is_file()


def read_order(folder: Path) -> tuple[Order, WhatIf | None]:
    """The study in a folder, and the what-if beside it. Raises ReportError."""
    order = _read(folder / ORDER_FILE, Order)
    beside = folder / WHAT_IF_FILE
    return order, _read(beside, WhatIf) if beside.is_file() else None


def _read(path: Path, model: type[P]) -> P:
    try:
        text = path.read_text(encoding="utf-8")
        return model.model_validate_json(text)
    except OSError as error:
        raise ReportError(f"{path}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise ReportError(f"{path}: no UTF-8 text") from error
    except ValidationError as error:
        first: dict[str, Any] = dict(error.errors()[0])
        place = ".".join(str(word) for word in first["loc"])
        raise ReportError(f"{path}: {place}: {first['msg']}") from error
