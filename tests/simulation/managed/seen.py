"""A bad network between terminals and manager, and what was seen at the doors.

Lives here: faults, one run, what may not have happened in it. Not here: how often it is run.
"""

from __future__ import annotations

from dataclasses import dataclass

from fleet.core.coding import encode
from fleet.core.recovery import recover
from fleet.loadtest.allocation.history import Verdict, judge
from tests.equality.both import cases
from tests.equality.managed.both import with_manager
from tests.equality.settings import setting
from twin.managed.counts import ManagerCounter
from twin.managed.group import ManagedGroup
from twin.managed.setup import ManagerSetup
from twin.managed.wire.fates import WireFaults

BAD = WireFaults(
    lost_permille=30,
    doubled_permille=30,
    delay_ms=(20, 3_000),
    cuts_per_day=6,
    cut_s=900,
    ends_per_day=24,
    end_s=30,
    broker_ends_per_day=5,
)
"""A message in thirty is lost, one doubled; every bank is cut off for a quarter of an hour six
times a day; the manager is killed every hour, the broker every five."""


@dataclass(frozen=True)
class Seen:
    """What a run came to. `differs`: partitions whose journal does not lead to their state."""

    verdict: Verdict
    leases: int
    openings: int
    differs: int
    counts: dict[str, int]


def run(seed: int, days: int, faults: WireFaults = BAD, lend: tuple[int, ...] = ()) -> Seen:
    """A busy bank with every rule, its manager behind a bad network; with `lend` it takes parcels
    while it is cut off.
    """
    scenario = setting(
        "overdue and reminded",
        run={"days": days, "warmup_days": 0, "replications": 1, "seed": 1},
    )
    (case,) = cases(scenario, seed, 1)
    group, _ = with_manager(scenario, case, ManagerSetup(faults, lend=lend), seed)
    custody = group.desk.custody
    counts = group.counts.by_site.sum(axis=(0, 2)).tolist()
    return Seen(
        judge(custody.held, custody.openings),
        len(custody.held),
        len(custody.openings),
        _differing(group),
        {counter.name.lower(): counts[counter] for counter in ManagerCounter},
    )


def _differing(group: ManagedGroup) -> int:
    recovered = recover(group.journal)
    return sum(
        encode(recovered[state.partition]) != encode(state) for state in group.manager.states
    )
