"""Tests of scenarios.schema.faults: what a file may say of faults, and what it may not."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from scenarios.schema import Scenario
from tests.small import scenario

FAULT: dict[str, Any] = {
    "id": "door",
    "mtbf_h": 100.0,
    "repair": {"work": {"mean_h": 1.0}},
}
OUTAGE: dict[str, Any] = {
    "id": "o", "kind": "mains", "first_day": "2026-03-02", "from_hour": 8, "hours": 2,
}  # fmt: skip
SECTIONS = {"faults", "outages", "blocked", "emergency"}


def test_a_scenario_without_faults_says_nothing_of_them() -> None:
    """So its digest is what it was before there were faults."""
    dumped = scenario().model_dump()
    assert not SECTIONS & set(dumped)
    assert Scenario.model_validate(dumped) == scenario()


def test_what_is_dumped_can_be_read() -> None:
    """With faults all four sections stand."""
    given = scenario(faults=[FAULT], outages=[OUTAGE | {"sites": ["c"]}], emergency={})
    assert set(given.model_dump()) >= SECTIONS
    assert Scenario.model_validate(given.model_dump()) == given


@pytest.mark.parametrize(
    ("parts", "says"),
    [
        ({"faults": [FAULT, FAULT]}, "faults: the id 'door' stands twice"),
        ({"outages": [OUTAGE, OUTAGE]}, "outages: the id 'o' stands twice"),
        ({"outages": [OUTAGE | {"sites": ["d"]}]}, "outages.o.sites: no such site: 'd'"),
        ({"emergency": {}}, "emergency: there are neither faults nor outages"),
        ({"blocked": {}}, "blocked: there are neither faults nor outages"),
        (
            {"faults": [FAULT], "emergency": {"opening": {"delay_min": 5, "from_hour": 9,
                                                          "to_hour": 8}}},
            "from_hour = 9.0: must be below to_hour = 8.0",
        ),
        ({"faults": [FAULT | {"mtbf_h": 0.01}]}, "greater than or equal to 0.1"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_named(parts: dict[str, Any], says: str) -> None:
    """The place, the value and the bound."""
    with pytest.raises(ValidationError) as raised:
        scenario(**parts)
    assert says in str(raised.value)


def test_an_outage_names_groups_and_their_members() -> None:
    """A group by its id, one of its sites by its own."""
    sites = [{"id": "k", "count": 3, "households": 5, "latitude": 36.0, "longitude": 118.0}]
    banks = [{"id": "b", "site": "k", "compartments": {"S": 1, "L": 1}}]
    for names in (["k"], ["k2"]):
        given = scenario(sites=sites, banks=banks, outages=[OUTAGE | {"sites": names}])
        assert given.outages[0].sites == names
    with pytest.raises(ValidationError, match="no such site: 'k4'"):
        scenario(sites=sites, banks=banks, outages=[OUTAGE | {"sites": ["k4"]}])
