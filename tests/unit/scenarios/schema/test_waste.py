"""Tests of scenarios.schema.waste: what a file may say, and how it is told what it may not."""

from __future__ import annotations

import re
from typing import Any

import pytest
from pydantic import ValidationError

from scenarios.schema import Scenario
from scenarios.schema.waste.layout import footprint_m2
from tests.small import scenario
from tests.small_waste import fixed, point, stream, threshold, waste_scenario

BIN = {"id": "f", "stream": "food", "volume_l": 10}


def test_without_banks_nothing_need_be_said_of_parcels() -> None:
    """The locker sections are neutral: no parcel comes."""
    given = waste_scenario()
    assert not given.has_lockers
    assert given.parcels.per_household_day == 0


def test_with_banks_everything_of_lockers_is_required() -> None:
    """Waste points loosen nothing for a scenario with lockers."""
    bank = {"id": "b", "site": "c", "compartments": {"S": 1}}
    with pytest.raises(ValidationError) as raised:
        waste_scenario(banks=[bank])
    missing = {error["loc"][0] for error in raised.value.errors() if error["type"] == "missing"}
    assert missing == {"sizes", "parcels", "couriers", "dwell"}


def test_a_scenario_without_waste_says_nothing_of_it() -> None:
    """So its digest is what it was before there was waste."""
    dumped = scenario().model_dump()
    assert not {"waste", "waste_points", "collection"} & set(dumped)
    assert Scenario.model_validate(dumped) == scenario()


def test_what_is_dumped_can_be_read() -> None:
    """With neutral locker sections and all."""
    given = waste_scenario()
    assert Scenario.model_validate(given.model_dump()) == given


@pytest.mark.parametrize(
    ("parts", "says"),
    [
        ({"waste_points": [point(site="d")]}, "waste_points.p.site = 'd': no such site"),
        ({"depot": None}, "collection: needs the section depot"),
        ({"collection": []}, "no service of collection empties food"),
        ({"collection": [fixed(), fixed(id="u")]}, "food is collected by t already"),
        ({"collection": [fixed(), fixed()]}, "two services have the same id"),
        ({"collection": [fixed(streams=["glass"])]}, "no stream 'glass'"),
        ({"collection": [threshold()]}, "waste_points.p.sensor: needed"),
        ({"collection": [fixed(hours=[9, 9])]}, "must ascend"),
        ({"collection": [fixed(weekdays=["mon", "mon"])]}, "a day stands twice"),
        (
            {"waste_points": [point(bins=[BIN | {"stream": "glass"}])]},
            "waste_points.p.bins.f.stream = 'glass': no such stream",
        ),
        ({"waste_points": [point(bins=[BIN, BIN])]}, "the id 'f' stands twice"),
        ({"waste_points": [point(bins=[BIN | {"count": 200}, BIN | {"id": "g"}])]}, "201 bins"),
        (
            {"waste_points": [point(members={"p1": {}})]},
            "waste_points.p.members.p1: no such member",
        ),
        (
            {"waste_points": [point(windows=[{"from_hour": 9, "to_hour": 6}])]},
            "must be after from_hour = 9",
        ),
        (
            {
                "waste_points": [
                    point(
                        windows=[
                            {"from_hour": 6, "to_hour": 9},
                            {"from_hour": 8, "to_hour": 10},
                        ]
                    )
                ]
            },
            "list them ascending",
        ),
        ({"waste": {"streams": [stream(), stream()]}}, "two have the same id"),
        ({"waste": {"pile_share": 0.6, "careless_share": 0.5}}, "must be at most 1"),
        ({"waste": {"hour_weights": [1.0] * 168}}, "must have 24"),
        ({"waste": {"hour_weights": [0.0] * 24}}, "at least one hour must have weight"),
        (
            {"waste": {"streams": [stream(bag={"law": "normal", "mean_kg": 1, "cv": 0.4})]}},
            "at most 0.3 for law = normal",
        ),
    ],
)
def test_what_does_not_fit_is_told(parts: dict[str, Any], says: str) -> None:
    """Where, which value and which bound."""
    with pytest.raises(ValidationError, match=re.escape(says)):
        waste_scenario(**parts)


def test_waste_without_points_is_a_mistake() -> None:
    """Sections that nobody would read are refused."""
    with pytest.raises(ValidationError, match="waste: there are no waste_points"):
        scenario(waste={"streams": [stream()]})


def test_parts_that_came_later_say_nothing_at_their_default() -> None:
    """So the digest of a scenario that does not use them is what it was."""
    dumped = waste_scenario().model_dump()
    later = {"supervision", "camera", "linkage", "layout"}
    assert not later & set(dumped["waste_points"][0])
    assert not {"abnormal_share", "bulky_share"} & set(dumped["waste"])
    sensor = {"report_every_min": 60}
    dumped = waste_scenario(waste_points=[point(sensor=sensor)]).model_dump()
    assert set(dumped["waste_points"][0]["sensor"]) == {
        "report_every_min", "noise_mm", "resolution_mm", "clearance_mm",
    }  # fmt: skip
    assert "footprint_m2" not in dumped["waste_points"][0]["bins"][0]
    given = waste_scenario(
        waste={"abnormal_share": 0.1},
        waste_points=[point(camera={}, members={}, sensor=sensor | {"dead_band": 0.1})],
    )
    dumped = given.model_dump()
    assert dumped["waste"]["abnormal_share"] == 0.1
    assert dumped["waste_points"][0]["camera"]["report_from"] == 0.6
    assert Scenario.model_validate(dumped) == given


@pytest.mark.parametrize(
    ("parts", "says"),
    [
        (
            {"supervision": {"shifts": [{"from_hour": 9, "to_hour": 9}]}},
            "to_hour = 9.0: must be after from_hour = 9.0",
        ),
        (
            {
                "supervision": {
                    "shifts": [
                        {"from_hour": 6, "to_hour": 9},
                        {"weekdays": ["sun"], "from_hour": 8, "to_hour": 12},
                    ]
                }
            },
            "6-9 h and 8-12 h overlap on sun",
        ),
        (
            {
                "supervision": {
                    "shifts": [{"weekdays": ["mon", "mon"], "from_hour": 6, "to_hour": 9}]
                }
            },
            "a day stands twice",
        ),
        ({"linkage": {"by": "report"}}, "waste_points.p.sensor: needed, its linkage goes by"),
    ],
)
def test_what_watches_a_point_fits_together(parts: dict[str, Any], says: str) -> None:
    """Each refusal names the place, the value and the bound."""
    with pytest.raises(ValidationError, match=re.escape(says)):
        waste_scenario(waste_points=[point(**parts)])


def test_shifts_of_other_weekdays_may_be_at_the_same_hours() -> None:
    """Two shifts that never meet."""
    shifts = [
        {"weekdays": ["mon"], "from_hour": 6, "to_hour": 9},
        {"weekdays": ["tue"], "from_hour": 7, "to_hour": 9},
    ]
    given = waste_scenario(waste_points=[point(supervision={"shifts": shifts})])
    assert given.waste_points[0].supervision is not None


def test_bins_that_do_not_fit_the_floor_are_refused() -> None:
    """Ten bins of 240 L take 4.3 m²; the point has 8 m², half of it kept free."""
    bins = [BIN | {"volume_l": 240, "count": 10}]
    says = "waste_points.p.layout.area_m2 = 8: bins take 4.30 m², must be at most the 4.00 m²"
    with pytest.raises(ValidationError, match=re.escape(says)):
        waste_scenario(waste_points=[point(bins=bins, layout={"area_m2": 8})])
    waste_scenario(waste_points=[point(bins=bins, layout={"area_m2": 9})])
    waste_scenario(waste_points=[point(bins=bins, layout={"area_m2": 8, "free_share": 0.4})])
    slim = [bins[0] | {"footprint_m2": 0.4}]
    waste_scenario(waste_points=[point(bins=slim, layout={"area_m2": 8})])


def test_bins_of_a_member_have_the_same_floor() -> None:
    """The member is named."""
    parts = {
        "count": 2,
        "layout": {"area_m2": 1},
        "members": {"p2": {"bins": [BIN | {"count": 9}]}},
    }
    with pytest.raises(
        ValidationError, match=re.escape("waste_points.p.members.p2.layout.area_m2")
    ):
        waste_scenario(waste_points=[point(**parts)])


@pytest.mark.parametrize(
    ("volume_l", "taken_m2"), [(10, 0.24), (120, 0.27), (121, 0.43), (1_100, 1.53), (2_200, 3.06)]
)
def test_footprints_by_volume(volume_l: float, taken_m2: float) -> None:
    """That of the next larger usual bin; above the largest pro rata."""
    assert footprint_m2(volume_l) == pytest.approx(taken_m2)
