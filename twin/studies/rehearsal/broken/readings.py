"""What the sensors of bins in order reported, out of a log.

Lives here: readings. Not here: what was truly in the bins (`twin.studies.rehearsal.bins`), what a
broken sensor makes of it (`sensors` beside this).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from scenarios.days import lay_out_days
from scenarios.demand.site import SiteCompiler
from scenarios.schema import Scenario
from scenarios.streams import Streams
from twin.engines.choice import RunGroup
from twin.eventlog.events import Kind
from twin.eventlog.record import KIND, PLACE, TIME, VALUE, Records
from twin.world.plan import plan_groups

I64 = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class BinReadings:
    """What a bin's sensor reported over a run; times in ms, levels in permille."""

    report_ms: I64
    report_level: I64


def readings(
    scenario: Scenario, seed: int, days: int | None, engine: RunGroup
) -> Iterator[BinReadings]:
    """Of every bin with a sensor, in one replication of a seed."""
    laid_out = lay_out_days(scenario, days)
    compiler = SiteCompiler(scenario, laid_out)
    streams = Streams(seed, 0)
    for plan in plan_groups(scenario, laid_out):
        kept: list[list[Records]] = [[] for _ in plan.sites]

        def keep(site: int, block: Records, kept: list[list[Records]] = kept) -> None:
            kept[site].append(block[block[:, KIND] == Kind.REPORT].copy())

        traces = [compiler.compile(place, streams) for place in plan.sites]
        engine(plan, traces, [None] * len(traces), keep)
        for place, blocks in zip(plan.sites, kept, strict=True):
            records = np.concatenate(blocks)
            for number, point in enumerate(place.points):
                for position in range(len(point.bins)):
                    at = ((len(place.banks) + number) << 32) | (position + 1)
                    own = records[records[:, PLACE] == at]
                    if len(own):
                        yield BinReadings(own[:, TIME], own[:, VALUE])
