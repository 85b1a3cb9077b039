"""The contact of a door that says it stands open."""

from __future__ import annotations

from tests.small_fleet import SmallFleet


def test_a_door_that_is_left_open() -> None:
    """Two minutes open are an alarm; closed again it clears."""
    fleet = SmallFleet(door1="door_sensor")
    fleet.birth(1, "door1")
    fleet.say("telemetry", 2, "door1", kind="door_sensor", door="open", openings=1)
    assert fleet.device("door1").alarms == {}
    fleet.wait(121)
    assert set(fleet.device("door1").alarms) == {"door_open:1"}
    fleet.say("telemetry", 3, "door1", kind="door_sensor", door="closed", openings=1, open_s=121)
    fleet.wait(3_600)
    assert fleet.device("door1").alarms == {}
