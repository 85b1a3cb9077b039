"""Simulating designs: counters of every site, for what the targets look at, without a log.

Lives here: the run of some sites under one design over some replications, on traces drawn once.
Not here: which designs and replications (`twin.studies.sizing.simulated.evaluate`).
"""

from __future__ import annotations

import math
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from scenarios.days import DAY_MS, HOUR_MS
from scenarios.demand.site import SiteCompiler
from scenarios.demand.volumes import mean_parcels_per_day
from scenarios.expand import SitePlace
from scenarios.schema import Scenario
from scenarios.schema.cold import TEMPERATURES, Temperature
from scenarios.schema.waste.references import watches, wears
from scenarios.streams import Streams
from scenarios.trace import SiteTrace
from twin.eventlog.record import Records
from twin.figures.catalogue import CENTS
from twin.figures.cold.catalogue import MJ_PER_KWH
from twin.figures.cold.counters import ColdCounter
from twin.figures.counters import F64, I64, Counter
from twin.figures.service.counters import ServiceCounter
from twin.figures.waste.counters import WasteCounter
from twin.studies.economics.flows import Running
from twin.studies.running.setup import RunGroup
from twin.studies.sizing.asked.probe import Probe
from twin.studies.sizing.asked.space import Design, Space
from twin.studies.sizing.reading import Reading, SiteFold
from twin.world.coupling.groups import couples_sites
from twin.world.plan import Plan, plan_groups

ENDLESS = 5_000
"""Compartments of each size in a bank that is never full."""

KEPT_EVENTS = 2_000_000
"""Parcels and drop-offs of traces that a process keeps for the next design: some 150 MB."""


@dataclass(frozen=True, slots=True)
class Study:
    """What every simulation of a study shares; pickled once for each process."""

    space: Space
    probes: tuple[Probe, ...]
    seed: int
    engine: RunGroup

    @property
    def width(self) -> int:
        """Columns of all probes."""
        return sum(probe.width for probe in self.probes)

    @property
    def is_coupled(self) -> bool:
        """Whether sites are coupled, so that what stands at one changes others."""
        return couples_sites(self.space.scenario)


@dataclass
class Bench:
    """Where designs are simulated: one a process, with the traces it has drawn."""

    study: Study
    simulated: int = 0
    _compiler: SiteCompiler = field(init=False)
    _traces: OrderedDict[tuple[str, int, SitePlace | tuple[float, ...]], SiteTrace] = field(
        init=False
    )
    _steel_draws: bool = field(init=False)
    _kept: int = 0

    def __post_init__(self) -> None:
        self._compiler = SiteCompiler(self.study.space.scenario, self.study.space.days)
        self._traces = OrderedDict()
        scenario = self.study.space.scenario
        noisy = any(
            point.sensor is not None and point.sensor.noise_um > 0
            for place in self.study.space.places
            for point in place.points
        )
        observed = watches(scenario.waste_points, scenario.waste) or wears(scenario.waste_points)
        self._steel_draws = scenario.has_faults or noisy or observed

    def run(
        self, design: Design, sites: Sequence[int], replications: Sequence[int]
    ) -> tuple[I64, I64]:
        """Columns[replication, site, column] of the sites under a design, and events simulated.

        Events are parcels and drop-offs, by replication.
        """
        space = self.study.space
        rebuilt = space.rebuilt(design)
        wanted = {rebuilt[site].id: row for row, site in enumerate(sites)}
        columns = np.zeros((len(replications), len(sites), self.study.width), dtype=np.int64)
        events = np.zeros(len(replications), dtype=np.int64)
        for plan in plan_groups(space.scenario, space.days, rebuilt):
            if any(place.id in wanted for place in plan.sites):
                for at, replication in enumerate(replications):
                    before = self.simulated
                    for place, read in self._run_group(plan, replication):
                        if place.id in wanted:
                            columns[at, wanted[place.id]] = read
                    events[at] += self.simulated - before
        return columns, events

    def loads(self, sites: Sequence[int], replications: Sequence[int]) -> F64:
        """Mean compartments occupied [site, class] where no bank is ever full: loads in Erlang."""
        space = self.study.space
        endless = [self._endless(place) for place in space.places]
        wanted = {endless[site].id: row for row, site in enumerate(sites)}
        temperatures = space.scenario.temperatures
        occupied = np.zeros((len(sites), len(space.scenario.sizes) * temperatures))
        for plan in plan_groups(space.scenario, space.days, endless):
            if any(place.id in wanted for place in plan.sites):
                for replication in replications:
                    told = self._closed(plan, replication, by_temperature=temperatures > 1)
                    for place, read in told:
                        if place.id in wanted:
                            counters = read.by_temperature
                            if counters is None:
                                counters = read.lockers[:, None]
                            classes = counters[Counter.OCCUPIED_MS, :, 1:].sum(axis=-1)
                            occupied[wanted[place.id]] += classes.ravel()
        return occupied / (len(replications) * space.days.measured_days * DAY_MS)

    def _endless(self, place: SitePlace) -> SitePlace:
        """A site whose banks are never full, and whose cold cells hardly ever are."""
        scenario, sizes = self.study.space.scenario, len(self.study.space.scenario.sizes)
        banks = []
        for bank in place.banks:
            cold: list[int] = []
            for temperature in TEMPERATURES[1:] if bank.cold else ():
                known = getattr(scenario.cold, temperature, None) is not None
                cold += [_endless_cells(scenario, place, temperature) if known else 0] * sizes
            banks.append(replace(bank, compartments=(ENDLESS,) * sizes, cold=tuple(cold)))
        return replace(place, banks=tuple(banks))

    def totals(self, design: Design, replications: Sequence[int]) -> Running:
        """What happens on a mean day under a design, at all sites: what money depends on."""
        space = self.study.space
        companies = [company.id for company in space.scenario.couriers.companies]
        deposits = np.zeros(len(companies))
        fee_cents = truck_m = staff_ms = energy_mj = 0
        for plan in plan_groups(space.scenario, space.days, space.rebuilt(design)):
            for replication in replications:
                for _, read in self._closed(plan, replication):
                    deposits += read.site.by_company[Counter.DEPOSITS, 1:]
                    fee_cents += int(read.lockers[Counter.FEE_CENTS].sum())
                    if read.waste is not None:
                        truck_m += int(read.waste[WasteCounter.TRUCK_M].sum())
                    if read.cold is not None:
                        energy_mj += int(read.cold[ColdCounter.ENERGY_MJ].sum())
                    if read.service is not None:
                        staff_ms += int(read.service[ServiceCounter.STAFF_MS].sum())
        days = len(replications) * space.days.measured_days
        lockers = space.scenario.has_lockers
        return Running(
            sites=sum(bool(place.banks or place.points) for place in space.places),
            households=sum(place.households for place in space.places),
            companies=tuple(companies) if lockers else (),
            deposits_per_day=tuple((deposits / days).tolist()) if lockers else (),
            overdue_fees_per_day=fee_cents / CENTS / days,
            truck_km_per_day=truck_m / 1000 / days,
            staff_hours_per_day=staff_ms / HOUR_MS / days,
            cooling_kwh_per_day=energy_mj / MJ_PER_KWH / days,
        )

    def by_bank(self, design: Design, replications: Sequence[int]) -> dict[str, I64]:
        """Counters of lockers [counter] of every bank by its id, summed over replications."""
        space, found = self.study.space, dict[str, I64]()
        for plan in plan_groups(space.scenario, space.days, space.rebuilt(design)):
            for replication in replications:
                for place, read in self._closed(plan, replication):
                    for number, bank in enumerate(place.banks, 1):
                        own = read.site.by_bank[:, number]
                        found[bank.id] = found.get(bank.id, np.zeros_like(own)) + own
        return found

    def forget(self) -> None:
        """Drop the traces."""
        self._traces.clear()
        self._kept = 0

    def _run_group(self, plan: Plan, replication: int) -> list[tuple[SitePlace, I64]]:
        probes = self.study.probes
        return [
            (place, np.concatenate([probe.read(read) for probe in probes]))
            for place, read in self._closed(
                plan, replication, by_temperature=any(each.tells_temperatures for each in probes)
            )
        ]

    def _closed(
        self, plan: Plan, replication: int, *, by_temperature: bool = False
    ) -> list[tuple[SitePlace, Reading]]:
        space = self.study.space
        traces = [self._trace(place, replication) for place in plan.sites]
        folds = [
            SiteFold(space.scenario, space.days, place, by_temperature=by_temperature)
            for place in plan.sites
        ]

        def write(site: int, block: Records) -> None:
            folds[site].add(block)

        self.study.engine(plan, traces, [None] * len(traces), write)
        self.simulated += sum(_events(trace) for trace in traces)
        return [(place, fold.close()) for place, fold in zip(plan.sites, folds, strict=True)]

    def _trace(self, place: SitePlace, replication: int) -> SiteTrace:
        """The trace of a site, drawn once; those used last are kept.

        Steel changes no draw, unless it may fail; the number of banks does; bins do where each
        draws for itself. A point keeps a bin of each of its streams, so the others draw the same
        whatever stands there.
        """
        shares = tuple(bank.share for bank in place.banks)
        key = (place.id, replication, place if self._steel_draws else shares)
        trace = self._traces.get(key)
        if trace is not None:
            self._traces.move_to_end(key)
            return trace
        trace = self._compiler.compile(place, Streams(self.study.seed, replication))
        self._traces[key] = trace
        self._kept += _events(trace)
        while self._kept > KEPT_EVENTS and len(self._traces) > 1:
            _, dropped = self._traces.popitem(last=False)
            self._kept -= _events(dropped)
        return trace


def _endless_cells(scenario: Scenario, place: SitePlace, temperature: Temperature) -> int:
    """Twice the cells that its parcels take by the mean, and some: each costs time to simulate."""
    mix = scenario.parcels.temperature_mix or {}
    a_day = mean_parcels_per_day(scenario, place) * mix.get(temperature, 0.0)
    mean_h = getattr(scenario.dwell.law, "mean_h", 24.0) * place.dwell_factor
    return 10 + math.ceil(2 * a_day * mean_h / 24)


def _events(trace: SiteTrace) -> int:
    """Parcels of all ways and drop-offs of a trace."""
    return trace.parcels + trace.direct_parcels + trace.drop_offs
