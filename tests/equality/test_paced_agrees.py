"""The paced driver pops what the reference engine pops, however it is told to move on."""

from __future__ import annotations

from itertools import islice

import numpy as np
import pytest

from scenarios.reading.library import read_scenario
from scenarios.schema import Scenario
from tests.equality.both import Case, cases
from twin.engines.paced import PacedGroup
from twin.engines.reference.engine import run_group
from twin.eventlog.record import WIDTH, Records

STEP_MS = 47 * 60_000


def reference_logs(case: Case) -> list[Records]:
    """The logs of the reference engine, one a site."""
    blocks: list[list[Records]] = [[np.empty((0, WIDTH), np.int64)] for _ in case.traces]
    run_group(case.plan, case.traces, case.held, lambda site, b: blocks[site].append(b.copy()))
    return [np.concatenate(each) for each in blocks]


@pytest.mark.parametrize("name", ["smoke", "hangzhou@by-fill", "yiyuan"])
def test_paced_log_is_the_reference_log(name: str) -> None:
    """Step by step, the same records in the same order, ties included."""
    short = read_scenario(name, Scenario, ["run.days=1", "run.warmup_days=0"]).scenario
    for case in islice(cases(short, unit_ms=60_000), 2):
        group = PacedGroup(case.plan, case.traces, case.held)
        records: list[list[tuple[int, ...]]] = [[] for _ in case.traces]
        until_ms = 0
        while True:
            for site, record in group.advance(until_ms):
                assert record[0] <= until_ms or group.next_ms() is None
                records[site].append(record)
            if group.next_ms() is None:
                break
            until_ms += STEP_MS
        for log, expected in zip(records, reference_logs(case), strict=True):
            assert np.array_equal(np.array(log, np.int64), expected)
