"""Small runs with the manager in the loop: logs, and what the manager decided.

Lives here: running a group of hand-written or drawn traces. Not here: scenarios.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import NamedTuple, TypeVar

import numpy as np

from courtyard.site_files import read_rulebook
from fleet.adapters.rulebook.reading import configure
from fleet.core.coding import decode_decisions, decode_input
from fleet.core.decisions import Decision
from fleet.core.inputs import Input
from fleet.ports.journal import Record
from scenarios.days import lay_out_days
from scenarios.demand.site import SiteCompiler
from scenarios.schema import Scenario
from scenarios.streams import Streams
from scenarios.trace import SiteTrace
from twin.engines.reference.engine import run_group
from twin.eventlog.record import Records
from twin.managed.group import ManagedGroup, base_ms_of
from twin.managed.setup import ManagerSetup
from twin.managed.wire.fates import CALM, WireFaults
from twin.world.plan import plan_groups

BOOK = read_rulebook("hangzhou").model_copy(update={"utc_offset_min": 0, "plans": []})
"""Its chains and rosters, without work by the calendar; clocks as of the run."""


Kind = TypeVar("Kind")


class Said(NamedTuple):
    """A decision: when in ms of the run, on what."""

    at_ms: int
    given: Input
    decision: Decision


@dataclass
class ManagedLog:
    """A run: logs of its sites, the group, and every decision of its manager."""

    group: ManagedGroup
    logs: list[Records] = field(default_factory=list)
    said: list[Said] = field(default_factory=list)

    def of(self, *kinds: type) -> Iterator[Said]:
        """Decisions of these kinds, in the order of time."""
        return (each for each in self.said if isinstance(each.decision, kinds))

    def only(self, kind: type[Kind]) -> list[tuple[int, Kind]]:
        """Times of the decisions of one kind, and these."""
        return [
            (each.at_ms, each.decision) for each in self.said if isinstance(each.decision, kind)
        ]


def managed(
    scenario: Scenario,
    traces: Sequence[SiteTrace] = (),
    *,
    seed: int = 1,
    faults: WireFaults = CALM,
) -> ManagedLog:
    """The first group of a scenario; without traces they are drawn from the seed."""
    days, streams = lay_out_days(scenario), Streams(seed, 0)
    plan = next(iter(plan_groups(scenario, days)))
    compiler = SiteCompiler(scenario, days)
    drawn = list(traces) or [compiler.compile(place, streams) for place in plan.sites]
    works = partial(configure, BOOK, by="test")
    setup = ManagerSetup(faults, scenario=scenario, works=works)
    group = ManagedGroup(plan, setup, streams, days, drawn)
    found = ManagedLog(group)
    blocks: list[list[Records]] = [[] for _ in plan.sites]
    own = group.journal.heard

    def heard(records: Sequence[Record]) -> None:
        assert own is not None
        own(records)
        for record in records:
            at_ms = record.now_ms - base_ms_of(days)
            for decision in decode_decisions(record.decisions):
                found.said.append(Said(at_ms, decode_input(record.input), decision))

    group.journal.heard = heard
    held = [None] * len(drawn)
    run_group(plan, drawn, held, lambda site, block: blocks[site].append(block.copy()), group)
    found.logs = [np.concatenate(parts) for parts in blocks]
    return found
