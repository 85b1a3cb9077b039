"""A plan cut to a span of time, and what has no beginning in the middle of a day."""

from __future__ import annotations

import pytest

from scenarios.days import DAY_MS, HOUR_MS, lay_out_days
from tests.equality.settings import setting
from tests.small import scenario
from twin.world.beginning import begin_at
from twin.world.plan import plan_groups


def test_the_span_is_that_of_all_parts() -> None:
    """Lockers and waste begin and end together."""
    drawn = setting("waste: rounds")
    plan = next(plan_groups(drawn, lay_out_days(drawn)))
    begun = begin_at(plan, HOUR_MS, 2 * HOUR_MS)
    assert begun.waste is not None
    for rules in (begun.rules, begun.waste.rules):
        assert (rules.begin_ms, rules.horizon_ms) == (HOUR_MS, 2 * HOUR_MS)


@pytest.mark.parametrize("span", [(-1, 5), (5, 5), (0, 4 * DAY_MS)])
def test_spans_ascend_within_the_run(span: tuple[int, int]) -> None:
    """Nothing is before the first midnight or after the run."""
    drawn = scenario()
    plan = next(plan_groups(drawn, lay_out_days(drawn)))
    with pytest.raises(ValueError, match="must ascend from 0 to 259200000"):
        begin_at(plan, *span)


@pytest.mark.parametrize(
    ("name", "part"),
    [
        ("cold: several sites", "cold"),
        ("counters: several sites", "counters"),
        ("faults: several sites, with sensors", "faults"),
    ],
)
def test_parts_whose_state_no_plan_can_say(name: str, part: str) -> None:
    """They begin at midnight or not at all."""
    drawn = setting(name)
    plan = next(plan_groups(drawn, lay_out_days(drawn)))
    assert begin_at(plan, 0, HOUR_MS).rules.horizon_ms == HOUR_MS
    with pytest.raises(ValueError, match=f"{part}: a run with it must begin at time 0"):
        begin_at(plan, 1, HOUR_MS)
