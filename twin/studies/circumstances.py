"""What a run was set to live through: outages, the emergency plan, limits of cold cells.

Lives here: those parts of a scenario that a reader must see beside the log, as JSON values. Not
here: places and names (`twin.studies.setting`), values with their sources
(`twin.studies.assumptions`).
"""

from __future__ import annotations

from typing import Any

from scenarios.days import Days
from scenarios.schema import Scenario
from scenarios.schema.waste.collection import ByReportedFill, DynamicRounds

HOURS = 24


def describe_circumstances(scenario: Scenario, days: Days) -> dict[str, Any]:
    """Only what the scenario has.

    - `outages`: in the order of their numbers in a log (1 …), each with `id`, `kind`, `sites`
      (empty: all), `from_h` since the first measured midnight (negative in the warm-up) and `hours`
    - `emergency`: `offline_codes`, and of an `opening` its `delay_min`, `from_hour`, `to_hour`,
      `helps`
    - `limits`: of each temperature of cold cells its `setpoint_c` and `limit_c`
    - `alarm_levels`: of each stream that is collected by reported fill, the lowest level; beside
      them `report_every_min`, the reporting intervals of all sensors, ascending
    """
    first = days.date(days.warmup_days)
    made: dict[str, Any] = {}
    if scenario.outages:
        made["outages"] = [
            {
                "id": outage.id,
                "kind": outage.kind,
                "sites": list(outage.sites),
                "from_h": HOURS * (outage.first_day - first).days + outage.from_hour,
                "hours": outage.hours,
            }
            for outage in scenario.outages
        ]
    if scenario.emergency is not None:
        made["emergency"] = scenario.emergency.model_dump(mode="json")
    if scenario.cold is not None:
        made["limits"] = {
            temperature: {"setpoint_c": cells.setpoint_c, "limit_c": cells.limit_c}
            for temperature, cells in (
                ("chilled", scenario.cold.chilled),
                ("frozen", scenario.cold.frozen),
            )
            if cells is not None
        }
    if levels := _alarm_levels(scenario):
        made["alarm_levels"] = levels
        sensors = [point.sensor for point in scenario.waste_points]
        made["report_every_min"] = sorted(
            {sensor.report_every_min for sensor in sensors if sensor is not None}
        )
    return made


def _alarm_levels(scenario: Scenario) -> dict[str, float]:
    levels: dict[str, float] = {}
    for service in scenario.collection:
        if isinstance(service, ByReportedFill | DynamicRounds):
            for stream in service.streams:
                levels[stream] = min(service.level, levels.get(stream, service.level))
    return levels
