"""How many people a compound needs: cases on the same draws, and what is claimed of them."""

from __future__ import annotations

import json
from typing import Any

import pytest

from scenarios.reading.library import read_scenario
from scenarios.schema import Scenario
from tests.unit.courtyard.terminal import call
from twin.studies.staffing.cases import Case, with_people
from twin.studies.staffing.claims import judged

ONE_COMPOUND = ("old", "moved", "new", "fine")
SETTINGS = [f"sites.{kind}.count=1" for kind in ONE_COMPOUND]


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    """A compound of each kind."""
    return read_scenario("hangzhou@digital", Scenario, SETTINGS).scenario


def test_fewer_people_take_longer_and_bags_lie_longer(capsys: pytest.CaptureFixture[str]) -> None:
    """A day of three people without the manager, with it, and of one; residents bring the same."""
    words = [word for each in SETTINGS for word in ("--set", each)]
    line = ("--people", "3,1", "--days", "1", "--replications", "2", "--set", "run.warmup_days=0")
    done = call(capsys, "staff", "hangzhou@digital", *words, *line, "--jobs", "1", "--json")
    assert done.code == 0, done.err
    found = json.loads(done.out)
    eye, three, one = (row["figures"] for row in found["cases"])
    assert three["landed_bag_hours"]["mean"] < 0.5 * eye["landed_bag_hours"]["mean"]
    assert three["overflow_hours"]["mean"] <= eye["overflow_hours"]["mean"]
    assert one["order_response_min"]["mean"] > three["order_response_min"]["mean"]
    assert one["mixed_share"]["mean"] > three["mixed_share"]["mean"]
    assert 0 < three["staff_busy_share"]["mean"] < one["staff_busy_share"]["mean"] <= 1.05
    assert "orders" not in eye
    assert found["cases"][1]["against_first"]["landed_bag_hours"]["high"] < 0


def test_shifts_are_missed_where_people_are_fewer_than_points(scenario: Scenario) -> None:
    """One of three points: two of three shifts are missed, and of the third one in ten; only with
    the manager people hear of anything.
    """
    for people, missed in ((3, 0.1), (1, 0.7), (5, 0.1)):
        changed = with_people(scenario, Case(people, True))
        point = changed.waste_points[0]
        assert point.supervision is not None
        assert point.supervision.absence_share == pytest.approx(missed)
        assert changed.staff is not None
        assert changed.staff.people == people
    assert with_people(scenario, Case(3, False)).staff is None


def test_fewer_are_enough_where_nothing_is_worse(scenario: Scenario) -> None:
    """Within a tenth of the first case, at the upper end of the interval; money follows."""

    def figure(name: str, values: list[float], wide: float) -> dict[str, Any]:
        sides = [{"mean": v, "low": v - wide, "high": v + wide} for v in values]
        apart = [
            {"mean": v - values[0], "low": v - values[0] - wide, "high": v - values[0] + wide}
            for v in values[1:]
        ]
        return {"name": name, "values": sides, "differences": apart}

    cases = [Case(3, False), Case(2, True), Case(1, True)]
    same = [figure(name, [10.0, 10.0, 10.0], 0.5) for name in ("overflow_hours", "mixed_share")]
    bags = figure("landed_bag_hours", [50.0, 20.0, 70.0], 1.0)
    found = judged(scenario, cases, {"figures": [*same, bags]}, 60_000)
    assert found["enough"] == "2 digital"
    assert found["staff_saved"] == pytest.approx(1 / 3)
    devices = found["cases"][1]["cost_per_year"] - 2 * 4 * 60_000
    assert found["cost_saved"] == pytest.approx(1 - (480_000 + devices) / 720_000)
    unsure = figure("mixed_share", [10.0, 10.0, 10.0], 1.1)
    worse = judged(scenario, cases, {"figures": [same[0], unsure, bags]}, 60_000)
    assert worse["enough"] is None


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("smoke",), "no waste point has a sensor or a camera"),
        (("hangzhou@digital", "--people", "3,x"), "numbers of 1 … 1000"),
        (("hangzhou@digital", "--rules", "nowhere"), "--rules: nowhere"),
    ],
)
def test_what_cannot_be_played_is_said(
    words: tuple[str, ...], says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """With the option and what is expected."""
    done = call(capsys, "staff", *words)
    assert done.code == 2
    assert says in done.err
