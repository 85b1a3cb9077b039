"""A run as it is told: the result, what was read of its log, and the language.

Lives here: names of places and days in words, and the small decisions that several sections share.
Not here: any single section.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cached_property

from twin.report.plots.time import Marks
from twin.report.reading.hours import Hours
from twin.report.reading.logs import Absence
from twin.report.reading.result import BankBuilt, RegionBuilt, Result, SiteBuilt
from twin.report.scopes import Scope, Scopes, divide
from twin.report.words.catalogue import Words
from twin.report.words.numbers import Numbers


@dataclass(frozen=True)
class Story:
    """What every section is made from; `hours` is None where `absence` says why."""

    result: Result
    hours: Hours | None
    absence: Absence | None
    words: Words

    @cached_property
    def numbers(self) -> Numbers:
        """How numbers are written."""
        return Numbers(self.words, self.result.setting.currency)

    @cached_property
    def scopes(self) -> Scopes:
        """The rows by scope."""
        return divide(self.result.kpis)

    @property
    def title(self) -> str:
        """The scenario's title in the language of the page, where it has one."""
        return (self.words.language == "zh" and self.result.title_zh) or self.result.title

    @property
    def variant(self) -> str:
        """The title of the variant that was run, likewise; empty where there is none."""
        chinese = self.result.variant_title_zh if self.words.language == "zh" else None
        return chinese or self.result.variant_title or ""

    @property
    def question(self) -> str:
        """The scenario's question in the language of the page, where it has one."""
        setting = self.result.setting
        return (self.words.language == "zh" and setting.question_zh) or setting.question

    @property
    def has_lockers(self) -> bool:
        """Whether the run has figures of lockers."""
        return "first_attempts" in self.scopes.whole.of

    @property
    def has_waste(self) -> bool:
        """Whether the run has figures of waste."""
        return "drop_offs" in self.scopes.whole.of

    @property
    def has_cold(self) -> bool:
        """Whether the run has figures of cold cells."""
        return "energy_kwh" in self.scopes.whole.of

    @property
    def has_service(self) -> bool:
        """Whether the run has figures of all ways of a parcel."""
        return "parcels_brought" in self.scopes.whole.of

    @property
    def has_faults(self) -> bool:
        """Whether the run has figures of faults."""
        return "blocked_pickups" in self.scopes.whole.of

    @cached_property
    def sites(self) -> dict[str, SiteBuilt]:
        """Sites by id, empty where they are too many."""
        return {site.id: site for site in self.result.setting.sites or []}

    @cached_property
    def banks(self) -> dict[tuple[str, str], BankBuilt]:
        """Banks by site and id."""
        return {(site.id, bank.id): bank for site in self.sites.values() for bank in site.banks}

    @cached_property
    def regions(self) -> dict[str, RegionBuilt]:
        """Regions that the scenario tells as such, by id."""
        return {region.id: region for region in self.result.setting.regions}

    def region_name(self, region: str) -> str:
        """A region in the language of the page, where it has a name there."""
        built = self.regions.get(region)
        if built is None:
            return region
        return (self.words.language == "zh" and built.name_zh) or built.name

    def site_name(self, site: str) -> str:
        """A site's name, and its id where that is another."""
        name = self.sites[site].name if site in self.sites else site
        if name == site:
            return site
        return self.words.say("page.bracket", text=name, inner=site)

    def bank_name(self, site: str, bank: str) -> str:
        """A bank at its site; the bank alone where there is one site."""
        if len(self.sites) == 1:
            return bank
        name = self.sites[site].name if site in self.sites else site
        return self.words.say("places.at", bank=bank, site=name)

    def stream_name(self, stream: str) -> str:
        """A stream of waste."""
        return self.words.say_or(f"value.{stream}", stream)

    def label_name(self, label: str) -> str:
        """A label of the calendar."""
        return self.words.say_or(f"label.{label}", label)

    def day(self, measured_day: int) -> dt.date:
        """Date of a measured day, from 0."""
        return self.result.days.first + dt.timedelta(days=measured_day)

    def moment(self, hour: int, step_h: int) -> str:
        """The hour since the first measured one, or its day where steps are days."""
        day = self.day(hour // 24)
        if step_h >= 24:
            return self.numbers.short_date(day)
        return self.numbers.moment(day, hour % 24)

    @cached_property
    def marks(self) -> Marks:
        """The calendar under time lines."""
        setting = self.result.setting
        return Marks(
            first=self.result.days.first,
            days=self.result.days.measured,
            spans=[
                (self.label_name(label), _runs([self._number(day) for day in days]))
                for label, days in setting.labels.items()
                if days
            ],
            holidays=frozenset(self._number(day) for day in setting.holidays),
            write=self.numbers.short_date,
        )

    def _number(self, day: dt.date) -> int:
        return (day - self.result.days.first).days

    def interval(self, scope: Scope, name: str) -> str:
        """The interval of a figure in a scope."""
        row = scope.of[name]
        return self.numbers.interval(row.low, row.high, row.unit)

    def share(self, scope: Scope, name: str) -> str:
        """A share in a scope, a dash where it is not kept or undefined."""
        return self.numbers.share(scope.mean(name))

    def number(self, scope: Scope, name: str) -> str:
        """A number in a scope, a dash where it is not kept or undefined."""
        return self.numbers.number(scope.mean(name))


def _runs(numbers: list[int]) -> list[tuple[int, int]]:
    """Runs of consecutive numbers as (first, last + 1)."""
    runs: list[tuple[int, int]] = []
    for number in numbers:
        if runs and runs[-1][1] == number:
            runs[-1] = (runs[-1][0], number + 1)
        else:
            runs.append((number, number + 1))
    return runs
