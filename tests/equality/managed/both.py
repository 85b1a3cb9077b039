"""A case with and without its manager in the loop, side by side.

Lives here: running both and comparing to the byte. Not here: which cases.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from fleet.core.coding import decode_decisions
from fleet.core.parcels.decisions import LeaseEnded
from fleet.ports.journal import Record
from scenarios.days import lay_out_days
from scenarios.schema import Scenario
from scenarios.streams import Streams
from tests.equality.both import Case, cases, logs
from twin.engines.reference.engine import run_group
from twin.eventlog.difference import first_difference
from twin.eventlog.events import Kind
from twin.eventlog.record import KIND, VALUE, Records
from twin.managed.group import ManagedGroup
from twin.managed.refusals import refused
from twin.managed.setup import ManagerSetup


def with_manager(
    scenario: Scenario,
    case: Case,
    setup: ManagerSetup | None = None,
    seed: int = 1,
    heard: Callable[[Sequence[Record]], None] | None = None,
) -> tuple[ManagedGroup, list[Records]]:
    """The group, after its run, and the log of each of its sites; `heard` is told what the manager
    writes down.
    """
    days = lay_out_days(scenario)
    group = ManagedGroup(case.plan, setup or ManagerSetup(), Streams(seed, 0), days, case.traces)
    own = group.journal.heard

    def both(records: Sequence[Record]) -> None:
        for listener in (own, heard):
            if listener is not None:
                listener(records)

    group.journal.heard = both
    parts: list[list[Records]] = [[] for _ in case.traces]

    def keep(site: int, block: Records) -> None:
        parts[site].append(block.copy())

    run_group(case.plan, case.traces, case.held, keep, group)
    group.end()
    return group, [np.concatenate(blocks) for blocks in parts]


def compare(
    scenario: Scenario,
    seed: int,
    unit_ms: int,
    groups: int = 1_000,
    setup: ManagerSetup | None = None,
    held_share: float = 0.0,
) -> int:
    """Run the first groups of a scenario both ways; fails with the first differing record, and
    where the manager charges other fees than the world. `held_share` of the compartments hold a
    parcel at the beginning.

    Returns how many parcels the manager's core let in: a run in which nobody asked it proves
    nothing.
    """
    assert refused(scenario, lay_out_days(scenario)) == []
    leases = 0
    fees: list[int] = []

    def heard(records: Sequence[Record]) -> None:
        for record in records:
            for decision in decode_decisions(record.decisions):
                if isinstance(decision, LeaseEnded) and decision.fee_cents:
                    fees.append(decision.fee_cents)

    for case in cases(scenario, seed, unit_ms, held_share)[:groups]:
        alone = logs(run_group, case)
        fees.clear()
        group, managed = with_manager(scenario, case, setup, seed=seed, heard=heard)
        for site, (left, right) in enumerate(zip(alone, managed, strict=True)):
            difference = first_difference([left], [right])
            assert difference is None, f"site {site}, without and with the manager: {difference}"
        owed = [int(cents) for log in managed for cents in log[log[:, KIND] == Kind.FEE, VALUE]]
        assert sorted(fees) == sorted(owed)
        leases += sum(state.parcels.next_lease - 1 for state in group.manager.states)
        assert all(state.quarantined == 0 for state in group.manager.states)
    return leases
