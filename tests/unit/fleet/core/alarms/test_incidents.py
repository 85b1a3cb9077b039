"""Root cause: what is of the site is one incident, which holds the rest."""

from __future__ import annotations

from fleet.core.decisions import Decision
from fleet.core.facts.alarms import IncidentOpened, Raised
from fleet.core.facts.orders import Ordered
from fleet.core.inputs import Register, Retire
from tests.small_fleet import SITE, SmallFleet


def _site(count: int) -> SmallFleet:
    """So many banks, each with its birth; every second one tells of its mains."""
    fleet = SmallFleet(**{f"bank{n}": "bank" for n in range(count)})
    for number in range(count):
        fleet.birth(name=f"bank{number}", interval_s=604_800)
    return fleet


def _power_cut(fleet: SmallFleet, count: int) -> None:
    for number in range(count):
        if number % 2:
            fleet.say("event", 2, name=f"bank{number}", event="mains", mains=False)
        fleet.wait(0.01)
        fleet.will(f"bank{number}")
    fleet.wait(1_000)


def _decided(fleet: SmallFleet) -> list[Decision]:
    return [d for entry in fleet.partition.take_entries() for d in entry.decided]


def test_a_power_cut_of_200_devices_is_one_incident() -> None:
    """No alarm but the incident, one order; all back, it is over, and nothing is left."""
    fleet = _site(200)
    _power_cut(fleet, 200)
    decided = _decided(fleet)
    opened = [d for d in decided if isinstance(d, IncidentOpened)]
    assert [(d.cause, d.devices) for d in opened] == [("mains", 200)]
    assert not any(isinstance(d, Raised) for d in decided)
    assert [d.kind for d in decided if isinstance(d, Ordered)] == ["restore_site"]
    site = fleet.partition.state.sites[SITE]
    (incident,) = site.incidents.values()
    assert (incident.devices, len(incident.held)) == (200, 300)
    for number in range(200):
        name = f"bank{number}"
        fleet.birth(3, name, connection=2, interval_s=604_800)
        fleet.say("event", 4, name=name, event="mains", mains=True)
    fleet.wait(60)
    assert incident.closed_ms == fleet.now_ms
    assert not any(isinstance(d, Raised) for d in _decided(fleet))
    (order,) = site.orders.values()
    assert (order.state, order.outcome) == ("closed", "gone")


def test_who_stays_away_after_an_incident_has_an_alarm() -> None:
    """Nine of ten are back: ten minutes later the tenth is a device of its own."""
    fleet = _site(10)
    _power_cut(fleet, 10)
    for number in range(9):
        name = f"bank{number}"
        fleet.birth(3, name, connection=2, interval_s=604_800)
        fleet.say("event", 4, name=name, event="mains", mains=True)
    fleet.wait(60)
    (incident,) = fleet.partition.state.sites[SITE].incidents.values()
    assert incident.closed_ms < 0
    fleet.wait(600)
    assert incident.closed_ms > 0
    assert set(fleet.device("bank9").alarms) == {"offline", "mains_lost"}


def test_two_of_many_are_two_alarms() -> None:
    """They may break by chance; a third of the site does not."""
    fleet = _site(9)
    _power_cut(fleet, 2)
    assert fleet.partition.state.sites[SITE].incidents == {}
    assert "offline" in fleet.device("bank0").alarms


def test_a_third_device_makes_an_incident_of_the_first_two() -> None:
    """What was an alarm already is held now, and its order ends."""
    fleet = _site(9)
    for number in range(3):
        fleet.will(f"bank{number}")
        fleet.wait(1_000)
    (incident,) = fleet.partition.state.sites[SITE].incidents.values()
    assert (incident.cause, incident.devices) == ("network", 3)
    assert [fleet.device(f"bank{n}").alarms for n in range(3)] == [{}, {}, {}]
    orders = fleet.partition.state.sites[SITE].orders.values()
    still = [order.kind for order in orders if order.state != "closed"]
    assert still == ["restore_site"]


def test_a_gateway_takes_those_behind_it_along() -> None:
    """Two of twenty at the site, but all that speak through it."""
    fleet = _site(20)
    for number in (0, 1):
        name = f"{SITE}/bank{number}"
        fleet.ask(Register("", "t", name, "bank", [], {}, "gate"))
    fleet.ask(Register("", "t", f"{SITE}/gate", "gateway"))
    fleet.birth(name="gate", interval_s=604_800)
    for name in ("gate", "bank0", "bank1"):
        fleet.will(name)
    fleet.wait(900)
    (incident,) = fleet.partition.state.sites[SITE].incidents.values()
    assert (incident.cause, incident.devices) == ("gateway", 3)


def test_a_device_that_is_retired_is_held_no_more() -> None:
    """Nobody waits for it to come back."""
    fleet = _site(3)
    _power_cut(fleet, 3)
    (incident,) = fleet.partition.state.sites[SITE].incidents.values()
    fleet.ask(Retire("", "t", f"{SITE}/bank1"))
    assert {name.split(" ")[0] for name in incident.held} == {f"{SITE}/bank0", f"{SITE}/bank2"}
