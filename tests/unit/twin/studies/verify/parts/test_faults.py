"""For which scenarios machine repair is claimed, and what it says."""

from __future__ import annotations

from typing import Any

import pytest

from scenarios.days import lay_out_days
from scenarios.schema import Scenario
from twin.studies.verify.cases import OracleCase
from twin.studies.verify.catalogue import SettingError, parse_repair
from twin.studies.verify.parts.faults import repair_setting
from twin.studies.verify.recognise import recognise

DOOR = {"id": "door", "mtbf_h": 50.0, "repair": {"work": {"mean_h": 2.0}}}
NETWORK = DOOR | {"id": "network", "mtbf_h": 18.0}
OUTAGE = {"id": "o", "kind": "mains", "first_day": "2026-01-06", "from_hour": 0, "hours": 1}


def claimed(data: dict[str, Any], **parts: Any) -> list[OracleCase]:
    """The cases of a setting with other parts."""
    scenario = Scenario.model_validate(data | parts)
    return recognise(scenario, lay_out_days(scenario))


def setting() -> dict[str, Any]:
    """90 h of operation, 10 h of repair."""
    return repair_setting(90, 2, 8, "fixed")


def test_up_and_down() -> None:
    """Nine tenths up, one down; nothing else is claimed where things fail."""
    up, down = claimed(setting())
    assert (up.name, up.measure, up.analytic) == ("machine-repair", "bank_up_share", 0.9)
    assert down.measure == "bank_down_share"
    assert down.analytic == pytest.approx(0.1)


def test_what_shuts_and_what_does_not() -> None:
    """A network in series; made up for by offline codes; doors shut no bank."""
    terminal = setting()["faults"]
    both = claimed(setting(), faults=[*terminal, NETWORK, DOOR])
    assert both[0].analytic == pytest.approx(0.9 * 0.9)
    helped = claimed(setting(), faults=[*terminal, NETWORK], emergency={"offline_codes": True})
    assert helped[0].analytic == pytest.approx(0.9)
    aged = [setting()["banks"][0] | {"age_years": 10.0}]
    older = claimed(setting(), banks=aged, faults=[terminal[0] | {"ageing_per_year": 0.2}])
    assert older[0].analytic == pytest.approx(30 / 40)


@pytest.mark.parametrize(
    "parts",
    [
        {"faults": [DOOR]},
        {"outages": [OUTAGE]},
        {"run": {"days": 30, "warmup_days": 2}},
        {"faults": [NETWORK | {"repair": {"work": {"mean_h": 1.0}, "to_hour": 20}}]},
        {"sites": [{"id": "c", "count": 2, "households": 1, "latitude": 0.0, "longitude": 0.0}]},
    ],
)
def test_where_it_does_not_hold(parts: dict[str, Any]) -> None:
    """Doors alone, outages, a short warm-up, staff with hours, two sites."""
    assert claimed(setting(), **parts) == []


def test_settings_of_the_command_line() -> None:
    """Hours by name; laws and bounds are named."""
    name, data = parse_repair("mtbf=30 response=1 work=5 law=lognormal")
    assert name == "repair-30-1-5-lognormal"
    assert claimed(data)[0].analytic == pytest.approx(30 / 36)
    for text in ("mtbf=30 response=1 work=5 law=normal", "mtbf=1000 response=1 work=5 law=fixed"):
        with pytest.raises(SettingError, match="--repair"):
            parse_repair(text)
