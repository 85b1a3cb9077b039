"""One run of a scenario whose records are kept in memory, site by site.

Lives here: the run, and times of the run as ISO 8601 texts. Not here: tables made of it.
"""

from __future__ import annotations

import datetime as dt
import zoneinfo
from collections.abc import Collection
from dataclasses import dataclass

import numpy as np

from scenarios.days import Days, lay_out_days
from scenarios.demand.site import SiteCompiler
from scenarios.expand import SitePlace
from scenarios.schema import Scenario
from scenarios.streams import Streams
from twin.eventlog.record import KIND, Records
from twin.studies.running.setup import RunGroup
from twin.world.plan import plan_groups

Row = tuple[str | int | float, ...]


@dataclass(frozen=True)
class KeptRun:
    """Records of the kinds that were asked for, by site, and the coupled sites each may name."""

    scenario: Scenario
    days: Days
    sites: tuple[tuple[SitePlace, Records], ...]

    def texts(self, times_ms: Records) -> list[str]:
        """Times of the run as local times with their offset, to the millisecond."""
        zone = zoneinfo.ZoneInfo(self.scenario.time_zone)
        midnight = dt.datetime.combine(self.days.first, dt.time())
        return [
            (midnight + dt.timedelta(milliseconds=time_ms))
            .replace(tzinfo=zone)
            .isoformat(timespec="milliseconds")
            for time_ms in times_ms.tolist()
        ]


def run_kept(
    scenario: Scenario, engine: RunGroup, kinds: Collection[int], *, seed: int | None = None,
    replication: int = 0, days: int | None = None,
) -> KeptRun:  # fmt: skip
    """Run one replication and keep the records of `kinds`, warm-up included."""
    laid_out = lay_out_days(scenario, days)
    compiler = SiteCompiler(scenario, laid_out)
    streams = Streams(scenario.run.seed if seed is None else seed, replication)
    wanted = np.array(sorted(kinds))
    found: list[tuple[SitePlace, Records]] = []
    for plan in plan_groups(scenario, laid_out):
        kept: list[list[Records]] = [[] for _ in plan.sites]

        def keep(site: int, block: Records, kept: list[list[Records]] = kept) -> None:
            kept[site].append(block[np.isin(block[:, KIND], wanted)].copy())

        traces = [compiler.compile(place, streams) for place in plan.sites]
        engine(plan, traces, [None] * len(traces), keep)
        found += [
            (place, np.concatenate(blocks)) for place, blocks in zip(plan.sites, kept, strict=True)
        ]
    return KeptRun(scenario, laid_out, tuple(found))
