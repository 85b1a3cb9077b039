"""Tests of twin.studies.verify.parts.cold: settings, and scenarios that have no closed form."""

from __future__ import annotations

from typing import Any

import pytest

from scenarios.days import lay_out_days
from scenarios.schema import Scenario
from twin.studies.verify.cases import OracleCase
from twin.studies.verify.catalogue import SettingError, parse_cold
from twin.studies.verify.parts.cold import newton_setting, two_node_setting
from twin.studies.verify.recognise import recognise


def _found(data: dict[str, Any]) -> list[OracleCase]:
    given = Scenario.model_validate(data)
    return recognise(given, lay_out_days(given))


def test_words_of_the_command_line_become_settings() -> None:
    """A time constant asks for Newton, a wall for two nodes; the name bears the values."""
    name, data = parse_cold("start=4 ambient=30 limit=8 tau=6 dwell=1")
    assert name == "cold-4-30-8-tau-6-1"
    assert data == newton_setting(4, 30, 8, 6, 1)
    _, data = parse_cold("start=4 ambient=30 limit=8 wall=0.5 dwell=0.5")
    assert data == two_node_setting(4, 30, 8, 0.5, 0.5)


@pytest.mark.parametrize(
    "text",
    [
        "start=4 ambient=30 limit=8 tau=6",
        "start=9 ambient=30 limit=8 tau=6 dwell=1",
        "start=4 ambient=7 limit=8 tau=6 dwell=1",
        "start=4 ambient=30 limit=8 wall=0.01 dwell=1",
        "start=4 ambient=30 limit=8 tau=6 dwell=12",
    ],
)
def test_settings_without_a_form_are_refused(text: str) -> None:
    """A word that is missing, a limit out of order, values outside their bounds."""
    with pytest.raises(SettingError, match="--cold"):
        parse_cold(text)


@pytest.mark.parametrize(
    "changed",
    [
        {"allocation": {"size_rule": "own", "pick_rule": "lowest_number"}},
        {"dwell": {"law": {"kind": "fixed", "mean_h": 1.0}}},
        {"weather": {"mean_c": 5.0}},
        {"parcels": {"per_day": 4000.0, "size_mix": {"A": 1.0}, "temperature_mix": {"chilled": 1}}},
        {"parcels": {"per_day": 40.0, "size_mix": {"A": 1.0}, "temperature_mix": {"frozen": 1}}},
        {"parcels": {"per_day": 40.0, "size_mix": {"A": 1.0}}},
    ],
)
def test_other_scenarios_have_none(changed: dict[str, Any]) -> None:
    """Wear that does not go round, another law, no limit in reach, too many, or none cold."""
    data = newton_setting(4, 30, 8, 6, 1)
    assert _found(data)
    assert _found(data | changed) == []


def test_cold_banks_are_not_taken_for_ambient_ones() -> None:
    """No closed form of lockers counts cold cells among the compartments."""
    data = newton_setting(4, 30, 8, 6, 1)
    data["banks"][0]["compartments"] = {"A": 3}
    data["parcels"]["temperature_mix"] = {"ambient": 0.5, "chilled": 0.5}
    assert _found(data) == []
