"""The manager in the loop of scenarios with faults, cold cells and parcels held: the same log."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from tests.equality.both import cases, logs
from tests.equality.managed.both import compare, with_manager
from tests.equality.settings import OVERDUE, REMINDED, setting
from twin.engines.reference.engine import run_group
from twin.eventlog.events import Kind
from twin.eventlog.record import KIND
from twin.managed.counts import ManagerCounter
from twin.managed.setup import ManagerSetup
from twin.staging.cast import cells_of

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


def test_cold_cells_tell_the_manager_what_they_measure() -> None:
    """Cells that are cooled weakly report through the broker: the manager has their temperatures
    and raises alarms, cuts of the mains take them off line, and the world is the same.
    """
    scenario = setting("cold: power that fails", run=RUN)
    (case,) = cases(scenario, 3, 1)
    (alone,) = logs(run_group, case)
    group, (log,) = with_manager(scenario, case, ManagerSetup(scenario=scenario), 3)
    assert log.tobytes() == alone.tobytes()
    (state,) = group.manager.states
    cells = [device for device in state.devices.values() if device.kind == "cold_cell"]
    assert len(cells) == sum(len(cells_of(place)) for place in case.plan.sites)
    assert {device.presence for device in cells} == {"ready"}
    assert min(device.births for device in cells) > 1
    assert group.counts.by_site.sum(axis=(0, 2))[ManagerCounter.ALARMS] > 0
    assert state.quarantined == 0
