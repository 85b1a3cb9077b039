"""Promises on counters and cold cells; desks are decided, and hired instead of bought."""

from __future__ import annotations

import pytest

from scenarios.schema import Scenario
from tests.small_counters import counter, counter_scenario
from tests.unit.twin.studies.sizing.settings import counts, sized
from twin.studies.target import TargetError


def busy_counter() -> Scenario:
    """400 households come to a counter that is open for 12 h; four minutes each at a desk."""
    sites = [{"id": "c", "households": 400, "latitude": 36.0, "longitude": 118.0}]
    service = {"law": "exponential", "mean_s": 240}
    return counter_scenario(
        sites=sites,
        counters=[counter(shelf_places=2000, service=service)],
        run={"days": 30, "warmup_days": 2, "replications": 1, "seed": 1},
        economics={"years": 10, "discount_rate": 0.0, "staff_hour_price": 30},
    )


def test_fewer_waits_take_more_desks() -> None:
    """A tighter promise hires more; wages are by opening hours, and nothing is paid at once."""
    loose, tight = (sized(busy_counter(), f"counter_wait_s<={bound}") for bound in (8000, 2500))
    assert loose["reached"]
    assert tight["reached"]
    assert counts(loose)["desk"] < counts(tight)["desk"]
    assert tight["price"] == 0
    wages = counts(tight)["desk"] * 12 * 365.25 * 30
    assert tight["cost"]["by_kind"]["staff"][0] == pytest.approx(wages, rel=1e-6)


def test_desks_stay_where_they_are_not_decided() -> None:
    """With `sizing.staff` false there is nothing left to decide."""
    data = busy_counter().model_dump(mode="json") | {"sizing": {"staff": False}}
    with pytest.raises(ValueError, match="nothing to decide"):
        sized(Scenario.model_validate(data), "counter_waited_share<=0.5")


@pytest.mark.parametrize(
    ("target", "message"),
    [
        ("excursion_share<=0.01", "a figure of cold cells, the scenario has none"),
        ("blocked_pickups<=1", "a figure of faults, the scenario has none"),
        ("rejection_share<=0.01", "a figure of lockers, the scenario has none"),
        ("counter_wait_s[temperature=chilled]<=1", "no temperature 'chilled' of this figure"),
    ],
)
def test_figures_of_what_is_not_there(target: str, message: str) -> None:
    """A promise on a part that the scenario does not have is refused before anything runs."""
    with pytest.raises(TargetError, match=message):
        sized(busy_counter(), target)
