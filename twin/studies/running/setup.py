"""The set-up of a run: everything that decides its outcome, in one picklable object.

Lives here: the set-up, where its traces and the plans of its batches come from. Not here: seeds of
processes or number of jobs, on which nothing depends.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from scenarios.days import Days
from scenarios.expand import SitePlace, count_sites, total_households
from scenarios.initial import HeldParcels
from scenarios.schema import Scenario
from scenarios.trace import SiteTrace
from twin.eventlog.log import Write
from twin.figures.counters import TallyLayout
from twin.figures.network import MAX_SITES_APART
from twin.managed.setup import ManagerSetup
from twin.world.plan import Plan, SitePlanner, is_divisible

RunGroup = Callable[[Plan, Sequence[SiteTrace], Sequence[HeldParcels | None], Write], None]
"""An engine: a function of a module, so that its name is enough to find it in another process."""

LogMode = Literal["none", "digest", "full"]
"""`none` folds blocks and drops them, `digest` also digests them, `full` also keeps the log."""

MakeTrace = Callable[[SitePlace], SiteTrace]


@dataclass(frozen=True, slots=True)
class Setup:
    """What is run.

    - `traces` None: compiled from (scenario, seed, replication); else by site id, the same in
      every replication
    - `held` parcels of the initial state by site id; sites that are not named begin empty
    - `manager`: the fleet's manager stands in the loop; the engine is then the reference
    - `log_folder` where `full` keeps the log; `with_trace_digests`, `with_hours`: whether trace
      digests and hourly profiles are made
    """

    scenario: Scenario
    days: Days
    seed: int
    engine: RunGroup
    log: LogMode = "digest"
    log_folder: Path | None = None
    with_trace_digests: bool = True
    with_hours: bool = False
    traces: Mapping[str, SiteTrace] | None = None
    held: Mapping[str, HeldParcels] | None = None
    manager: ManagerSetup | None = None

    def __post_init__(self) -> None:
        if self.log == "full" and self.log_folder is None:
            raise ValueError("log = full: needs a folder to keep the log in")

    def layout(self, banks: int) -> TallyLayout:
        """Layout of the counters of a site with so many banks."""
        return TallyLayout(
            banks=banks,
            classes=len(self.scenario.sizes),
            companies=len(self.scenario.couriers.companies),
            warmup_days=self.days.warmup_days,
            measured_days=self.days.measured_days,
            streams=len(self.scenario.waste.streams) if self.scenario.waste else 0,
            has_service=int(self.scenario.has_service),
            temperatures=self.scenario.temperatures,
            has_manager=int(self.manager is not None),
        )

    def traces_of(self, replication: int) -> MakeTrace:
        """How the traces of a replication are made, site by site."""
        if self.traces is not None:
            return self._given_trace
        from scenarios.demand.site import SiteCompiler
        from scenarios.streams import Streams

        compiler = SiteCompiler(self.scenario, self.days)
        streams = Streams(self.seed, replication)
        return lambda place: compiler.compile(place, streams)

    def held_at(self, place: SitePlace) -> HeldParcels | None:
        """Initial parcels of a site."""
        return None if self.held is None else self.held.get(place.id)

    def _given_trace(self, place: SitePlace) -> SiteTrace:
        assert self.traces is not None
        if place.id not in self.traces:
            raise ValueError(f"the trace has no site {place.id!r}")
        return self.traces[place.id]


@dataclass(frozen=True, slots=True)
class SiteSpan:
    """Sites number `first` … `stop` − 1 of a scenario, each a group of its own."""

    first: int
    stop: int


Planned = Sequence[Plan] | SiteSpan
"""What a batch runs: plans, or sites that are planned where they run."""


class Planner:
    """Makes the plans of batches; what sites share is laid out with the first span and kept."""

    def __init__(self, setup: Setup) -> None:
        self.setup = setup
        self._sites: SitePlanner | None = None

    def plans(self, planned: Planned) -> Iterable[Plan]:
        """The plans of a batch, those of a span one after the other."""
        if not isinstance(planned, SiteSpan):
            return planned
        if self._sites is None:
            self._sites = SitePlanner(self.setup.scenario, self.setup.days)
        return self._sites.span(planned.first, planned.stop)


def is_large(setup: Setup) -> bool:
    """Whether sites are planned where they run, in spans; such a run can be kept (`KeptRun`)."""
    many = count_sites(setup.scenario) > MAX_SITES_APART
    return many and is_divisible(setup.scenario) and setup.traces is None and setup.held is None


class Weights:
    """Work of sites against each other: it grows with their parcels."""

    def __init__(self, setup: Setup) -> None:
        self._households = 0.0 if setup.traces is not None else total_households(setup.scenario)
        self.total = self._households or float(count_sites(setup.scenario))

    def of(self, place: SitePlace) -> float:
        """Weight of a site; over all sites they add up to `total`."""
        return place.households * place.demand_factor if self._households else 1.0
