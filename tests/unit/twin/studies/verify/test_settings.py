"""Settings with closed forms: ordinary scenarios, recognised for what they are."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from scenarios.days import lay_out_days
from scenarios.reading.library import locate, names, read_scenario
from scenarios.schema import Scenario
from twin.oracles.erlang import erlang_b, mms_mean_wait
from twin.studies.verify.cases import OracleCase
from twin.studies.verify.catalogue import (
    SettingError,
    file_text,
    library_settings,
    parse_batch,
    parse_erlang,
    parse_nested,
    parse_terminal,
    write_setting,
)
from twin.studies.verify.recognise import recognise
from twin.studies.verify.settings import LAWS


def cases(data: dict[str, Any]) -> list[OracleCase]:
    """Closed forms that hold for a setting."""
    scenario = Scenario.model_validate(data)
    return recognise(scenario, lay_out_days(scenario))


def test_library_files_are_the_settings() -> None:
    """Every file of the library's `verify` folder is what the catalogue makes, and none else."""
    settings = library_settings()
    files = [name.removeprefix("verify/") for name in names() if name.startswith("verify/")]
    assert sorted(files) == sorted(settings)
    for name, data in settings.items():
        assert locate(f"verify/{name}").read_text(encoding="utf-8") == file_text(name, data), name


@pytest.mark.parametrize("name", sorted(library_settings()))
def test_every_setting_is_recognised(name: str) -> None:
    """Each has a closed form; a replication has thousands of parcels or bags, not millions."""
    data = library_settings()[name]
    found = cases(data)
    assert found
    assert all(case.analytic > 0 for case in found)
    if "waste" in data:
        (stream,) = data["waste"]["streams"]
        per_day = stream["kg_per_household_day"] / stream["bag"]["mean_kg"]
    else:
        per_day = data["parcels"]["per_day"]
    assert 5_000 <= per_day * (data["run"]["days"] + data["run"]["warmup_days"]) <= 50_000


@pytest.mark.parametrize("law", sorted(LAWS))
def test_erlang_holds_for_every_law(law: str) -> None:
    """The loss of M/G/c/c depends on the mean dwell alone."""
    name, data = parse_erlang("84:100", law)
    (case,) = cases(data)
    assert name == f"erlang-84-100-{law}"
    assert (case.measure, case.analytic) == ("rejection_share", erlang_b(84, 100))


def test_nested_rows_have_their_classes() -> None:
    """Total first, then each size; `own` is Erlang B of each, upgrading loses less in total."""
    own = cases(parse_nested("cap=4,2 load=3,1 policy=own")[1])
    assert [case.size for case in own] == [None, "A", "B"]
    assert own[1].analytic == pytest.approx(erlang_b(3, 4))
    assert own[2].analytic == pytest.approx(erlang_b(1, 2))
    total = {
        policy: cases(parse_nested(f"cap=4,2 load=3,1 policy={policy}")[1])[0].analytic
        for policy in ("own", "upgrade", "reserve:1", "reserve:2")
    }
    assert total["upgrade"] < total["reserve:1"] < total["reserve:2"]
    assert total["reserve:2"] == pytest.approx(total["own"])


def test_batches_of_either_law() -> None:
    """One number is geometric, several are shares by day; the first case counts parcels a day."""
    name, data = parse_batch("C=20 lambda=10 p=0.5556")
    assert name == "batches-20-10-0.5556"
    assert data["dwell"]["law"]["kind"] == "geometric_days"
    first, share = cases(data)
    assert (first.measure, share.measure) == ("rejections", "rejection_share")
    assert first.analytic == pytest.approx(10 * share.analytic)
    _, data = parse_batch("C=20 lambda=10 p=.5,.2,.3")
    assert data["dwell"]["law"] == {
        "kind": "days", "probabilities": [0.5, 0.2, 0.3], "hour": 18.0,
    }  # fmt: skip
    assert cases(data)[0].measure == "rejections"


def test_terminal_is_m_m_s() -> None:
    """Mean wait in seconds, services of five minutes."""
    _, data = parse_terminal("0.7:1")
    (case,) = cases(data)
    assert case.measure == "terminal_wait_s"
    assert case.analytic == pytest.approx(mms_mean_wait(0.7 / 300, 1 / 300, 1))


def test_wave_names_its_hour() -> None:
    """Mean occupied compartments at the hour of their peak, after the peak of arrivals."""
    (case,) = cases(library_settings()["courier-wave"])
    assert case.measure == "occupied_at_hour"
    assert case.hour is not None
    assert 11 < case.hour < 18
    assert case.analytic > 240 * 6 / 24


@pytest.mark.parametrize(
    ("parse", "text", "message"),
    [
        (parse_erlang, "84", "write LOAD:NUMBER"),
        (parse_erlang, "x:3", "load = 'x'"),
        (parse_erlang, "0:3", "above 0"),
        (parse_erlang, "100001:3", "at most 100,000"),
        (parse_erlang, "nan:3", "above 0"),
        (parse_erlang, "1:5001", "1 to 5000"),
        (parse_erlang, "1:-3", "1 to 5000"),
        (parse_erlang, "1:2.5", "1 to 5000"),
        (parse_erlang, "1:0", "1 to 5000"),
        (parse_nested, "cap=0,0 load=3,1 policy=own", "must have a compartment"),
        (parse_batch, "C=0 lambda=10 p=0.5", "1 to 5000"),
        (parse_terminal, "2:2", "load 2 must be less than 2"),
        (parse_nested, "cap=4,2 load=3,1", "write cap=… load=… policy=…"),
        (parse_nested, "cap=4,2 load=3 policy=own", "differ in length"),
        (parse_nested, "cap=4,2 load=3,1 policy=best", "own, upgrade or reserve:N"),
        (parse_nested, "cap=4,x load=3,1 policy=own", "cap = 'x'"),
        (parse_batch, "C=20 lambda=10 p=0.5 q=1", "write C=… lambda=… p=…"),
        (parse_batch, "C=20 lambda=0 p=0.5", "lambda = '0'"),
    ],
)
def test_settings_that_cannot_be_read(parse: Any, text: str, message: str) -> None:
    """Option, value and bound; a clear error for the command line."""
    with pytest.raises(SettingError) as caught:
        parse(text, "exponential") if parse is parse_erlang else parse(text)
    assert message in str(caught.value)
    assert str(caught.value).startswith("--")
    assert caught.value.clear


def test_setting_is_written_as_a_scenario_file(tmp_path: Path) -> None:
    """The file reads back to the same scenario; a folder that cannot be is refused."""
    name, data = parse_nested("cap=4,2 load=3,1 policy=reserve:1")
    path = write_setting(tmp_path / "deep" / "er", name, data)
    assert path.name == "nested-4_2-3_1-reserve-1.yaml"
    assert read_scenario(path, Scenario).scenario == Scenario.model_validate(data)
    with pytest.raises(SettingError, match=r"Not a directory|File exists"):
        write_setting(path, name, data)
