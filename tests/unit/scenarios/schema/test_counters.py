"""Counters, doors and lobbies in the format: what is refused, and what says nothing."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from scenarios.counters import HOUR_MS, WEEK_MS, nearest, staff_ms
from scenarios.expand import expand_sites
from tests.small import scenario
from tests.small_counters import counter, counter_scenario

D = 24 * HOUR_MS


def parcels(**shares: float) -> dict[str, Any]:
    """Parcels with these shares, none to lockers unless said."""
    given = {"per_household_day": 1.0, "size_mix": {"S": 1.0}, "share_to_lockers": 0.0}
    return given | {f"share_to_{way}": share for way, share in shares.items()}


@pytest.mark.parametrize(
    ("parts", "message"),
    [
        ({"parcels": parcels(lockers=0.8, counter=0.3)}, "sum to 1.1: must be at most 1"),
        ({"counters": []}, "share_to_counter = 0.5: c has no counter"),
        ({"counters": [counter(site="x")]}, "counters.k.site = 'x': no such site"),
        ({"counters": [counter(share=0)]}, "share is 0 for every one"),
        ({"counters": [counter(), counter()]}, "the id 'k' stands twice"),
        ({"counters": [counter(weekdays=["mon", "mon"])]}, "a day stands twice"),
        ({"doorstep": None}, "need the section doorstep"),
        ({"rejected": {"then": ["depot"]}}, "must end in counter or lobby"),
        (
            {
                "counters": [],
                "parcels": parcels(home=0.5),
                "rejected": {"then": ["counter"]},
            },
            "ends in counter: c has no counter",
        ),
    ],
)
def test_what_does_not_fit_is_refused(parts: dict[str, Any], message: str) -> None:
    """The value and what is missing."""
    with pytest.raises(ValidationError, match=message):
        counter_scenario(**parts)


def test_without_them_a_scenario_says_nothing_of_them() -> None:
    """Its content, and so its digest, is that of a format without counters."""
    content = scenario().model_dump(mode="json")
    assert not {"counters", "doorstep"} & set(content)
    assert not [key for key in content["parcels"] if key.startswith("share_to_") and
                key != "share_to_lockers"]  # fmt: skip
    assert "area_m2" not in content["banks"][0]
    assert not scenario().has_service
    full = counter_scenario().model_dump(mode="json")
    assert full["counters"][0]["shelf_places"] == 2
    assert full["parcels"]["share_to_home"] == 0.5


def test_opening_hours_as_windows_of_the_week() -> None:
    """Two windows on each of its weekdays; windows that touch at midnight are one."""
    hours = [{"from_hour": 0, "to_hour": 2}, {"from_hour": 20, "to_hour": 24}]
    (place,) = expand_sites(
        counter_scenario(counters=[counter(windows=hours, weekdays=["wed", "thu"], staff=3)])
    )
    (built,) = place.counters
    assert built.opens_ms == (2 * D, 2 * D + 20 * HOUR_MS, 3 * D + 20 * HOUR_MS)
    assert built.closes_ms == (2 * D + 2 * HOUR_MS, 3 * D + 2 * HOUR_MS, 4 * D)
    assert [staff_ms(built, day) for day in range(5)] == [0, 0, 18 * HOUR_MS, 18 * HOUR_MS, 0]


def test_without_windows_it_never_closes() -> None:
    """One window of a week."""
    (place,) = expand_sites(counter_scenario(counters=[counter(windows=[])]))
    (built,) = place.counters
    assert (built.opens_ms, built.closes_ms) == ((0,), (WEEK_MS,))
    assert built.is_always_open


def test_a_counter_at_a_group_of_sites_is_one_at_each() -> None:
    """Ids bear the number of the site."""
    sites = [{"id": "c", "count": 3, "households": 10, "latitude": 36.0, "longitude": 118.0}]
    places = expand_sites(counter_scenario(sites=sites))
    assert [place.counters[0].id for place in places] == ["k1", "k2", "k3"]


def test_the_nearest_counter() -> None:
    """The shortest walk, of equals the first; none where there is none."""
    three = [counter(), counter(id="a", walk_m=5), counter(id="b", walk_m=5)]
    (place,) = expand_sites(counter_scenario(counters=[three[1], three[2]]))
    assert nearest(place.counters) == 0
    (place,) = expand_sites(counter_scenario(counters=three))
    assert nearest(place.counters) == 0
    assert nearest(()) == -1
