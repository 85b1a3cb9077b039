"""Points of a grid: axes as typed, their product, and a point's answer."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.courtyard.terminal import write
from tests.unit.twin.studies.small_runs import InterruptedEngine
from twin.studies.explore.explore import explore
from twin.studies.explore.points import (
    MAX_POINTS,
    GridError,
    Question,
    figures_at,
    grid,
    least_at,
    parse_axis,
)
from twin.studies.target import Target


@pytest.mark.parametrize(
    ("text", "axis"),
    [
        ("a.b=1,2", ("a.b", ["1", "2"])),
        ("a=upgrade,reserve:2", ("a", ["upgrade", "reserve:2"])),
        ("a=[1,2],[3]", ("a", ["[1,2]", "[3]"])),
        ("a={x: 1, y: [2, 3]},null", ("a", ["{x: 1, y: [2, 3]}", "null"])),
        ("a=b=c", ("a", ["b=c"])),
    ],
)
def test_axes_are_read(text: str, axis: tuple[str, list[str]]) -> None:
    """Key and values; a comma within brackets or braces belongs to the value."""
    assert parse_axis(text) == axis


@pytest.mark.parametrize("text", ["", "a", "a=", "=1", "a=1,", "a=,1"])
def test_axes_that_cannot_be_read(text: str) -> None:
    """Form and value are named."""
    with pytest.raises(GridError, match="--vary"):
        parse_axis(text)


def test_grid_is_the_product_with_the_last_axis_fastest() -> None:
    """Order is that of the axes; no axis is one point without settings."""
    points = grid({"a": ["1", "2"], "b": ["x", "y"]})
    assert [tuple(point.values()) for point in points] == [
        ("1", "x"), ("1", "y"), ("2", "x"), ("2", "y"),
    ]  # fmt: skip
    assert grid({}) == [{}]


def test_grid_has_a_bound() -> None:
    """Refused before any point is made."""
    axis = [str(value) for value in range(101)]
    with pytest.raises(GridError, match=f"at most {MAX_POINTS:,}"):
        grid({"a": axis, "b": axis})


def question(folder: Path, **changes: object) -> Question:
    """The small scenario on the reference engine, one point's question."""
    parts: dict[str, object] = {
        "scenario": str(write(folder)), "settings": ("run.days=3",), "target": None, "find": None,
        "engine": "reference", "seed": 4, "days": None, "replications": 2,
    }  # fmt: skip
    return Question(**(parts | changes))  # type: ignore[arg-type]


def test_settings_of_the_point_come_last(tmp_path: Path) -> None:
    """A point's value wins over the same path of --set."""
    asked = question(tmp_path, settings=("banks.b.compartments.S=0", "run.days=3"))
    none = figures_at((asked, {}))
    many = figures_at((asked, {"banks.b.compartments.S": "20"}))
    assert many["settings"] == {"banks.b.compartments.S": 20}
    assert many["engine"] == "reference"
    assert many["kpis"][0]["mean"] < none["kpis"][0]["mean"]
    assert {row["n"] for row in many["kpis"]} == {2}
    assert {row["site"] for row in many["kpis"]} == {"*"}


def test_least_value_of_a_point(tmp_path: Path) -> None:
    """The value found holds the target, the one before does not, and a larger seed differs."""
    asked = question(
        tmp_path, target=Target("rejection_share", True, 0.25), find="banks.b.compartments.L"
    )
    found = least_at((asked, {"banks.b.compartments.S": "0"}))
    (site,) = found["sites"].values()
    assert site["figure"] <= 0.25 < site["one_fewer"]
    assert (found["least"], found["most"]) == (site["value"], site["value"])
    assert found["flat"]["mean_dwell_h"] == 10


def test_points_are_answered_in_order_and_progress_is_told(tmp_path: Path) -> None:
    """One answer a point; progress ends with the whole."""
    told: list[float] = []
    points = [{"run.seed": "1"}, {"run.seed": "2"}]
    answers, complete = explore(
        question(tmp_path), points, 1, lambda share, _speed: told.append(share)
    )
    assert [answer["settings"] for answer in answers] == [{"run.seed": 1}, {"run.seed": 2}]
    assert complete
    assert told == [0.5, 1.0]


def test_interrupted_point_is_no_answer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C among the replications of a point in this process: not a point of fewer."""
    monkeypatch.setattr(
        "twin.studies.explore.points.choose", lambda *_: ("reference", InterruptedEngine(groups=1))
    )
    with pytest.raises(KeyboardInterrupt):
        figures_at((question(tmp_path), {}))
    answers, complete = explore(question(tmp_path), [{}], 1)
    assert (answers, complete) == ([], False)


def test_interrupted_exploration_keeps_what_is_finished(tmp_path: Path) -> None:
    """Ctrl-C after the first point: its answer, and the word that it is not all."""

    def press(_share: float, _speed: float) -> None:
        raise KeyboardInterrupt

    answers, complete = explore(
        question(tmp_path), [{"run.seed": "1"}, {"run.seed": "2"}], 1, press
    )
    assert len(answers) == 1
    assert not complete
