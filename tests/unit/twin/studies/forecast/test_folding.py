"""What is kept of a log, against reading it record by record."""

from __future__ import annotations

import numpy as np
import pytest

from scenarios.days import HOUR_MS
from tests.equality.both import cases, logs
from tests.equality.settings import banks, setting
from twin.engines.kernel.engine import run_group
from twin.eventlog.events import Kind
from twin.eventlog.record import (
    KIND,
    PLACE,
    TIME,
    Records,
    bank_of,
    class_of,
    free_of_bank,
    free_of_class,
)
from twin.studies.forecast.folding import NEVER_MS, SiteFold
from twin.studies.forecast.reduced import reduced

MARKS_MS = np.array([1, 5, 24, 60]) * HOUR_MS


def _naive(log: Records, banks: int, sizes: int, keep: int | None) -> tuple[np.ndarray, np.ndarray]:
    """Free compartments at the marks and first times without one, one record after the other."""
    now = np.zeros((banks, sizes), dtype=np.int64)
    free = np.zeros((len(MARKS_MS), banks, sizes), dtype=np.int64)
    full_ms = np.full((banks, 1 + sizes), NEVER_MS)
    changes = [r for r in log if r[KIND] in (
        Kind.START, Kind.HELD, Kind.DEPOSIT, Kind.COLLECTION, Kind.TAKE_BACK)]  # fmt: skip
    for number, record in enumerate(changes):
        row = record.reshape(1, -1)
        bank = int(bank_of(row)[0])
        now[bank, int(class_of(row)[0])] = int(free_of_class(row)[0])
        free[record[TIME] <= MARKS_MS, bank] = now[bank]
        later = changes[number + 1 :]
        if any(o[TIME] == record[TIME] and bank_of(o.reshape(1, -1))[0] == bank for o in later):
            continue
        first = [int(free_of_bank(row)[0])]
        for size in range(sizes):
            larger = 0 if keep is None else sum(max(0, f - keep) for f in now[bank, size + 1 :])
            first.append(int(now[bank, size]) + larger)
        for column, fits in enumerate(first):
            if fits == 0 and full_ms[bank, column] == NEVER_MS:
                full_ms[bank, column] = record[TIME]
    return free, full_ms


@pytest.mark.parametrize(("rule", "keep"), [("own", None), ("upgrade", 0), ("reserve:1", 1)])
def test_free_and_first_full(rule: str, keep: int | None) -> None:
    """Whatever the size rule; what is full only while parcels are laid in does not count."""
    drawn = reduced(setting("plain", banks=banks(1, 1), allocation={"size_rule": rule}))
    (case,) = cases(drawn, seed=2, held_share=0.5)
    (log,) = logs(run_group, case)
    log = log[: int(np.searchsorted(log[:, TIME], 60 * HOUR_MS))]
    future = SiteFold(case.plan, 0, MARKS_MS).fold([log, log])
    free, full_ms = _naive(log, case.plan.banks, case.plan.sizes, keep)
    for again in range(2):
        assert np.array_equal(future.free[again], free)
        assert np.array_equal(future.full_ms[again], full_ms)
    assert (full_ms < NEVER_MS).any()


def test_bins_until_their_next_truck() -> None:
    """First overflow before the first emptying, and the fill that the truck finds."""
    drawn = reduced(setting("waste: rounds"))
    for case in cases(drawn, seed=4):
        (log,) = logs(run_group, case)
        future = SiteFold(case.plan, 0, MARKS_MS).fold([log, log])
        assert len(future.truck_ms[1]) == sum(len(p.bins) for p in case.plan.sites[0].points)
        places = sorted({int(r[PLACE]) for r in log if r[KIND] == Kind.BIN})
        for number, place in enumerate(places):
            own = [record for record in log if record[PLACE] == place]
            trucks = [int(r[TIME]) for r in own if r[KIND] == Kind.EMPTYING]
            truck_ms = trucks[0] if trucks else NEVER_MS
            heaped = [int(r[TIME]) for r in own if r[KIND] == Kind.OVERFLOW]
            over_ms = heaped[0] if heaped and heaped[0] < truck_ms else NEVER_MS
            assert future.truck_ms[1, number] == truck_ms
            assert future.overflow_ms[1, number] == over_ms
            assert (over_ms < NEVER_MS) <= (future.fill_permille[1, number] > 1000)
        assert (future.overflow_ms < NEVER_MS).any()
