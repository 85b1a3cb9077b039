"""A batch: some groups of sites of one replication, run one after the other in one process.

Lives here: engine and folds joined at the log's blocks. Not here: which batches there are, or in
which process they run.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from scenarios.expand import SitePlace, count_sites
from scenarios.trace import SiteTrace
from twin.engines.reference.managed import ManagedRun
from twin.eventlog.log import LogDigest, Write
from twin.eventlog.record import TIME, Records
from twin.figures.cold.counters import ColdLayout
from twin.figures.cold.tally import ColdTally, TemperatureTally
from twin.figures.counters import I64
from twin.figures.hour_profile import HourProfile
from twin.figures.network import ColdSite, NetworkCounters
from twin.figures.service.counters import service_layout
from twin.figures.service.tally import ServiceTally, is_service
from twin.figures.tally import SiteTally
from twin.figures.waste.counters import WasteLayout
from twin.figures.waste.tally import WasteTally, is_waste
from twin.studies.running.logfiles import LogPartWriter
from twin.studies.running.setup import Setup, Weights
from twin.world.plan import Plan


class Stopped(Exception):
    """The run was asked to stop; what this batch did so far is dropped."""


class Watch(Protocol):
    """Who looks on while a batch runs."""

    def stopped(self) -> bool:
        """True once the batch shall be dropped."""

    def report(self, work: float, parcels: float) -> None:
        """So much more is done (`work` in the unit of `Weights`)."""


@dataclass(frozen=True, slots=True)
class SiteOutcome:
    """Digests and log parts of one site; None where they were not asked for."""

    site: str
    trace_digest: str | None
    log_digest: str | None
    log_parts: list[Path]


@dataclass(slots=True)
class BatchOutcome:
    """Counters and sites of a batch; `work` in the unit of `Weights`."""

    network: NetworkCounters
    parcels: int = 0
    drop_offs: int = 0
    work: float = 0.0
    sites: list[SiteOutcome] = field(default_factory=list)


def run_batch(setup: Setup, replication: int, plans: Iterable[Plan], watch: Watch) -> BatchOutcome:
    """Run the groups of `plans` in one replication. Raises Stopped when `watch` says so."""
    outcome = BatchOutcome(
        NetworkCounters.for_sites(count_sites(setup.scenario), setup.layout(banks=0))
    )
    make_trace = setup.traces_of(replication)
    weights = Weights(setup)
    managed = None
    if setup.manager is not None:
        managed = ManagedRun(setup.manager, setup.days, setup.seed, replication)
    run = setup.engine if managed is None else managed.run_group
    for plan in plans:
        if watch.stopped():
            raise Stopped
        traces = [make_trace(place) for place in plan.sites]
        folds = [
            _SiteFold(setup, replication, place, trace, weights.of(place), watch)
            for place, trace in zip(plan.sites, traces, strict=True)
        ]
        held = [setup.held_at(place) for place in plan.sites]
        run(plan, traces, held, _hand_to(folds))
        for site, (fold, trace) in enumerate(zip(folds, traces, strict=True)):
            counts = None if managed is None else managed.counts[site]
            outcome.sites.append(fold.close(outcome.network, counts))
            outcome.parcels += trace.parcels + trace.direct_parcels
            outcome.drop_offs += trace.drop_offs
            outcome.work += fold.weight
    return outcome


def _hand_to(folds: Sequence[_SiteFold]) -> Write:
    def write(site: int, block: Records) -> None:
        folds[site].add(block)

    return write


class _SiteFold:
    """All that is made of one site's log."""

    def __init__(
        self,
        setup: Setup,
        replication: int,
        place: SitePlace,
        trace: SiteTrace,
        weight: float,
        watch: Watch,
    ) -> None:
        layout = setup.layout(len(place.banks))
        self._setup = setup
        self._place = place
        self._trace = trace
        self.weight = weight
        self._watch = watch
        self._share = 0.0
        self._tally = SiteTally(layout)
        self._waste = None
        if place.points:
            days = layout.warmup_days, layout.measured_days
            self._waste = WasteTally(WasteLayout(layout.streams, *days))
        self._service = None
        if layout.has_service:
            days = layout.warmup_days, layout.measured_days
            weekday = int(setup.days.weekday[0])
            self._service = ServiceTally(service_layout(place, *days, weekday))
        self._cold: tuple[ColdTally, TemperatureTally] | None = None
        if layout.temperatures > 1:
            axes = layout.temperatures, layout.banks, layout.warmup_days, layout.measured_days
            self._cold = ColdTally(ColdLayout(*axes)), TemperatureTally(layout)
        self._digest = None if setup.log == "none" else LogDigest()
        self._hours = HourProfile(layout, int(setup.days.weekday[0])) if setup.with_hours else None
        self._parts = None
        if setup.log == "full" and setup.log_folder is not None:
            self._parts = LogPartWriter(setup.log_folder, place.id, replication)

    def add(self, block: Records) -> None:
        if self._watch.stopped():
            raise Stopped
        lockers = block
        if self._waste is not None:
            self._waste.add(block)
            lockers = lockers[~is_waste(lockers)]
        if self._service is not None:
            self._service.add(block)
            lockers = lockers[~is_service(lockers)]
        for tally in (self._tally, *(self._cold or ())):
            tally.add(lockers)
        for fold in (self._digest, self._hours, self._parts):
            if fold is not None:
                fold.add(block)
        self._report(int(block[-1, TIME]) / self._setup.days.horizon_ms)

    def close(self, network: NetworkCounters, managed: I64 | None) -> SiteOutcome:
        place = self._place
        hours = None if self._hours is None else self._hours.by_hour_of_week()
        banks = tuple(bank.id for bank in place.banks)
        waste = None if self._waste is None else self._waste.close()
        service = None if self._service is None else self._service.close()
        cold = None
        if self._cold is not None:
            cells, by_temperature = self._cold
            cold = ColdSite(cells.by_day, cells.by_bank, by_temperature.close())
        counters = self._tally.close()
        network.add_site(
            place.id, place.region, banks, counters, hours, waste, cold, service, managed
        )
        self._report(1.0)
        return SiteOutcome(
            site=place.id,
            trace_digest=self._trace.digest() if self._setup.with_trace_digests else None,
            log_digest=None if self._digest is None else self._digest.hexdigest(),
            log_parts=[] if self._parts is None else self._parts.close(),
        )

    def _report(self, share: float) -> None:
        more = share - self._share
        self._share = share
        events = self._trace.parcels + self._trace.direct_parcels + self._trace.drop_offs
        self._watch.report(more * self.weight, more * events)
