"""Alarms of the core: raised at one level, cleared at a lower one, by the twin's policy."""

from __future__ import annotations

from fleet.core.decisions import Cleared, Decision, Raised
from fleet.core.inputs import Register
from tests.small_fleet import SITE, SmallFleet


def _alarms(decisions: list[Decision]) -> list[Decision]:
    return [d for d in decisions if isinstance(d, Raised | Cleared)]


def test_an_overflow_has_hysteresis() -> None:
    """At 800 ‰ up, down only below 600 ‰; what lies between changes nothing."""
    fleet = SmallFleet()
    fleet.birth()
    said = [_alarms(fleet.fill(n, level)) for n, level in enumerate((799, 800, 700, 600, 599), 2)]
    assert said == [[], [Raised("overflow", 800)], [], [], [Cleared("overflow", 599)]]


def test_a_device_may_have_levels_of_its_own() -> None:
    """Settings of the registry go before the defaults."""
    fleet = SmallFleet()
    fleet.ask(Register("", "t", f"{SITE}/bin1", "bin_sensor", [], {"overflow_permille": 950}))
    fleet.birth()
    assert _alarms(fleet.fill(2, 949)) == []
    assert _alarms(fleet.fill(3, 950)) == [Raised("overflow", 950)]


def test_an_excursion_is_of_the_product() -> None:
    """The air may be warm while a door is open; a cell without a probe raises nothing."""
    fleet = SmallFleet(cell1="cold_cell")
    fleet.birth(name="cell1")
    given = {"kind": "cold_cell", "setpoint_mc": 4_000}
    said = [
        _alarms(fleet.say("telemetry", n, name="cell1", **given, **words))
        for n, words in enumerate(
            (
                {"air_mc": 15_000},
                {"air_mc": 15_000, "product_mc": 7_999},
                {"air_mc": 9_000, "product_mc": 8_000},
                {"air_mc": 4_000, "product_mc": 5_999},
            ),
            2,
        )
    ]
    assert said == [[], [], [Raised("excursion", 8_000)], [Cleared("excursion", 5_999)]]


def test_a_camera_must_be_sure() -> None:
    """A sighting below 600 ‰ is kept and raises nothing; its end clears the alarm."""
    fleet = SmallFleet(cam1="camera")
    fleet.birth(name="cam1")
    given = {"name": "cam1", "event": "landed_bag", "sighting": "s1"}
    assert _alarms(fleet.say("event", 2, confidence_permille=599, **given)) == []
    raised = fleet.say("event", 3, confidence_permille=900, evidence="2027/01/a.jpg", **given)
    assert _alarms(raised) == [Raised("landed_bag", 900)]
    cleared = fleet.say("event", 4, confidence_permille=900, ended=True, **given)
    assert _alarms(cleared) == [Cleared("landed_bag", 900)]


def test_faults_doors_and_mains_have_alarms_of_their_own() -> None:
    """Each by its name, each cleared by its end."""
    fleet = SmallFleet()
    fleet.birth(name="bank1")
    says = (
        {"event": "fault", "fault": "scanner", "active": True},
        {"event": "door", "compartment": 7, "door": "jammed"},
        {"event": "mains", "mains": False},
        {"event": "door", "compartment": 7, "door": "closed"},
        {"event": "mains", "mains": True},
    )
    for number, words in enumerate(says, 2):
        fleet.say("event", number, name="bank1", **words)
    assert set(fleet.device("bank1").alarms) == {"fault:scanner"}
