"""What stands in a result beside figures: names, places, marked days, what a run lives through."""

from __future__ import annotations

import pytest

from scenarios.days import lay_out_days
from scenarios.schema import Scenario
from tests.unit.twin.report.rooms_run import cold_scenario, faulty_scenario, watched_scenario
from tests.unit.twin.studies.small_runs import small_scenario
from twin.studies.circumstances import describe_circumstances
from twin.studies.setting import describe_setting


def test_setting_names_what_the_log_numbers() -> None:
    """Sites, banks, sizes and companies stand in the order of their numbers in the log."""
    scenario = small_scenario(question="Enough?", depot={"latitude": 36.2, "longitude": 118.0})
    setting = describe_setting(scenario, lay_out_days(scenario))
    assert (setting["question"], setting["currency"]) == ("Enough?", "CNY")
    assert setting["depot"] == {"latitude": 36.2, "longitude": 118.0}
    assert [size["id"] for size in setting["sizes"]] == ["S", "L"]
    assert setting["companies"] == [{"id": "jt", "name": "jt"}, {"id": "zt", "name": "zt"}]
    first = setting["sites"][0]
    assert (first["id"], first["name"], first["households"]) == ("a", "a", 20)
    assert (first["latitude"], first["longitude"]) == (36.0, 118.0)
    (bank,) = first["banks"]
    assert (bank["id"], bank["compartments"]) == ("ba", {"S": 3, "L": 2})


def test_marked_days_are_measured_days() -> None:
    """Labels and holidays carry dates; the warm-up bears none, a label without days is left out."""
    day = {"length_days": 2}
    scenario = small_scenario(
        calendar={
            "holidays": ["2026-04-30", "2026-05-02"],
            "peaks": [{"id": "sale", "first_day": "2026-04-30", "multiplier": 1.5, **day}],
        },
        labels={"late": [{"first_day": "2027-01-01"}]},
    )
    setting = describe_setting(scenario, lay_out_days(scenario))
    assert setting["labels"] == {"sale": ["2026-05-01"]}
    assert setting["holidays"] == ["2026-05-02"]


def test_many_sites_are_not_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Above the bound the sites stand nowhere apart, as their figures do not."""
    monkeypatch.setattr("twin.studies.setting.MAX_SITES_APART", 2)
    scenario = small_scenario()
    assert describe_setting(scenario, lay_out_days(scenario))["sites"] is None


def _told(scenario: Scenario) -> dict[str, object]:
    return describe_circumstances(scenario, lay_out_days(scenario))


def test_nothing_of_what_is_not_there() -> None:
    """A run of lockers alone has no circumstances."""
    assert _told(small_scenario()) == {}


def test_outages_and_plan() -> None:
    """Hours count from the first measured midnight, whatever the warm-up."""
    told = _told(faulty_scenario())
    outage = {"id": "o", "kind": "mains", "sites": [], "from_h": 12.0, "hours": 20.0}
    assert told["outages"] == [outage]
    helps = ["mains", "terminal", "door"]
    opening = {"delay_min": 45.0, "from_hour": 7.0, "to_hour": 20.0, "helps": helps}
    assert told["emergency"] == {"offline_codes": True, "opening": opening}
    early = faulty_scenario(
        outages=[{"id": "o", "kind": "network", "first_day": "2026-04-30", "from_hour": 6,
                  "hours": 1}]
    )  # fmt: skip
    (outage,) = _told(early)["outages"]  # type: ignore[misc]
    assert outage["from_h"] == -18.0


def test_limits_and_levels() -> None:
    """Temperatures by kind of cell; alarm levels by stream with the intervals of sensors."""
    assert _told(cold_scenario())["limits"] == {
        "chilled": {"setpoint_c": 4.0, "limit_c": 6.0},
        "frozen": {"setpoint_c": -18.0, "limit_c": -15.0},
    }
    told = _told(watched_scenario())
    assert told["alarm_levels"] == {"food": 0.8, "residual": 0.8}
    assert told["report_every_min"] == [30]
