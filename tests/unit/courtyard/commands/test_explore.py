"""`courtyard explore`: grids, and the smallest value that meets a target."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from courtyard.commands.explore import own_axes, sought
from courtyard.inputs import InputError
from scenarios.schema.runs import Explore
from tests.unit.courtyard.terminal import SMALL, call, refusal, write

Capsys = pytest.CaptureFixture[str]

OWN = """\
explore:
  vary: {parcels.per_household_day: [0.5, 1.0]}
  find: banks.b.compartments.S
  until: rejection_share<=0.3
  variant: large
  days: 3
"""


def explore(capsys: Capsys, *arguments: str | Path) -> dict[str, Any]:
    """The document of `explore --json` on the reference engine, in this process."""
    answer = call(capsys, "explore", *arguments, "--engine", "reference", "--jobs", "1", "--json")
    assert answer.code == 0, answer.err
    assert answer.err == ""
    document: dict[str, Any] = json.loads(answer.out)
    return document


def test_grid_of_figures(capsys: Capsys, tmp_path: Path) -> None:
    """Every combination, the last key fastest, each with the figures of the whole."""
    document = explore(
        capsys, write(tmp_path), "--vary", "banks.b.compartments.S=2,9", "--vary", "run.seed=1,2"
    )
    assert list(document) == [
        "scenario", "title", "vary", "until", "find", "complete", "points",
    ]  # fmt: skip
    settings = [tuple(point["settings"].values()) for point in document["points"]]
    assert settings == [(2, 1), (2, 2), (9, 1), (9, 2)]
    assert document["complete"]
    shares = [point["kpis"][0]["mean"] for point in document["points"]]
    assert document["points"][0]["kpis"][0]["name"] == "rejection_share"
    assert shares[2] < shares[0]


def test_smallest_value_that_meets_a_target(capsys: Capsys, tmp_path: Path) -> None:
    """The value found meets the target, one fewer does not; the flat figure stands beside."""
    path = write(tmp_path, SMALL.replace("{S: 0.7, L: 0.3}", "{S: 1.0}"))
    document = explore(
        capsys, path, "--vary", "dwell.law.mean_h=5,20", "--until", "rejection_share<=0.2",
        "--find", "banks.b.compartments.S",
    )  # fmt: skip
    short, long = document["points"]
    for point in (short, long):
        found = point["sites"]["c"]
        assert found["value"] == point["median"] == point["least"] == point["most"]
        assert found["figure"] <= 0.2 < found["one_fewer"]
        assert point["flat"]["parcels_per_day"] == 10
    assert short["median"] < long["median"]
    assert short["flat"]["load_erlang"] == pytest.approx(10 * 5 / 24)


def test_scenario_that_names_its_own_grid(capsys: Capsys, tmp_path: Path) -> None:
    """Without --vary: axes, target, sought value and variant of the file."""
    document = explore(capsys, write(tmp_path, SMALL + OWN))
    assert document["scenario"].endswith("small.yaml@large")
    assert document["vary"] == {"parcels.per_household_day": [0.5, 1.0]}
    assert (document["until"], document["find"]) == (
        "rejection_share<=0.3",
        "banks.b.compartments.S",
    )
    assert len(document["points"]) == 2


def test_one_point_without_a_grid(capsys: Capsys, tmp_path: Path) -> None:
    """A target and what is sought are enough."""
    document = explore(
        capsys, write(tmp_path), "--until", "rejection_share<=0.5",
        "--find", "banks.b.compartments.L",
    )  # fmt: skip
    (point,) = document["points"]
    assert point["settings"] == {}
    assert point["median"] is not None


def test_a_value_that_leads_away_is_refused(capsys: Capsys, tmp_path: Path) -> None:
    """More households mean more rejections: seeking them upwards finds nothing, and says so."""
    said = refusal(
        capsys, "explore", write(tmp_path), "--engine", "reference", "--jobs", "1",
        "--until", "rejection_share<=0.0001", "--find", "sites.c.households",
    )  # fmt: skip
    assert said.startswith("--find: rejection_share goes from ")


def test_table_for_people(capsys: Capsys, tmp_path: Path) -> None:
    """The table of a grid, and of a search with its sentence."""
    path = write(tmp_path, SMALL + OWN)
    common = ("--engine", "reference", "--jobs", "1")
    grid = call(capsys, "explore", path, "--vary", "run.seed=1,2", *common)
    assert "Figures of the whole" in grid.out
    found = " ".join(call(capsys, "explore", path, *common).out.split())
    assert "To keep rejection_share<=0.3 a site needs banks.b.compartments.S = " in found


def test_axes_of_a_scenario_are_what_vary_would_say() -> None:
    """Numbers, texts and lists as JSON, which is YAML."""
    own = Explore.model_validate({"vary": {"a": [1, 0.5], "b": ["upgrade", [1, 2]]}})
    assert own_axes(own) == {"a": ["1", "0.5"], "b": ['"upgrade"', "[1, 2]"]}


def test_what_is_sought_where_nothing_is_named() -> None:
    """The scenario's own value unless it is varied, else the last axis if it counts something."""
    axes = {"dwell.law.mean_h": ["9", "31.6"], "banks.b.doors": ["10", "20"]}
    assert sought(axes, "banks.n.doors") == ("banks.n.doors", axes)
    rest = {"dwell.law.mean_h": ["9", "31.6"]}
    assert sought(axes, None) == ("banks.b.doors", rest)
    assert sought(axes, "banks.b.doors") == ("banks.b.doors", rest)
    with pytest.raises(InputError, match=r"dwell\.law\.mean_h takes other values"):
        sought(rest, None)
