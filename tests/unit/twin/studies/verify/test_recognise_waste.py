"""Which closed forms of waste are claimed, and under which conditions they are not."""

from __future__ import annotations

from typing import Any

import pytest

from scenarios.days import lay_out_days
from scenarios.schema import Scenario
from twin.studies.verify.cases import OracleCase
from twin.studies.verify.catalogue import SettingError, parse_alarm, parse_bin
from twin.studies.verify.recognise import recognise
from twin.studies.verify.waste_settings import alarm_setting, rounds_setting

ROUNDS = rounds_setting(20, 22, "fixed")
ALARM = alarm_setting(40, 50, 1.0, 4.0, 60)


def changed(data: Any, path: str, value: Any) -> dict[str, Any]:
    """A copy in which the value at `path` is another; numbers are places in lists."""
    word, _, rest = path.partition(".")
    key: Any = int(word) if word.isdigit() else word
    copy = list(data) if isinstance(data, list) else dict(data)
    copy[key] = changed(copy[key], rest, value) if rest else value
    return copy  # type: ignore[return-value]


def claimed(data: dict[str, Any]) -> list[OracleCase]:
    """The cases of a setting."""
    scenario = Scenario.model_validate(data)
    return recognise(scenario, lay_out_days(scenario))


def test_what_is_claimed() -> None:
    """Overflow and its litres between rounds; overflow and delay of an alarm."""
    assert [case.name for case in claimed(ROUNDS)] == ["bin-poisson", "bin-poisson-litres"]
    assert [case.name for case in claimed(ALARM)] == ["alarm-interval", "alarm-interval-delay"]
    overflow, delay = claimed(ALARM)
    assert overflow.analytic == pytest.approx(0.0072008, abs=1e-7)
    assert delay.analytic == pytest.approx(30, abs=1e-5)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("waste.pile_share", 0.9),
        ("waste.weekday_factor", [1, 1, 1, 1, 1, 1, 2]),
        ("waste.streams.0.bag", {"law": "lognormal", "mean_kg": 0.5}),
        ("waste.streams.0.bag", {"law": "normal", "mean_kg": 0.5, "cv": 0.3}),
        ("waste.streams.0.compaction", 1.5),
        ("waste.streams.0.kg_per_household_day", 0),
        ("waste_points.0.bins.0.count", 2),
        ("waste_points.0.bins.0.heap_share", 1.0),
        ("waste_points.0.windows", [{"from_hour": 6, "to_hour": 9}]),
        ("collection.0.hours", [6, 7]),
        ("collection.0.weekdays", ["mon", "tue"]),
        ("sites.0.count", 2),
    ],
)
def test_conditions_of_rounds(path: str, value: Any) -> None:
    """One bin into which everything goes, rounds at equal distances, bags of a known size."""
    assert claimed(changed(ROUNDS, path, value)) == []


def test_any_hours_of_the_day_between_daily_rounds() -> None:
    """A day's number of bags is Poisson whatever the hours; not so for two rounds a day."""
    uneven = changed(ROUNDS, "waste.hour_weights", [1.0] * 12 + [3.0] * 12)
    assert claimed(uneven)
    assert not claimed(changed(uneven, "collection.0.hours", [6, 18]))
    assert claimed(changed(ROUNDS, "collection.0.hours", [6, 18]))


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("waste_points.0.sensor.noise_mm", 3),
        ("waste_points.0.sensor.resolution_mm", 200),
        ("collection.0.age_limit_h", 100),
        ("waste.hour_weights", [1.0] * 12 + [3.0] * 12),
        ("waste.streams.0.bag", {"law": "exponential", "mean_kg": 0.5}),
        ("waste_points.0.bins.0.volume_l", 50.3),
        ("waste_points.0.bins.0.heap_share", 0.1),
    ],
)
def test_conditions_of_an_alarm(path: str, value: Any) -> None:
    """No noise, bags of one size that fill the bin evenly, at any hour alike."""
    assert claimed(changed(ALARM, path, value)) == []


def test_settings_named_on_the_command_line() -> None:
    """Read into the same settings."""
    assert parse_bin("V=22 bags=20 law=fixed") == ("bin-22-20-fixed", ROUNDS)
    name, data = parse_alarm("level=40 of=50 rate=1 lead=4 every=60")
    assert (name, data) == ("alarm-40-50-1-4-60", ALARM)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("V=22 bags=20", "write V=… bags=… law=…"),
        ("V=22 bags=20 law=gamma", "must be one of fixed, exponential, normal"),
        ("V=0 bags=20 law=fixed", "V = '0'"),
        ("V=90000 bags=20 law=fixed", "at most 50000"),
    ],
)
def test_bins_that_cannot_be_read(text: str, says: str) -> None:
    """Value and bound."""
    with pytest.raises(SettingError, match=says):
        parse_bin(text)


@pytest.mark.parametrize(
    "text",
    [
        "level=51 of=50 rate=1 lead=4 every=60",
        "level=0 of=50 rate=1 lead=4 every=60",
        "level=40 of=50 rate=1 lead=4 every=0",
        "level=40 of=50 rate=1 lead=400 every=60",
        "level=40 of=50 rate=x lead=4 every=60",
        "level=40 of=50",
    ],
)
def test_alarms_that_cannot_be_read(text: str) -> None:
    """Refused with what was given."""
    with pytest.raises(SettingError, match="--alarm"):
        parse_alarm(text)
