"""Banks cut off for hours: what goes on with compartments lent in advance, what does not."""

from __future__ import annotations

from typing import Any

import pytest

from fleet.loadtest.allocation.history import Verdict, judge
from scenarios.schema import Scenario
from tests.equality.both import cases
from tests.equality.managed.both import with_manager
from tests.equality.settings import BUSY, setting
from twin.eventlog.events import Kind
from twin.eventlog.record import KIND, VALUE
from twin.managed.counts import ManagerCounter
from twin.managed.group import ManagedGroup
from twin.managed.setup import ManagerSetup

NET = {"id": "net", "kind": "network", "first_day": "2026-03-03", "from_hour": 6, "hours": 20}


def _scenario(offline_codes: bool) -> Scenario:
    parts: dict[str, Any] = {
        "outages": [NET],
        "emergency": {"offline_codes": offline_codes},
        "parcels": BUSY["parcels"] | {"per_household_day": 2.0},
    }
    run = {"days": 3, "warmup_days": 0, "replications": 1, "seed": 1}
    return setting("plain", run=run, **parts)


def _run(offline_codes: bool, lend: tuple[int, ...]) -> tuple[ManagedGroup, dict[str, int], Any]:
    scenario = _scenario(offline_codes)
    (case,) = cases(scenario, 2, 1)
    group, (log,) = with_manager(scenario, case, ManagerSetup(lend=lend), 2)
    counts = group.counts.by_site.sum(axis=(0, 2)).tolist()
    return group, {each.name.lower(): counts[each] for each in ManagerCounter}, log


def test_deposits_go_on_within_what_is_lent() -> None:
    """Twenty hours without the network: without loans every courier leaves; with them as many
    parcels are taken as are lent, everybody is let out, and afterwards there is one record per
    parcel.
    """
    _, bare, _ = _run(True, ())
    group, lent, log = _run(True, (8, 4, 2))
    assert bare["laid_alone"] == 0
    assert bare["failed_deposits"] == 20
    assert lent["laid_alone"] == 8 + 4 + 2
    assert lent["failed_deposits"] == bare["failed_deposits"] - lent["laid_alone"]
    assert lent["collected_alone"] == bare["collected_alone"] > 5
    assert lent["cut_ms"] == 20 * 3_600_000
    custody = group.desk.custody
    verdict = judge(custody.held, custody.openings)
    assert verdict == Verdict(compartments=verdict.compartments)
    (state,) = group.manager.states
    parcels = [one.parcel for one in state.parcels.leases.values() if not one.ended]
    assert len(parcels) == len(set(parcels))
    lying = int((log[:, KIND] == Kind.DEPOSIT).sum() - (log[:, KIND] == Kind.COLLECTION).sum())
    assert len(parcels) == lying
    assert state.parcels.alone.keys() <= state.parcels.leases.keys()


@pytest.mark.parametrize("lend", [(), (8, 4, 2)])
def test_without_offline_codes_a_bank_that_is_cut_off_is_shut(lend: tuple[int, ...]) -> None:
    """The emergency plan says whether a bank goes on; where it does not, no loan helps."""
    _, counts, log = _run(False, lend)
    assert counts["laid_alone"] == counts["collected_alone"] == counts["failed_deposits"] == 0
    away = log[log[:, KIND] == Kind.TURNED_AWAY]
    assert len(away) > 15
    assert set(away[:, VALUE].tolist()) == {2}
