"""A whole scenario file.

Lives here: the top-level model and the checks that need more than one part of it.
Not here: reading files (`scenarios.reading`) or expanding groups (`scenarios.expand`).
"""

from __future__ import annotations

import zoneinfo
from functools import cached_property
from typing import Annotated, Any

from pydantic import (
    Field,
    SerializerFunctionWrapHandler,
    StringConstraints,
    field_validator,
    model_serializer,
    model_validator,
)

from scenarios.schema.base import Date, Id, Model, Text
from scenarios.schema.buying.catalogue import MAX_ITEMS, Item
from scenarios.schema.buying.economics import Economics
from scenarios.schema.buying.sizing import Sizing
from scenarios.schema.cold import TEMPERATURES, Cold, Weather, check_cold
from scenarios.schema.counters import Counter, Doorstep, check_counters
from scenarios.schema.demand import OVERSIZE, Calendar, Couriers, DaySpan, Parcels
from scenarios.schema.faults import (
    MAX_OUTAGES,
    TROUBLES,
    Blocked,
    Emergency,
    FaultKind,
    Outage,
    Trouble,
    check_faults,
)
from scenarios.schema.groups import check_members, check_regions
from scenarios.schema.place import (
    MAX_COMPARTMENTS_PER_BANK,
    MAX_SIZES,
    Bank,
    ColdDoors,
    Module,
    Point,
    Region,
    Site,
    Size,
)
from scenarios.schema.rules import CARRIED, Allocation, Dwell, Overdue, Rejected, Reminders
from scenarios.schema.runs import Explore, Run, Variant
from scenarios.schema.waste.collection import MAX_SERVICES, Collection
from scenarios.schema.waste.points import WastePoint
from scenarios.schema.waste.references import LOCKER_SECTIONS, check_waste, without_lockers
from scenarios.schema.waste.staff import Staff
from scenarios.schema.waste.streams import Waste

WASTE_SECTIONS = ("waste_points", "waste", "collection")
FAULT_SECTIONS = ("faults", "outages", "blocked", "emergency")
SERVICE_SECTIONS = ("counters", "doorstep")
COLD_SECTIONS = ("cold", "weather")

CHINESE = ("title_zh", "question_zh")

BUYING_SECTIONS = ("catalogue", "sizing", "economics")

LARGE_SECTIONS = ("regions",)


class Scenario(Model):
    """A question about a compound or many: places, demand, behaviour, policy.

    `sources` says where values are from: id path (or the beginning of one) → `commission`, a
    source, or `assumed`; the longest path that fits speaks for a value, none means `assumed`.
    With `waste_points` and no banks the sections about parcels may be left out.
    """

    title: Text
    question: Text = ""
    title_zh: Text | None = Field(None, description="the title in Chinese, for reports in Chinese")
    question_zh: Text | None = Field(None, description="the question in Chinese, likewise")
    start_date: Date
    time_zone: Annotated[str, StringConstraints(max_length=64)] = "Asia/Shanghai"
    currency: Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")] = "CNY"
    run: Run = Field(default_factory=Run)
    calendar: Calendar = Field(default_factory=Calendar)
    labels: dict[Id, list[DaySpan]] = Field(default_factory=dict)
    depot: Point | None = None
    sites: list[Site] = Field(default_factory=list, max_length=100_000)
    regions: list[Region] = Field(default_factory=list, max_length=1_000)
    sizes: list[Size] = Field(min_length=1, max_length=MAX_SIZES)
    modules: list[Module] = Field(default_factory=list, max_length=1000)
    banks: list[Bank] = Field(default_factory=list, max_length=100_000)
    parcels: Parcels
    couriers: Couriers
    dwell: Dwell
    reminders: Reminders | None = None
    overdue: Overdue | None = None
    rejected: Rejected = Field(default_factory=Rejected)
    allocation: Allocation = Field(default_factory=Allocation)
    counters: list[Counter] = Field(default_factory=list, max_length=100_000)
    doorstep: Doorstep | None = None
    cold: Cold | None = None
    weather: Weather | None = None
    waste_points: list[WastePoint] = Field(default_factory=list, max_length=100_000)
    waste: Waste | None = None
    collection: list[Collection] = Field(default_factory=list, max_length=MAX_SERVICES)
    staff: Staff | None = None
    faults: list[FaultKind] = Field(default_factory=list)
    outages: list[Outage] = Field(default_factory=list, max_length=MAX_OUTAGES)
    blocked: Blocked | None = None
    emergency: Emergency | None = None
    troubles: list[Trouble] = Field(default_factory=list, max_length=len(TROUBLES))
    sources: dict[Text, Text] = Field(default_factory=dict)
    variants: dict[Id, Variant] = Field(default_factory=dict)
    explore: Explore | None = None
    catalogue: list[Item] = Field(default_factory=list, max_length=MAX_ITEMS)
    sizing: Sizing | None = None
    economics: Economics | None = None

    @model_validator(mode="before")
    @classmethod
    def _lockers_left_out(cls, data: Any) -> Any:
        return without_lockers(data)

    @model_serializer(mode="wrap")
    def _without_empty_parts(self, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """A scenario says nothing of what it does not have, and keeps its digest."""
        content: dict[str, Any] = handler(self)
        for name in (*CHINESE, *COLD_SECTIONS, "staff"):
            if getattr(self, name) is None:
                content.pop(name, None)
        for has, sections in (
            (bool(self.waste_points), WASTE_SECTIONS),
            (self.has_faults, FAULT_SECTIONS),
            (self.has_service, SERVICE_SECTIONS),
        ):
            for section in () if has else sections:
                content.pop(section, None)
        for section in (*BUYING_SECTIONS, *LARGE_SECTIONS, "troubles"):
            if not getattr(self, section):
                content.pop(section, None)
        return content

    @cached_property
    def has_cold(self) -> bool:
        """Whether there are cold cells, or parcels that ask for some."""
        return self.parcels.temperature_mix is not None or any(
            part.cold is not None for bank in self.banks for part in bank.parts()
        )

    @property
    def temperatures(self) -> int:
        """Temperature classes that compartments are told apart by; 1 where all are ambient."""
        return len(TEMPERATURES) if self.has_cold else 1

    @property
    def has_faults(self) -> bool:
        """Whether anything fails, at random or at a known time."""
        return bool(self.faults or self.outages)

    @property
    def has_lockers(self) -> bool:
        """Whether there are banks, or parcels that ask for some."""
        return bool(self.banks or self.regions) or not (self.waste_points or self.has_service)

    @property
    def has_service(self) -> bool:
        """Whether parcels may go to counters, doors or lobbies as places of their own."""
        return bool(self.counters) or self.doorstep is not None

    def locker_sections(self) -> frozenset[str]:
        """Names of the sections that speak of parcels and lockers alone."""
        return frozenset({*LOCKER_SECTIONS, "modules", "reminders", "overdue", "rejected",
                          "allocation"})  # fmt: skip

    @field_validator("time_zone")
    @classmethod
    def _known_zone(cls, name: str) -> str:
        try:
            zoneinfo.ZoneInfo(name)
        except (KeyError, ValueError, OSError) as error:
            raise ValueError(f"{name!r} is no known time zone") from error
        return name

    def without_couriers(self) -> Scenario:
        """The scenario under which a log of deposits is replayed: every parcel comes by itself.

        A log knows no courier visits, so nobody carries a rejected parcel to another bank or back
        to the depot; the other destinations stay.
        """
        then = [place for place in self.rejected.then if place not in CARRIED]
        return self.model_copy(
            update={
                "couriers": self.couriers.model_copy(update={"mode": "single"}),
                "rejected": self.rejected.model_copy(update={"then": then}),
            }
        )

    @model_validator(mode="after")
    def _references(self) -> Scenario:
        if not self.sites and not self.regions:
            raise ValueError("sites: there are none; give at least one, or regions")
        for what, ids in (
            ("sites", [s.id for s in self.sites] + [r.id for r in self.regions]),
            ("banks", [b.id for b in self.banks]),
            ("sizes", [s.id for s in self.sizes]),
            ("modules", [m.id for m in self.modules]),
            ("waste_points", [p.id for p in self.waste_points]),
            ("counters", [c.id for c in self.counters]),
            ("catalogue", [item.id for item in self.catalogue]),
            ("troubles", [str(trouble.id) for trouble in self.troubles]),
        ):
            twice = sorted({i for i in ids if ids.count(i) > 1}) if len(ids) < 1000 else _twice(ids)
            if twice:
                raise ValueError(f"{what}: the id {twice[0]!r} stands twice")
        sites = {s.id for s in self.sites}
        for bank in self.banks:
            if bank.site not in sites:
                raise ValueError(f"banks.{bank.id}.site = {bank.site!r}: no such site")
        check_waste(self.waste_points, self.waste, self.collection, sites, self.depot is not None)
        if self.staff is not None and not self.waste_points:
            raise ValueError("staff: there are no waste_points")
        check_members(self.sites, self.banks, self.waste_points, self.regions)
        check_regions(self.regions, self.modules, self.banks)
        check_counters(self.counters, self.doorstep, self.parcels, self.rejected.then, list(sites))
        cells = {f"banks.{b.id}": [part.cold for part in b.parts()] for b in self.banks}
        check_cold(cells, self.cold, self.weather)
        check_faults(self.faults, self.outages, self.emergency, self.blocked, self.sites)
        carried = CARRIED & set(self.rejected.then)
        if self.couriers.mode == "single" and carried:
            raise ValueError(
                f"rejected.then: {min(carried)} needs a courier; couriers.mode = single has none"
            )
        for peak in self.calendar.peaks:
            if peak.id in self.labels:
                raise ValueError(
                    f"labels.{peak.id}: a peak has this id; it is a label of its own days"
                )
        self._check_sizes()
        return self

    def _check_sizes(self) -> None:
        sizes = [s.id for s in self.sizes]
        if OVERSIZE in sizes:
            raise ValueError(
                f"sizes.{OVERSIZE}: the word is reserved for the part of a size mix that fits no "
                "compartment"
            )
        for small, large in zip(self.sizes, self.sizes[1:], strict=False):
            if small.height_cm > large.height_cm or small.width_cm > large.width_cm:
                raise ValueError(
                    f"sizes: {large.id} is smaller than {small.id} before it; list them ascending"
                )
        unknown = [s for s in self.parcels.size_mix if s not in {*sizes, OVERSIZE}]
        if unknown:
            raise ValueError(f"parcels.size_mix.{unknown[0]}: no such size (sizes: {sizes})")
        modules = {m.id: m for m in self.modules}
        for module in self.modules:
            _known_sizes(module.compartments, sizes, f"modules.{module.id}.compartments")
        for item in self.catalogue:
            _known_sizes(item.compartments, sizes, f"catalogue.{item.id}.compartments")
        for bank in self.banks:
            for where, part in [
                (f"banks.{bank.id}", bank),
                *((f"banks.{bank.id}.members.{m}", p) for m, p in bank.members.items()),
            ]:
                _known_sizes(part.compartments or {}, sizes, f"{where}.compartments")
                for temperature, cells in (part.cold or ColdDoors()).by_temperature().items():
                    _known_sizes(cells, sizes, f"{where}.cold.{temperature}")
                _known_sizes(part.door_mix or {}, sizes, f"{where}.door_mix")
                for name in part.modules or {}:
                    if name not in modules:
                        raise ValueError(f"{where}.modules.{name}: no such module")
                doors = part.doors if part.doors is not None else bank.doors
                mix = part.door_mix if part.door_mix is not None else bank.door_mix
                if doors is not None and mix is None and len(sizes) > 1:
                    raise ValueError(f"{where}.doors = {doors}: needs door_mix")
                total = sum(
                    n * sum(modules[name].compartments.values())
                    for name, n in (part.modules or {}).items()
                )
                if total > MAX_COMPARTMENTS_PER_BANK:
                    raise ValueError(
                        f"{where}.modules: {total} doors, at most {MAX_COMPARTMENTS_PER_BANK}"
                    )


def _known_sizes(doors: dict[str, Any], sizes: list[str], where: str) -> None:
    for size in doors:
        if size not in sizes:
            raise ValueError(f"{where}.{size}: no such size (sizes: {sizes})")


def _twice(ids: list[str]) -> list[str]:
    seen: set[str] = set()
    return [i for i in ids if i in seen or seen.add(i)]  # type: ignore[func-returns-value]
