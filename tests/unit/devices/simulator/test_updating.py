"""A simulated device takes up firmware: what it answers, says at birth, and tells."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from devices.models.bank import Bank
from devices.simulator import acts
from devices.simulator.bodies.cold import ColdCell
from devices.simulator.bodies.hull import Hull
from devices.simulator.bodies.lockers import LockerBank
from devices.simulator.bodies.waste import WasteBin
from devices.simulator.session import Session
from devices.simulator.updating import HEALTH_MS
from devices.wire.codec import decode, encode
from devices.wire.happenings import FirmwareMoved
from devices.wire.presence import Init, Ready
from devices.wire.steering import Install, Result
from devices.wire.topics import parse_topic, topic_of
from tests.unit.devices.firmware import FILE, NEW, OLD, artifact, bins

LATER_MS = 10**12


def said(device: Session, now: int) -> list[Any]:
    """Births, answers and news of firmware that it has to say now."""
    found = []
    while (outgoing := device.next_event(now)) is not None:
        message = decode(parse_topic(outgoing.topic), outgoing.payload)
        if isinstance(message, Init | Ready | Result | FirmwareMoved):
            found.append(message)
    return found


def install(name: str = "c1", **words: Any) -> Install:
    """The order, as the manager gives it."""
    given = {"rollout": "r1", **msgspec.structs.asdict(artifact()), **words}
    return Install(v=1, device="bin0", id=name, time_ms=0, expires_ms=LATER_MS, **given)


def ordered(device: Session, command: Install, now: int = 0) -> list[Any]:
    """What it says to an order."""
    me = device.identity
    device.receive(topic_of(me.site, me.device, "command"), encode(command), now)
    return said(device, now)


def online(body: Any = None) -> Session:
    """A sensor that is connected and trusts our key."""
    (device,) = bins(1)
    if body is not None:
        device.body = body
    device.connect(0)
    device.connected(0)
    said(device, 0)
    return device


def start_again(device: Session, boot: str, now: int) -> list[Any]:
    """Told to, or after its power was gone."""
    device.disconnected(now)
    device.start(boot)
    device.connect(now)
    device.connected(now)
    return said(device, now)


def load_all(device: Session, now: int) -> list[Any]:
    """Every part that it wants."""
    while (wanted := device.updating.updater.wanted()) is not None:
        device.updating.updater.load(wanted.first, FILE[wanted.first : wanted.last + 1])
    device.follow_up(now)
    return said(device, now)


def test_an_update_as_the_manager_hears_it() -> None:
    """Done, verified, init with the new version, ready and confirmed a minute later."""
    device = online()
    (answer,) = ordered(device, install())
    assert (answer.outcome, answer.detail) == ("done", "")
    (told,) = load_all(device, 5)
    assert (told.stage, told.rollout, told.version) == ("verified", "r1", NEW)
    assert device.restarting
    (birth,) = start_again(device, "x2", 10)
    assert isinstance(birth, Init)
    assert (birth.firmware.version, birth.firmware.slot) == (NEW, "b")
    device.handle_timer(9 + HEALTH_MS)
    assert (said(device, 9 + HEALTH_MS), device.get_timer()) == ([], 10 + HEALTH_MS)
    device.handle_timer(10 + HEALTH_MS)
    ready, confirmed = said(device, 10 + HEALTH_MS)
    assert isinstance(ready, Ready)
    assert (ready.firmware.version, ready.connection) == (NEW, 1)
    assert confirmed.stage == "confirmed"


def test_what_is_unfit_goes_back_by_itself() -> None:
    """It wants to start again after its trial, and comes back as it was, telling why."""
    device = online()
    device.updating.unfit.add(NEW)
    ordered(device, install())
    load_all(device, 5)
    start_again(device, "x2", 10)
    device.handle_timer(10 + HEALTH_MS)
    assert (said(device, 10 + HEALTH_MS), device.restarting) == ([], True)
    birth, told = start_again(device, "x3", 10 + HEALTH_MS)
    assert isinstance(birth, Ready)
    assert (birth.firmware.version, told.stage) == (OLD, "rolled_back")


def test_power_that_goes_on_trial_leads_back() -> None:
    """Interrupted, told at the next connection; the same order may come again."""
    device = online()
    ordered(device, install())
    load_all(device, 5)
    start_again(device, "x2", 10)
    birth, told = start_again(device, "x3", 20)
    assert (birth.firmware.version, told.stage) == (OLD, "interrupted")
    (answer,) = ordered(device, install("c2"), 30)
    assert answer.outcome == "done"


def test_an_order_heard_twice_is_one() -> None:
    """Also by another name, and after a start in between."""
    device = online()
    ordered(device, install())
    (again,) = ordered(device, install("c2"))
    assert (again.outcome, again.detail) == ("done", "before")
    start_again(device, "x2", 10)
    (again,) = ordered(device, install("c3"))
    assert (again.outcome, again.detail) == ("done", "before")


def _bank_with_an_open_door() -> Hull:
    bank = LockerBank(Bank([1, 2], [0, 2]), -60)
    bank.model.compartments[0].open()
    return bank


def _cell_with_a_parcel() -> Hull:
    cell = ColdCell(4_000, -60)
    cell.undergo(acts.PutIn(1, 7))
    return cell


def _flat_battery() -> Hull:
    body = WasteBin(-60)
    body.battery_permille = 299
    return body


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (_bank_with_an_open_door, "door_open"),
        (_cell_with_a_parcel, "chilled"),
        (_flat_battery, "battery"),
    ],
)
def test_a_device_that_is_not_fit_refuses(body: Any, why: str) -> None:
    """With a word that says why; nothing begins."""
    device = online(body())
    (answer,) = ordered(device, install(battery_permille=300))
    assert (answer.outcome, answer.detail) == ("refused", why)
    assert device.updating.updater.wanted() is None


def test_a_cell_is_free_when_the_parcel_is_out() -> None:
    """Then it may be updated, and its telemetry says so."""
    cell = _cell_with_a_parcel()
    assert isinstance(cell, ColdCell)
    assert cell.measure().fields["occupied"] is True
    cell.undergo(acts.TakeOut(1))
    assert (cell.unsafe(0), cell.measure().fields["occupied"]) == ("", False)
