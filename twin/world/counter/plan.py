"""Counters, doors and lobbies of a run as integers.

Lives here: what both engines read beside the places and the rules. Not here: state, events.
"""

from __future__ import annotations

from dataclasses import dataclass

from scenarios.counters import SECOND_MS
from scenarios.schema import Scenario


@dataclass(frozen=True, slots=True)
class CounterPlan:
    """Courier time at a door and to leave a parcel in a lobby.

    `oversize_goes_on` 1: where a site has no counter, a parcel that fits no compartment goes on
    as one that every bank rejected; else it ends there, as without counters, doors and lobbies.
    """

    door_ms: int
    floor_ms: int
    oversize_goes_on: int


def counter_plan_of(scenario: Scenario) -> CounterPlan | None:
    """The plan of a scenario, None where it says nothing of counters, doors and lobbies."""
    if not scenario.has_service:
        return None
    doorstep = scenario.doorstep
    return CounterPlan(
        door_ms=0 if doorstep is None else round(doorstep.door_s * SECOND_MS),
        floor_ms=0 if doorstep is None else round(doorstep.lobby_s * SECOND_MS),
        oversize_goes_on=int(doorstep is not None and "depot" not in scenario.rejected.then),
    )
