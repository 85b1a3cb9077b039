"""A case with and without its manager in the loop, side by side.

Lives here: running both and comparing to the byte. Not here: which cases.
"""

from __future__ import annotations

import numpy as np

from scenarios.days import lay_out_days
from scenarios.schema import Scenario
from scenarios.streams import Streams
from tests.equality.both import Case, cases, logs
from twin.engines.reference.engine import run_group
from twin.eventlog.difference import first_difference
from twin.eventlog.record import Records
from twin.managed.group import ManagedGroup, ManagerSetup
from twin.managed.refusals import refused


def with_manager(
    scenario: Scenario, case: Case, setup: ManagerSetup | None = None, seed: int = 1
) -> tuple[ManagedGroup, list[Records]]:
    """The group, after its run, and the log of each of its sites."""
    days = lay_out_days(scenario)
    group = ManagedGroup(case.plan, setup or ManagerSetup(), Streams(seed, 0), days)
    parts: list[list[Records]] = [[] for _ in case.traces]

    def keep(site: int, block: Records) -> None:
        parts[site].append(block.copy())

    run_group(case.plan, case.traces, case.held, keep, group)
    return group, [np.concatenate(blocks) for blocks in parts]


def compare(scenario: Scenario, seed: int, unit_ms: int, groups: int = 1_000) -> int:
    """Run the first groups of a scenario both ways; fails with the first differing record.

    Returns how many parcels the manager's core let in: a run in which nobody asked it proves
    nothing.
    """
    assert refused(scenario, lay_out_days(scenario)) == []
    leases = 0
    for case in cases(scenario, seed, unit_ms)[:groups]:
        alone = logs(run_group, case)
        group, managed = with_manager(scenario, case, seed=seed)
        for site, (left, right) in enumerate(zip(alone, managed, strict=True)):
            difference = first_difference([left], [right])
            assert difference is None, f"site {site}, without and with the manager: {difference}"
        leases += sum(state.parcels.next_lease - 1 for state in group.manager.states)
        assert all(state.quarantined == 0 for state in group.manager.states)
    return leases
