"""Alarms of events: cameras, faults, doors, mains; each by its name."""

from __future__ import annotations

from tests.small_fleet import SmallFleet


def test_a_camera_must_be_sure() -> None:
    """A sighting below 600 ‰ raises nothing; a minute after its end the alarm is down."""
    fleet = SmallFleet(cam1="camera")
    fleet.birth(name="cam1")
    given = {"name": "cam1", "event": "landed_bag", "sighting": "s1"}
    fleet.say("event", 2, confidence_permille=599, **given)
    assert fleet.device("cam1").alarms == {}
    fleet.say("event", 3, confidence_permille=900, evidence="2027/01/a.jpg", **given)
    assert fleet.device("cam1").alarms["landed_bag"].value == 900
    fleet.say("event", 4, confidence_permille=900, ended=True, **given)
    fleet.wait(59)
    assert "landed_bag" in fleet.device("cam1").alarms
    fleet.wait(1)
    assert fleet.device("cam1").alarms == {}


def test_faults_and_doors_have_alarms_of_their_own() -> None:
    """Each by its name; each down a minute after it is well."""
    fleet = SmallFleet()
    fleet.birth(name="bank1")
    says = (
        {"event": "fault", "fault": "scanner", "active": True},
        {"event": "fault", "fault": "door_forced", "active": True},
        {"event": "door", "compartment": 7, "door": "jammed"},
        {"event": "door", "compartment": 8, "door": "open"},
    )
    for number, words in enumerate(says, 2):
        fleet.say("event", number, name="bank1", **words)
    assert set(fleet.device("bank1").alarms) == {"fault:scanner", "door_forced", "jammed:7"}
    fleet.say("event", 6, name="bank1", event="door", compartment=7, door="closed")
    fleet.wait(120)
    assert set(fleet.device("bank1").alarms) == {"fault:scanner", "door_forced", "door_open:8"}


def test_a_door_that_is_closed_in_time_is_none() -> None:
    """Two minutes are for taking a parcel out; who closes before them is not told of."""
    fleet = SmallFleet()
    fleet.birth(name="bank1")
    fleet.say("event", 2, name="bank1", event="door", compartment=8, door="open")
    fleet.wait(119)
    fleet.say("event", 3, name="bank1", event="door", compartment=8, door="closed")
    fleet.wait(600)
    assert fleet.device("bank1").alarms == {}
    assert fleet.partition.state.sites == {}


def test_mains_that_are_back_at_once_are_no_alarm() -> None:
    """Half a minute; longer is critical."""
    fleet = SmallFleet()
    fleet.birth(name="bank1")
    fleet.say("event", 2, name="bank1", event="mains", mains=False)
    fleet.wait(29)
    assert fleet.device("bank1").alarms == {}
    fleet.wait(1)
    assert fleet.device("bank1").alarms["mains_lost"].severity == "critical"
