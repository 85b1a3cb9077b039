"""The setting that stands in a result: names, places and marked days, as the log counts them."""

from __future__ import annotations

import pytest

from scenarios.days import lay_out_days
from tests.unit.twin.studies.small_runs import small_scenario
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
