"""What a target looks at: the counters of a site that its figure is made of.

Lives here: probes, and what they say once replications are there. Not here: the simulation.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from scenarios.days import Days
from scenarios.expand import expand_sites
from scenarios.schema import Scenario
from scenarios.schema.cold import TEMPERATURES
from twin.figures.catalogue import CATALOGUE, FIGURES
from twin.figures.cold.catalogue import COLD_CATALOGUE
from twin.figures.counters import F64, I64
from twin.figures.fault_catalogue import FAULT_CATALOGUE
from twin.figures.service.catalogue import SERVICE_CATALOGUE
from twin.figures.waste.catalogue import WASTE_CATALOGUE
from twin.studies.sizing.asked.limits import Limits, limits_of_day_quantile, limits_of_mean
from twin.studies.sizing.reading import Reading
from twin.studies.target import Target, TargetError

_WASTE = frozenset(figure.name for figure in WASTE_CATALOGUE)
_SERVICE = frozenset(figure.name for figure in SERVICE_CATALOGUE)
_COLD = frozenset(figure.name for figure in COLD_CATALOGUE)
_LOCKERS = frozenset(figure.name for figure in (*CATALOGUE, *FAULT_CATALOGUE))
_COUNTED = frozenset(
    {
        "rejection_share", "rejections", "undelivered_share", "overflow_share", "floored_share",
        "counter_full_share", "counter_waited_share", "excursion_share", "excursion_parcels",
        "blocked_pickups", "unchilled_parcels",
    }
)  # fmt: skip
"""Figures whose numerators count things that happened, so that none seen has a bound."""


@dataclass(frozen=True, slots=True)
class Probe:
    """A target beside the counters it needs; `days` are numbers of measured days.

    `slot` on the axis of sizes (streams, temperatures), None for all. `site` names one site, `*`
    each of them, None the whole. `first` … `first + width` are its columns among those of all
    probes.
    """

    target: Target
    days: tuple[int, ...]
    slot: int | None
    site: str | None
    first: int

    @property
    def width(self) -> int:
        """Columns: numerator and denominator, of each day where days are asked for."""
        return 2 * len(self.days) if self.target.of_days else 2

    @property
    def tells_temperatures(self) -> bool:
        """Whether it needs the counters of lockers by temperature."""
        scope = self.target.scope
        return scope is not None and scope[0] == "temperature" and self.target.figure in _LOCKERS

    def read(self, reading: Reading) -> I64:
        """Its columns of one site."""
        figure = FIGURES[self.target.figure]
        counters: I64 | None = reading.lockers
        for names, own in (
            (_WASTE, reading.waste),
            (_SERVICE, reading.service),
            (_COLD, reading.cold),
        ):
            if figure.name in names:
                counters = own
        if self.tells_temperatures and reading.by_temperature is not None:
            counters = reading.by_temperature.sum(axis=2)
        if counters is None:
            return np.zeros(self.width, dtype=np.int64)
        above, below = figure.numerator, figure.denominator
        if self.slot is None:
            counters = counters.sum(axis=1)
        else:
            counters = counters[:, self.slot]
            if figure.of_size is not None and figure.name in _LOCKERS:
                above, below = figure.of_size
        counters = counters[:, list(self.days)]
        top = counters[list(above)].sum(axis=0)
        bottom = counters[list(below)].sum(axis=0) if below else np.ones_like(top)
        if self.target.of_days:
            return np.concatenate([top, bottom])
        return np.array([top.sum(), bottom.sum()])

    def limits(self, columns: F64, alpha: float) -> Limits:
        """Limits from columns[replication, site, column] of the sites it speaks of.

        `site=*` takes each site as a sample of the same law: sites of one class. Sites that were
        not simulated have columns of 0; those that stand for others are weighted.
        """
        figure = FIGURES[self.target.figure]
        own = columns[:, :, self.first : self.first + self.width]
        if self.target.of_days:
            above, below = self._by_day(own)
            return limits_of_day_quantile(above, below * figure.divisor, alpha)
        above, below = own[:, :, 0].sum(axis=1), own[:, :, 1].sum(axis=1)
        if not figure.denominator and self.site != "*":
            below = np.full(len(own), float(len(self.days)))
        return limits_of_mean(above, below * figure.divisor, alpha, counts=figure.name in _COUNTED)

    def _by_day(self, own: F64) -> tuple[F64, F64]:
        """Numerators and denominators [replication, day]; each site's days, or the whole's."""
        count = len(self.days)
        if self.site == "*":
            days = own.reshape(len(own), own.shape[1], 2, count)
            return days[:, :, 0].reshape(len(own), -1), days[:, :, 1].reshape(len(own), -1)
        total = own.sum(axis=1)
        return total[:, :count], total[:, count:]


def lay_out_probes(targets: Sequence[Target], scenario: Scenario, days: Days) -> tuple[Probe, ...]:
    """Probes of the targets. Raises TargetError for a label, site, size or stream that is not."""
    probes: list[Probe] = []
    first = 0
    for target in targets:
        probe = Probe(target, _days(target, days), _slot(target, scenario), _site(target), first)
        first += probe.width
        probes.append(probe)
        _check_part(target, scenario)
        if probe.site not in {None, "*"} and probe.site not in {
            p.id for p in expand_sites(scenario)
        }:
            raise TargetError(f"target {target}: no site {probe.site!r}")
    check_together(targets)
    return tuple(probes)


def _check_part(target: Target, scenario: Scenario) -> None:
    """Raise TargetError for a figure of what the scenario does not have."""
    faults = frozenset(figure.name for figure in FAULT_CATALOGUE)
    for names, has, part in (
        (_WASTE, scenario.waste is not None, "waste"),
        (_SERVICE, scenario.has_service, "counters, doors and lobbies"),
        (_COLD, scenario.has_cold, "cold cells"),
        (faults, scenario.has_faults, "faults"),
        (_LOCKERS, scenario.has_lockers, "lockers"),
    ):
        if target.figure in names and not has:
            raise TargetError(f"target {target}: a figure of {part}, the scenario has none")


def check_together(targets: Sequence[Target]) -> None:
    """Raise TargetError where two targets contradict each other, or one cannot hold at all."""
    for target in targets:
        share = FIGURES[target.figure].kind == "share"
        if target.at_most and target.bound < 0:
            raise TargetError(f"target {target}: the figure is never below 0")
        if share and not target.at_most and target.bound > 1:
            raise TargetError(f"target {target}: a share is never above 1")
    for most in targets:
        for least in targets:
            opposed = most.at_most and not least.at_most and most.name == least.name
            if opposed and least.bound > most.bound:
                raise TargetError(f"targets {most} and {least} contradict each other")


def _days(target: Target, days: Days) -> tuple[int, ...]:
    if target.label is None:
        return tuple(range(days.measured_days))
    labelled = days.labels.get(target.label)
    if not labelled:
        known = ", ".join(label for label, numbers in days.labels.items() if numbers) or "none"
        raise TargetError(
            f"target {target}: no measured day has the label {target.label!r} (labels: {known})"
        )
    return tuple(day - days.warmup_days for day in labelled)


def _slot(target: Target, scenario: Scenario) -> int | None:
    if target.scope is None or target.scope[0] == "site":
        return None
    key, member = target.scope
    if key == "temperature":
        members, first = [str(each) for each in TEMPERATURES if scenario.has_cold], 0
    else:
        streams = scenario.waste.streams if scenario.waste else []
        members, first = [each.id for each in (scenario.sizes if key == "size" else streams)], 1
    of = {"stream": _WASTE, "temperature": _COLD | _LOCKERS}.get(key, _LOCKERS)
    if member not in members or target.figure not in of:
        raise TargetError(f"target {target}: no {key} {member!r} of this figure ({members})")
    return members.index(member) + first


def _site(target: Target) -> str | None:
    return target.scope[1] if target.scope is not None and target.scope[0] == "site" else None


def normalised(value: F64 | float, target: Target) -> F64 | float:
    """A value over its bound: at most 1 where the target holds."""
    bound = max(target.bound, 1e-12)
    return value / bound if target.at_most else 2.0 - value / bound
