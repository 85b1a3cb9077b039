"""The manager in the loop of scenarios with faults, cold cells and parcels held: the same log."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from tests.equality.both import cases, logs
from tests.equality.managed.both import compare
from tests.equality.settings import OVERDUE, REMINDED, setting
from twin.engines.reference.engine import run_group
from twin.eventlog.events import Kind
from twin.eventlog.record import KIND

MINUTE, HOUR = 60_000, 3_600_000

RUN = {"days": 3, "warmup_days": 0, "replications": 1, "seed": 1}
KEPT: dict[str, Any] = {"overdue": OVERDUE, "reminders": REMINDED}

FAULTS: tuple[tuple[str, dict[str, Any], str, int, set[Kind]], ...] = (
    ("faults: everything", KEPT, "spread_wear", MINUTE, {Kind.SHUT, Kind.BLOCKED}),
    (
        "faults: opening at once, against everything", {"reminders": REMINDED}, "accessible", 1,
        {Kind.RECOVERED, Kind.RESTORED, Kind.BLOCKED},
    ),
    ("cold: both temperatures", {}, "lowest_number", MINUTE, {Kind.CELL, Kind.TAKE_BACK}),
    ("cold: power that fails", {}, "spread_wear", MINUTE, {Kind.EXCURSION, Kind.SHUT}),
)  # fmt: skip


@pytest.mark.parametrize(("name", "parts", "pick_rule", "unit_ms", "seen"), FAULTS)
def test_same_log_with_faults_and_cold_cells(
    name: str, parts: dict[str, Any], pick_rule: str, unit_ms: int, seen: set[Kind]
) -> None:
    """Doors jam and are freed, banks lose power, network and terminals, staff open with their key;
    parcels get cells of their temperature: the manager hears of all that it must know in time.
    """
    allocation = {"size_rule": "reserve:2", "pick_rule": pick_rule}
    scenario = setting(name, allocation=allocation, run=RUN, **parts)
    happened = np.concatenate(
        [log for case in cases(scenario, 3, unit_ms) for log in logs(run_group, case)]
    )
    assert seen <= set(happened[:, KIND].tolist())
    assert compare(scenario, 3, unit_ms) > 50


@pytest.mark.parametrize(("pick_rule", "unit_ms"), [("spread_wear", HOUR), ("accessible", 1)])
def test_same_log_with_parcels_that_lie_there_already(pick_rule: str, unit_ms: int) -> None:
    """The manager takes over what lies in the banks: their reminders, free time, fees, take-back
    and worn doors go on from where they are, also where one is due just when it begins.
    """
    scenario = setting(
        "overdue and reminded", allocation={"size_rule": "own", "pick_rule": pick_rule}, run=RUN
    )
    assert compare(scenario, 5, unit_ms, held_share=0.6) > 50
