"""Linkage: a lid is locked while its alarm is up, and no longer; people are shown another bin."""

from __future__ import annotations

import json
from typing import Any, NoReturn

import pytest

from fleet.core.decisions import Refused
from fleet.core.facts.alarms import Look
from fleet.core.facts.links import Link
from fleet.core.facts.orders import Configure, Work
from fleet.core.inputs import Furnish, Order, Register, Retire
from fleet.core.state import Device, PartitionState
from fleet.core.views import device_row, linkage_words
from tests.small_fleet import SITE, SmallFleet

WEEK_S = 604_800
REST_S = 300


def _yard(bins: int = 3) -> SmallFleet:
    """Bins with a lid that can be locked and a display, each with a report of 100 ‰."""
    fleet = SmallFleet(**{f"bin{n}": "bin_sensor" for n in range(1, bins + 1)})
    for number in range(1, bins + 1):
        name = f"bin{number}"
        fleet.birth(name=name, interval_s=WEEK_S, locks=True, shows=True)
        fleet.fill(2, 100, name=name)
    _told(fleet)
    return fleet


def _told(fleet: SmallFleet) -> list[tuple[str, dict[str, Any]]]:
    """Lids and displays that were told something since the last call, in short words."""
    found = []
    for effect in fleet.partition.release():
        words = json.loads(effect.publish.payload)
        if words.get("command") in {"lock_lid", "point_to"} and words.get("attempt", 1) == 1:
            said = {k: words[k] for k in ("command", "locked", "toward", "walk_m") if k in words}
            found.append((effect.publish.topic.split("/")[4], said))
    return found


def _fill(fleet: SmallFleet, sequence: int, permille: int, name: str = "bin1") -> None:
    """A level that is believed: two readings."""
    fleet.fill(sequence, permille, name=name)
    fleet.fill(sequence + 1, permille, name=name)


def _answer(fleet: SmallFleet, sequence: int, name: str = "bin1", outcome: str = "done") -> None:
    """The device says what became of every command that is under way."""
    under_way = [c.name for c in fleet.device(name).commands.values() if not c.outcome]
    for number, command in enumerate(under_way):
        fleet.say("result", sequence + number, name=name, command=command, outcome=outcome)


def test_a_full_bin_is_locked_and_people_are_shown_the_next() -> None:
    """And unlocked when the sensor says that it is empty; both are confirmed by the device."""
    fleet = _yard()
    _fill(fleet, 3, 900)
    assert _told(fleet) == [
        ("bin1", {"command": "lock_lid", "locked": True}),
        ("bin1", {"command": "point_to", "toward": "bin2"}),
    ]
    row = device_row(fleet.device())["linkage"]
    assert (row["locked"], row["toward"], row["alarms"]) == (True, "bin2", ["overflow"])
    assert not row["confirmed"]
    said = "lid locked, shows the way to bin2, for overflow, not confirmed"
    assert linkage_words(row) == said
    _answer(fleet, 5)
    assert device_row(fleet.device())["linkage"]["confirmed"]
    fleet.wait(REST_S)
    _fill(fleet, 7, 50)
    assert _told(fleet) == [
        ("bin1", {"command": "lock_lid", "locked": False}),
        ("bin1", {"command": "point_to"}),
    ]
    assert fleet.partition.state.sites[SITE].linked == []


def test_a_device_that_cannot_is_told_nothing() -> None:
    """Its birth says what it has; a sensor that only measures hears of no linkage."""
    fleet = SmallFleet()
    fleet.birth(interval_s=WEEK_S)
    fleet.fill(2, 900)
    assert _told(fleet) == []
    assert fleet.device().linkage is None


def test_who_is_shown_has_room() -> None:
    """Not a full one, not one that is away; where the one that was shown is full, the next is."""
    fleet = _yard()
    _fill(fleet, 3, 700, "bin2")
    _fill(fleet, 3, 900, "bin1")
    assert ("bin1", {"command": "point_to", "toward": "bin3"}) in _told(fleet)
    fleet.wait(REST_S)
    _fill(fleet, 5, 100, "bin2")
    assert _told(fleet) == []
    _fill(fleet, 3, 900, "bin3")
    assert ("bin1", {"command": "point_to", "toward": "bin2"}) in _told(fleet)
    fleet.wait(REST_S)
    _fill(fleet, 7, 950, "bin2")
    told = _told(fleet)
    assert ("bin1", {"command": "point_to"}) in told
    assert ("bin2", {"command": "lock_lid", "locked": True}) in told
    fleet.wait(REST_S)
    _fill(fleet, 5, 0, "bin3")
    assert ("bin1", {"command": "point_to", "toward": "bin3"}) in _told(fleet)


def test_nothing_changes_more_often_than_its_rest() -> None:
    """What changed too soon is told when the rest is over, if it is still so then."""
    fleet = _yard()
    _fill(fleet, 3, 900)
    _told(fleet)
    fleet.wait(60)
    _fill(fleet, 5, 50)
    assert _told(fleet) == []
    fleet.wait(REST_S - 61)
    assert _told(fleet) == []
    fleet.wait(1)
    assert ("bin1", {"command": "lock_lid", "locked": False}) in _told(fleet)
    fleet.wait(60)
    _fill(fleet, 7, 900)
    _fill(fleet, 9, 50)
    fleet.wait(WEEK_S)
    assert [said for name, said in _told(fleet) if said.get("locked")] == []


def test_what_is_reported_done_or_shelved_locks_nothing() -> None:
    """Open again where no sensor confirms it, the lid is locked again."""
    fleet = _yard()
    _fill(fleet, 3, 900)
    _answer(fleet, 5)
    _told(fleet)
    fleet.wait(REST_S)
    fleet.ask(Work("", "kim", SITE, "done", order=f"{SITE}:1"))
    assert ("bin1", {"command": "lock_lid", "locked": False}) in _told(fleet)
    _answer(fleet, 7)
    fleet.wait(2 * WEEK_S)
    assert ("bin1", {"command": "lock_lid", "locked": True}) in _told(fleet)
    fleet.wait(REST_S)
    until_ms = fleet.now_ms + 3_600_000
    fleet.ask(Look("", "kim", f"{SITE}/bin1", "overflow", "shelve", until_ms))
    assert ("bin1", {"command": "lock_lid", "locked": False}) in _told(fleet)
    fleet.wait(3_600)
    assert ("bin1", {"command": "lock_lid", "locked": True}) in _told(fleet)


def test_a_sensor_that_nobody_believes_locks_nothing() -> None:
    """Its echo has not moved for two days: the lid opens."""
    fleet = _yard()
    for sequence, permille in ((3, 900), (4, 900)):
        fleet.fill(sequence, permille, distance_mm=90)
    _told(fleet)
    fleet.wait(2 * 86_400)
    assert "stuck" in fleet.device().alarms
    assert ("bin1", {"command": "lock_lid", "locked": False}) in _told(fleet)


@pytest.mark.parametrize("ends", ["failed", "expired", "silence"])
def test_what_is_not_confirmed_is_told_again_when_the_device_speaks(ends: str) -> None:
    """However the command came to its end; once in a rest, and under a new name."""
    fleet = _yard()
    _fill(fleet, 3, 900)
    _answer(fleet, 5)
    fleet.wait(REST_S)
    _fill(fleet, 7, 50)
    _told(fleet)
    if ends == "silence":
        fleet.wait(2 * 3_600)
    else:
        _answer(fleet, 9, outcome=ends)
        fleet.wait(REST_S)
    _told(fleet)
    fleet.fill(20, 50)
    assert ("bin1", {"command": "lock_lid", "locked": False}) in _told(fleet)
    fleet.fill(21, 50)
    assert _told(fleet) == []


def test_a_device_that_starts_again_is_told_what_is_wanted() -> None:
    """Its lid may have forgotten; what is not wanted of it it need not hear."""
    fleet = _yard()
    _fill(fleet, 3, 900)
    _answer(fleet, 5)
    _told(fleet)
    fleet.wait(REST_S)
    fleet.birth(1, boot="b2", interval_s=WEEK_S, locks=True, shows=True)
    assert [name for name, _ in _told(fleet)] == ["bin1", "bin1"]
    fleet.birth(1, name="bin2", boot="b2", interval_s=WEEK_S, locks=True, shows=True)
    assert _told(fleet) == []


def test_a_site_has_rules_of_its_own() -> None:
    """An alarm that brings nothing about, another that does; applied at once to what is up."""
    fleet = _yard()
    _fill(fleet, 3, 900)
    _told(fleet)
    fleet.wait(REST_S)
    fleet.ask(Configure("", "t", SITE, links=[Link("overflow", point_to=True)]))
    assert ("bin1", {"command": "lock_lid", "locked": False}) in _told(fleet)
    for wrong in (Link("dance", lock_lid=True), Link("overflow", rest_ms=-1)):
        assert isinstance(fleet.ask(Configure("", "t", SITE, links=[wrong]))[0], Refused)


def test_a_device_that_is_retired_is_unlocked_first() -> None:
    """Nobody would say it later; and nobody is shown it any more."""
    fleet = _yard(2)
    _fill(fleet, 3, 900)
    _told(fleet)
    fleet.wait(REST_S)
    fleet.ask(Retire("", "t", f"{SITE}/bin2"))
    assert _told(fleet) == [("bin1", {"command": "point_to"})]
    fleet.ask(Retire("", "t", f"{SITE}/bin1"))
    assert _told(fleet) == [("bin1", {"command": "lock_lid", "locked": False})]
    assert fleet.partition.state.sites[SITE].linked == []


def test_fences_are_the_managers() -> None:
    """Who gives a command by hand gives none: a high one would make the device deaf."""
    fleet = _yard()
    far_ms = fleet.now_ms + 60_000
    words = {"locked": True, "fence": 9}
    (refused,) = fleet.ask(Order("", "t", f"{SITE}/bin1", "c1", "lock_lid", words, far_ms))
    assert isinstance(refused, Refused)


def _cold() -> SmallFleet:
    """A bank of three compartments, the third a cold cell of its own."""
    fleet = SmallFleet(bank1="bank")
    key = f"{SITE}/bank1-cell1"
    fleet.ask(Register("", "t", key, "cold_cell", settings={"compartment": 3}))
    fleet.ask(Furnish("", "t", f"{SITE}/bank1", [2, 1], "own"))
    for name in ("bank1", "bank1-cell1"):
        fleet.birth(name=name, interval_s=WEEK_S)
    return fleet


def _cell(fleet: SmallFleet, sequence: int, product_mc: int) -> None:
    words = {"kind": "cold_cell", "air_mc": 4_000, "setpoint_mc": 4_000, "product_mc": product_mc}
    fleet.say("telemetry", sequence, name="bank1-cell1", **words)


def _blocked(state: PartitionState) -> dict[int, str]:
    return state.parcels.banks[f"{SITE}/bank1"].blocked


def test_a_cell_that_is_too_warm_takes_no_more() -> None:
    """Out of service until its product is cold again, also where its door was jammed meanwhile."""
    fleet = _cold()
    state = fleet.partition.state
    _cell(fleet, 2, 9_000)
    assert _blocked(state) == {2: "excursion"}
    _cell(fleet, 3, 5_000)
    assert _blocked(state) == {}
    fleet.say("event", 2, name="bank1", event="door", compartment=3, door="jammed")
    _cell(fleet, 4, 9_000)
    assert _blocked(state) == {2: "jammed"}
    fleet.say("event", 3, name="bank1", event="door", compartment=3, door="closed")
    assert _blocked(state) == {2: "excursion"}
    _cell(fleet, 5, 5_000)
    assert _blocked(state) == {}


def test_a_cell_that_is_retired_or_moved_keeps_nothing_out_of_service() -> None:
    """Nobody would say later that it is cold again; the door that it has now is out instead."""
    fleet = _cold()
    state = fleet.partition.state
    _cell(fleet, 2, 9_000)
    key = f"{SITE}/bank1-cell1"
    fleet.ask(Register("", "t", key, "cold_cell", settings={"compartment": 2}))
    fleet.wait(0)
    assert _blocked(state) == {1: "excursion"}
    fleet.ask(Retire("", "t", key))
    assert _blocked(state) == {}


def test_a_bank_that_is_furnished_late_has_its_warm_cell_out_of_service() -> None:
    """The alarm was up before anybody said which compartments there are."""
    fleet = SmallFleet(bank1="bank")
    key = f"{SITE}/bank1-cell1"
    fleet.ask(Register("", "t", key, "cold_cell", settings={"compartment": 3}))
    fleet.birth(name="bank1-cell1", interval_s=WEEK_S)
    _cell(fleet, 2, 9_000)
    fleet.ask(Furnish("", "t", f"{SITE}/bank1", [2, 1], "own"))
    fleet.wait(0)
    assert _blocked(fleet.partition.state) == {2: "excursion"}


def test_a_full_bank_shows_the_way_to_another() -> None:
    """By share of compartments taken."""
    fleet = SmallFleet(bank1="bank", bank2="bank")
    for name in ("bank1", "bank2"):
        fleet.birth(name=name, interval_s=WEEK_S, shows=True)
    fleet.say("telemetry", 2, name="bank2", kind="bank", compartments=10, occupied=3)
    fleet.say("telemetry", 2, name="bank1", kind="bank", compartments=10, occupied=10)
    assert _told(fleet) == [("bank1", {"command": "point_to", "toward": "bank2"})]


class _Unlooked(dict[str, Device]):
    """Devices of which one is found by its name, and nobody goes through them all."""

    def values(self) -> NoReturn:
        raise AssertionError("every device of the partition was looked at")


def test_who_registers_a_device_does_not_look_at_all_others() -> None:
    """Thousands are registered one after the other: the work must not grow with those before."""
    fleet = _yard()
    state = fleet.partition.state
    state.devices = _Unlooked(state.devices)
    fleet.ask(Register("", "test", f"{SITE}/bin9", "bin_sensor"))
    fleet.ask(Register("", "test", f"{SITE}/bin1", "bin_sensor", settings={"east_m": 3}))
    assert {f"{SITE}/bin9", f"{SITE}/bin1"} <= state.devices.keys()
