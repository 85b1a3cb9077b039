"""A bad network, a manager that is killed, a broker that ends: no compartment is given twice."""

from __future__ import annotations

from itertools import count
from typing import Any

import pytest

from fleet.core.parcels import books
from fleet.loadtest.allocation.history import Verdict
from tests.simulation.managed.seen import run
from twin.managed.wire.fates import WireFaults

SEEDS = 5


@pytest.mark.parametrize("seed", range(SEEDS))
def test_no_compartment_and_no_door_is_given_twice(seed: int) -> None:
    """Leases are linearizable, a door opens once for an order, fences rise, and the journal leads
    to the very state that the manager had; while messages were lost and doubled, the manager was
    killed between and within commits, and people gave up.
    """
    seen = run(seed, days=1)
    assert seen.verdict == Verdict(compartments=seen.verdict.compartments)
    assert seen.differs == 0
    assert seen.leases > 40
    assert seen.openings > seen.leases
    counts = seen.counts
    assert min(counts["lost"], counts["doubled"], counts["restarts"], counts["cut_ms"]) > 0


def test_the_same_seed_meets_the_same_faults() -> None:
    """Everything is drawn beforehand: two runs are one."""
    assert run(1, days=1) == run(1, days=1)


def test_a_planted_double_lease_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    """Books that forget every tenth lease: the judge says so, by what was seen at doors."""
    take, number = books.take, count(1)

    def forget(bank: Any, position: int, lease: str, company: str) -> None:
        take(bank, position, lease, company)
        if next(number) % 10 == 0:
            bank.occupied[position] = 0

    monkeypatch.setattr(books, "take", forget)
    assert run(0, days=1, faults=WireFaults()).verdict.double_leases > 0


def test_a_bank_that_obeys_a_fence_twice_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    """Doubled orders to a door that is not guarded by fences, and forgets what it has answered."""
    monkeypatch.setattr("twin.managed.parcels.banks.Fences.refuses", lambda *_: None)
    monkeypatch.setattr("devices.simulator.session.COMMANDS_REMEMBERED", 0)
    verdict = run(0, days=1, faults=WireFaults(doubled_permille=300)).verdict
    assert verdict.doubled_openings > 0


def test_people_leave_where_nobody_answers() -> None:
    """With the manager away for most of the day, deposits fail for want of an answer; the world
    goes on.
    """
    seen = run(2, days=1, faults=WireFaults(ends_per_day=20, end_s=20_000))
    assert seen.counts["failed_deposits"] > 20
    assert seen.counts["declined"] < run(2, days=1, faults=WireFaults()).counts["declined"]
    assert seen.verdict.double_leases == 0
