"""Alarms of events: cameras, faults, doors, mains; each by its name."""

from __future__ import annotations

from typing import Any

from fleet.core.facts.alarms import Cleared, Raised
from fleet.core.facts.orders import Work
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


def test_an_alarm_of_bags_is_up_until_the_last_is_cleared() -> None:
    """Two bags are one alarm; the end of the first leaves it up."""
    fleet = SmallFleet(cam1="camera")
    fleet.birth(name="cam1")
    for number, (bag, ended) in enumerate((("a", False), ("b", False), ("a", True)), 2):
        fleet.say(
            "event", number, name="cam1", event="landed_bag", sighting=bag,
            confidence_permille=900, ended=ended,
        )  # fmt: skip
    fleet.wait(3_600)
    assert set(fleet.device("cam1").alarms) == {"landed_bag"}
    assert list(fleet.device("cam1").watches["landed_bag"].seen) == ["b"]
    fleet.say(
        "event", 5, name="cam1", event="landed_bag", sighting="b", confidence_permille=900,
        ended=True,
    )  # fmt: skip
    fleet.wait(60)
    assert fleet.device("cam1").alarms == {}


def test_a_sighting_that_nobody_ends_lapses_and_its_order_stays_for_people_to_judge() -> None:
    """An abnormal drop-off is of its moment; who was sent reports it done, and that is the end."""
    fleet = SmallFleet(cam1="camera")
    fleet.birth(name="cam1", interval_s=604_800)
    fleet.say(
        "event", 2, name="cam1", event="abnormal_drop_off", sighting="s", confidence_permille=900
    )
    fleet.wait(299)
    assert "abnormal_drop_off" in fleet.device("cam1").alarms
    fleet.wait(1)
    fleet.wait(60)
    assert fleet.device("cam1").alarms == {}
    (order,) = fleet.partition.state.sites["meadow"].orders.values()
    assert order.state == "open"
    fleet.ask(Work("", "kim", "meadow", "done", order.name))
    assert (order.state, order.outcome) == ("closed", "judged")


def test_a_sighting_that_goes_on_does_not_lapse() -> None:
    """Each time that it is seen again it lasts anew."""
    fleet = SmallFleet(cam1="camera")
    fleet.birth(name="cam1", interval_s=604_800)
    for number in range(2, 6):
        fleet.say(
            "event", number, name="cam1", event="abnormal_drop_off", sighting="s",
            confidence_permille=900,
        )  # fmt: skip
        fleet.wait(200)
    assert "abnormal_drop_off" in fleet.device("cam1").alarms
    fleet.wait(100)
    fleet.wait(60)
    assert fleet.device("cam1").alarms == {}


def test_a_door_that_is_used_often_is_in_order() -> None:
    """Fifty openings of ten seconds in ten minutes, as in a lobby at its peak, raise nothing, and
    then one that stays open two minutes does, until a minute after it is shut.
    """
    fleet = SmallFleet(bank1="bank")
    fleet.birth(name="bank1", interval_s=604_800)
    door: dict[str, Any] = {"name": "bank1", "event": "door", "compartment": 1}
    for number in range(50):
        fleet.say("event", 2 * number + 2, door="open", **door)
        fleet.wait(10)
        fleet.say("event", 2 * number + 3, door="closed", **door)
        fleet.wait(2)
    assert fleet.device("bank1").alarms == {}
    fleet.say("event", 200, door="open", **door)
    fleet.wait(119)
    assert fleet.device("bank1").alarms == {}
    fleet.wait(1)
    assert set(fleet.device("bank1").alarms) == {"door_open:1"}
    fleet.say("event", 201, door="closed", **door)
    fleet.wait(60)
    assert fleet.device("bank1").alarms == {}


def test_a_contact_that_chatters_is_one_alarm() -> None:
    """Every four seconds for half an hour: up once, and down when it was quiet for ten minutes."""
    fleet = SmallFleet(bank1="bank")
    fleet.birth(name="bank1", interval_s=604_800)
    door: dict[str, Any] = {"name": "bank1", "event": "door", "compartment": 1}
    for number in range(450):
        fleet.say("event", 2 * number + 2, door="open", **door)
        fleet.wait(2)
        fleet.say("event", 2 * number + 3, door="closed", **door)
        fleet.wait(2)
    assert fleet.device("bank1").alarms["door_open:1"].is_flapping
    fleet.wait(600)
    assert fleet.device("bank1").alarms == {}
    kinds = [type(d) for entry in fleet.partition.take_entries() for d in entry.decided]
    assert (kinds.count(Raised), kinds.count(Cleared)) == (1, 1)
