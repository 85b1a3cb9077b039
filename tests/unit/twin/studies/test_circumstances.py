"""What a run lives through stands in its result, and only what it has."""

from __future__ import annotations

from scenarios.days import lay_out_days
from scenarios.schema import Scenario
from tests.unit.twin.report.rooms_run import cold_scenario, faulty_scenario, watched_scenario
from tests.unit.twin.studies.small_runs import small_scenario
from twin.studies.circumstances import describe_circumstances


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
