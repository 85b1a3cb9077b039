"""What sensors reported and what was true, bin by bin, out of a log.

Lives here: reading records. Not here: alarms, their judgement (`judging` beside this).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from devices.physics.fill import fill_permille
from scenarios.days import lay_out_days
from scenarios.demand.site import SiteCompiler
from scenarios.schema import Scenario
from scenarios.streams import Streams
from twin.engines.choice import RunGroup
from twin.eventlog.events import Kind
from twin.eventlog.record import KIND, PLACE, TIME, VALUE, Records, volume_ml_of
from twin.world.plan import plan_groups

I64 = npt.NDArray[np.int64]

CHANGES = (Kind.DROP_OFF, Kind.CLEARING)
KEPT = (*CHANGES, Kind.EMPTYING, Kind.REPORT)


@dataclass(frozen=True, slots=True)
class BinCourse:
    """A bin with a sensor over a run; times in ms, levels in permille.

    `change_*`: what was truly in it after each bag; `emptied_*`: before each emptying; `report_*`:
    what was reported, and what was true then.
    """

    site: str
    name: str
    change_ms: I64
    change_level: I64
    emptied_ms: I64
    emptied_level: I64
    report_ms: I64
    report_level: I64
    true_level: I64


def courses(
    scenario: Scenario, seed: int, days: int | None, engine: RunGroup
) -> Iterator[BinCourse]:
    """Every bin with a sensor, in one replication of a seed."""
    laid_out = lay_out_days(scenario, days)
    compiler = SiteCompiler(scenario, laid_out)
    streams = Streams(seed, 0)
    for plan in plan_groups(scenario, laid_out):
        kept: list[list[Records]] = [[] for _ in plan.sites]

        def keep(site: int, block: Records, kept: list[list[Records]] = kept) -> None:
            kept[site].append(block[np.isin(block[:, KIND], KEPT)].copy())

        traces = [compiler.compile(place, streams) for place in plan.sites]
        engine(plan, traces, [None] * len(traces), keep)
        for place, blocks in zip(plan.sites, kept, strict=True):
            records = np.concatenate(blocks)
            for number, point in enumerate(place.points):
                for position, model in enumerate(point.bins):
                    at = ((len(place.banks) + number) << 32) | (position + 1)
                    own = records[records[:, PLACE] == at]
                    if (own[:, KIND] == Kind.REPORT).any():
                        name = f"{point.id}-{position + 1}"
                        yield _course(place.id, name, own, model.capacity_ml)


def _course(site: str, name: str, own: Records, capacity_ml: int) -> BinCourse:
    kind = own[:, KIND]
    level = np.array(
        [fill_permille(int(volume), capacity_ml) for volume in volume_ml_of(own)], dtype=np.int64
    )
    change = np.isin(kind, CHANGES)
    emptied, report = kind == Kind.EMPTYING, kind == Kind.REPORT
    return BinCourse(
        site, name, own[change, TIME], level[change], own[emptied, TIME], level[emptied],
        own[report, TIME], own[report, VALUE], level[report],
    )  # fmt: skip
