"""Tests of scenarios.schema.cold: cells that fit, what is refused, what is left unsaid."""

from __future__ import annotations

from typing import Any

import pytest

from scenarios.expand import expand_sites
from scenarios.schema import Scenario
from tests.small import scenario

CHILLED: dict[str, Any] = {"setpoint_c": 4.0, "limit_c": 8.0, "product_start_c": 4.0}
WEATHER = {"mean_c": 25.0}
BANK: dict[str, Any] = {"id": "b", "site": "c", "compartments": {"S": 2}}
PARCELS: dict[str, Any] = {"per_day": 1.0, "size_mix": {"S": 1.0}}


def _given(**parts: Any) -> Scenario:
    cold: dict[str, Any] = {
        "banks": [BANK | {"cold": {"chilled": {"L": 3}}}],
        "cold": {"chilled": CHILLED},
        "weather": WEATHER,
    }
    return scenario(**(cold | parts))


def test_cells_stand_beside_compartments() -> None:
    """By temperature and size, those that are not named are none; a member may have others."""
    (site,) = expand_sites(_given())
    assert site.banks[0].compartments == (2, 0)
    assert site.banks[0].cold == (0, 3, 0, 0)
    assert site.banks[0].classes == (2, 0, 0, 3, 0, 0)
    group = BANK | {
        "count": 2,
        "cold": {"chilled": {"L": 3}},
        "members": {"b2": {"cold": {"chilled": {"S": 1}}}},
    }
    (site,) = expand_sites(_given(banks=[group]))
    assert [bank.cold for bank in site.banks] == [(0, 3, 0, 0), (1, 0, 0, 0)]


@pytest.mark.parametrize(
    ("parts", "message"),
    [
        ({"cold": None}, r"banks\.b\.cold\.chilled: needs cold\.chilled"),
        ({"weather": None}, r"banks\.b\.cold: needs weather"),
        ({"cold": {"chilled": CHILLED | {"limit_c": 4.5}}}, "limit_c = 4.5: must be at least 5"),
        (
            {"parcels": PARCELS | {"temperature_mix": {"frozen": 0.4}}},
            "temperature_mix sums to 0.4",
        ),
        (
            {"banks": [BANK | {"cold": {"chilled": {"X": 1}}}]},
            r"banks\.b\.cold\.chilled\.X: no such size",
        ),
        (
            {"banks": [BANK | {"cold": {"frozen": {"S": -1}}}]},
            r"cold\.frozen\.S = -1: must be 0 to",
        ),
    ],
)
def test_what_does_not_fit_is_refused(parts: dict[str, Any], message: str) -> None:
    """Cells of a temperature nobody describes, no weather, impossible limits, mixes and counts."""
    with pytest.raises(ValueError, match=message):
        _given(**parts)


def test_an_ambient_scenario_says_nothing_of_cold() -> None:
    """No key of cold is written down where none was given, so that digests stay as they were."""
    plain = scenario()
    written = plain.model_dump(mode="json")
    assert not plain.has_cold
    assert plain.temperatures == 1
    assert {"cold", "weather"} & set(written) == set()
    assert "cold" not in written["banks"][0]
    assert "temperature_mix" not in written["parcels"]


def test_a_cold_scenario_survives_being_written_down() -> None:
    """What is written reads as the same scenario, cells, mix and weather."""
    given = _given(parcels=PARCELS | {"temperature_mix": {"chilled": 1.0}})
    assert given.temperatures == 3
    assert Scenario.model_validate(given.model_dump(mode="json")) == given
