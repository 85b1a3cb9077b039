"""The trace of a whole scenario: all its sites at once.

Lives here: one call for files of traces. Not here: the draws of a site (`scenarios.demand.site`);
runs compile site by site and keep none.
"""

from __future__ import annotations

from scenarios.days import lay_out_days
from scenarios.demand.site import SiteCompiler
from scenarios.expand import expand_sites
from scenarios.schema import Scenario
from scenarios.streams import Streams
from scenarios.trace import SiteTrace, Trace

MAX_PARCELS = 100_000_000
"""Parcels of a trace that is held in memory as a whole: some 5 GB."""


def compile_trace(
    scenario: Scenario,
    scenario_digest: str,
    seed: int | None = None,
    replication: int = 0,
    measured_days: int | None = None,
) -> Trace:
    """The trace of replication `replication`; seed and days default to the scenario's.

    Raises ValueError as `SiteCompiler` does, and where the sites have more than MAX_PARCELS.
    """
    days = lay_out_days(scenario, measured_days)
    chosen = scenario.run.seed if seed is None else seed
    streams = Streams(chosen, replication)
    compiler = SiteCompiler(scenario, days)
    sites: list[SiteTrace] = []
    parcels = 0
    for place in expand_sites(scenario):
        sites.append(compiler.compile(place, streams))
        parcels += sites[-1].parcels + sites[-1].direct_parcels + sites[-1].drop_offs
        if parcels > MAX_PARCELS:
            raise ValueError(
                f"run.days = {days.measured_days}: the first {len(sites):,} sites have "
                f"{parcels:,} parcels and drop-offs: a trace must have at most {MAX_PARCELS:,}"
            )
    return Trace(
        scenario_digest=scenario_digest,
        seed=chosen,
        replication=replication,
        first_day=days.first,
        warmup_days=days.warmup_days,
        measured_days=days.measured_days,
        sites=tuple(sites),
    )
