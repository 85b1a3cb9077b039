"""A setting made ready: plan and trace, so that only the engine is timed.

Lives here: the preparation and the timing of one engine on it. Not here: rows, baselines.
"""

from __future__ import annotations

from dataclasses import dataclass

from scenarios.days import lay_out_days
from scenarios.demand.site import SiteCompiler
from scenarios.schema import Scenario
from scenarios.streams import Streams
from scenarios.trace import SiteTrace
from twin.bench.rows import best_s
from twin.eventlog.log import LogDigest
from twin.eventlog.record import Records
from twin.studies.running.setup import RunGroup
from twin.world.plan import Plan, plan_groups


@dataclass(frozen=True, slots=True)
class Prepared:
    """One group of sites with its traces."""

    scenario: Scenario
    plan: Plan
    traces: tuple[SiteTrace, ...]

    @property
    def parcels(self) -> int:
        """Parcels in all traces."""
        return sum(trace.parcels for trace in self.traces)

    @property
    def drop_offs(self) -> int:
        """Drop-offs at waste points in all traces."""
        return sum(trace.drop_offs for trace in self.traces)


def prepare(scenario: Scenario) -> Prepared:
    """Plan and trace of a scenario of one group of sites."""
    (prepared,) = prepare_groups(scenario)
    return prepared


def prepare_groups(scenario: Scenario) -> list[Prepared]:
    """Plans and traces of every group of sites of a scenario."""
    days = lay_out_days(scenario)
    compiler, streams = SiteCompiler(scenario, days), Streams(1, 0)
    return [
        Prepared(scenario, plan, tuple(compiler.compile(place, streams) for place in plan.sites))
        for plan in plan_groups(scenario, days)
    ]


def run_once(engine: RunGroup, prepared: Prepared) -> int:
    """Run the engine, drop the log; returns the number of records."""
    records = 0

    def count(site: int, block: Records) -> None:
        nonlocal records
        records += len(block)

    engine(prepared.plan, prepared.traces, [None] * len(prepared.traces), count)
    return records


def per_s(engine: RunGroup, prepared: Prepared) -> float:
    """Parcels a second, log blocks dropped; the first call is not counted (it compiles)."""
    run_once(engine, prepared)
    return prepared.parcels / best_s(lambda: run_once(engine, prepared))


def digest(engine: RunGroup, prepared: Prepared) -> str:
    """Digest of the log of a group of one site."""
    sha = LogDigest()
    engine(prepared.plan, prepared.traces, [None], lambda site, block: sha.add(block))
    return sha.hexdigest()
