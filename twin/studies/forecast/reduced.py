"""The part of a scenario that is forecast: lockers at ambient temperature, and bins.

Lives here: what is left out and why that is right. Not here: simulating.
"""

from __future__ import annotations

from typing import Any

from scenarios.schema import Scenario
from twin.studies.whatif.changed import changed

LEFT_OUT = (
    "faults", "outages", "emergency", "blocked", "counters", "doorstep", "cold", "weather",
    "variants", "explore", "catalogue", "sizing", "economics",
)  # fmt: skip
"""Sections that no future has: what is broken now is part of the snapshot and stays so, counters
and doors take no compartment, and what is chilled lies in cells of its own."""

SENSOR_PARTS = ("report_every_min", "noise_mm", "resolution_mm", "clearance_mm")
"""What is kept of a fill sensor: as new."""


def reduced(scenario: Scenario) -> Scenario:
    """`scenario` with what a forecast speaks of; the parcels that lockers get at ambient
    temperature stay as many as they were.
    """

    def change(data: dict[str, Any]) -> None:
        for section in LEFT_OUT:
            data.pop(section, None)
        parcels = data["parcels"]
        mix = parcels.pop("temperature_mix", None)
        if mix:
            parcels["share_to_lockers"] *= mix.get("ambient", 0.0) / sum(mix.values())
        for part in ("share_to_counter", "share_to_home", "share_to_lobby"):
            parcels.pop(part, None)
        then = data["rejected"]["then"]
        data["rejected"]["then"] = [place for place in then if place != "counter"]
        for bank in data["banks"]:
            for part in (bank, *bank.get("members", {}).values()):
                part.pop("cold", None)
        for point in data.get("waste_points", ()):
            _reduce_point(point)
        if data.get("waste"):
            data["waste"].pop("abnormal_share", None)

    return changed(scenario, change)


def _reduce_point(point: dict[str, Any]) -> None:
    for part in (point, *point.get("members", {}).values()):
        for name in ("supervision", "camera", "linkage"):
            part.pop(name, None)
    sensor = point.get("sensor")
    if sensor:
        point["sensor"] = {name: sensor[name] for name in SENSOR_PARTS if name in sensor}
