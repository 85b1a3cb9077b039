"""The manager in the loop of a network without faults: the world's log is the same, to the byte."""

from __future__ import annotations

import pytest

from scenarios.reading.library import read_scenario
from scenarios.schema import Scenario
from tests.equality.managed.both import compare
from tests.equality.settings import setting
from twin.managed.setup import ManagerSetup

MINUTE, HOUR = 60_000, 3_600_000

SETTINGS = (
    ("reminded", "upgrade", "spread_wear", MINUTE),
    ("overdue and reminded", "reserve:3", "accessible", HOUR),
    ("next bank, then home", "own", "lowest_number", 1),
    ("single", "upgrade", "spread_wear", MINUTE),
)


@pytest.mark.parametrize(("name", "size_rule", "pick_rule", "unit_ms"), SETTINGS)
def test_same_log_with_the_manager(name: str, size_rule: str, pick_rule: str, unit_ms: int) -> None:
    """Compartments, reminders, overdue rules and take-backs are the manager's own, and the world's
    log is what the policies alone lead to, also where most events happen at the same time.
    """
    allocation = {"size_rule": size_rule, "pick_rule": pick_rule}
    run = {"days": 4, "warmup_days": 0, "replications": 1, "seed": 1}
    scenario = setting(name, allocation=allocation, run=run)
    assert compare(scenario, 3, unit_ms) > 50


@pytest.mark.parametrize("name", ["yiyuan", "double11"])
def test_same_log_of_a_library_scenario(name: str) -> None:
    """The first site of a county's, and of a Double 11's, over a day and a half of parcels."""
    overrides = ["run.days=1", "run.warmup_days=1"]
    assert compare(read_scenario(name, Scenario, overrides).scenario, 1, 1, groups=1) > 100


def test_same_log_of_waste_points_that_are_heard() -> None:
    """Sensors and cameras report through the broker, alarms go up and orders escalate: without
    staff nobody does anything, and the world is the same.
    """
    overrides = ["run.days=1", "run.warmup_days=0", "sites.old.count=1"]
    scenario = read_scenario("hangzhou@digital", Scenario, overrides).scenario
    assert compare(scenario, 1, 1, groups=1, setup=ManagerSetup(scenario=scenario)) == 0
