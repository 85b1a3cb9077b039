"""Devices in a rollout: whose turn it is, what they say, and that none ends on a bad version."""

from __future__ import annotations

from collections import Counter

import msgspec

from devices.simulator.acts import OffLine
from devices.wire.topics import partition_of
from fleet.core.alarms.targets import target_of
from fleet.core.facts.rollout_limits import PER_SITE
from fleet.core.inputs import Order, Retire
from tests.unit.devices.firmware import FILE, NEW, OLD, artifact, bins
from tests.unit.fleet.core.rollouts.fleet import (
    DAY_MS,
    HOUR_MS,
    go,
    members,
    rehearse,
    running,
    states,
)
from twin.studies.rehearsal.firmware.rollouts import START_MS, Cut, Luck


def test_power_cuts_in_the_middle_leave_every_device_on_a_good_version() -> None:
    """Cuts while it loads, restarts and is on trial: interrupted ones are ordered again, and all
    end on the new version, which is healthy, or on the old one.
    """
    keys = [f"{s.identity.site}/{s.identity.device}" for s in bins(200)]
    cuts = [
        Cut(n * 7_919_003 % (5 * HOUR_MS if n % 2 else 200_000), keys[n * 37 % 200], 45_000)
        for n in range(400)
    ]
    fleet = rehearse(200, Luck(cuts=cuts), tries=20)
    fleet.ask("start")
    assert go(fleet)
    assert any(member.attempt > 1 for member in members(fleet).values()), "none was interrupted"
    for session in fleet.sessions.values():
        updater = session.updating.updater
        assert updater.running[0] in {OLD, NEW}
        assert not updater.is_on_trial
    assert running(fleet)[NEW] == states(fleet)["updated"]
    assert fleet.rollout.state == "done"


def test_a_wrong_file_is_never_installed() -> None:
    """What is served is not what was signed: nobody tries it, and the canary stops the rollout."""
    fleet = rehearse(200, file=FILE[:-1] + b"?")
    fleet.ask("start")
    assert go(fleet)
    assert (fleet.rollout.state, running(fleet), fleet.trials) == ("stopped", {OLD: 200}, set())
    assert {m.detail for m in members(fleet).values() if m.state == "failed"} == {"checksum"}


def test_a_wrong_signature_is_never_loaded() -> None:
    """Refused with that word by each that was asked; that is a failure like any other."""
    made = msgspec.structs.replace(artifact(), signature="00" * 64)
    fleet = rehearse(200, made=made)
    fleet.ask("start")
    assert go(fleet)
    assert (fleet.rollout.state, running(fleet), fleet.trials) == ("stopped", {OLD: 200}, set())
    assert {m.detail for m in members(fleet).values() if m.state == "failed"} == {"signature"}


def test_no_more_of_a_site_at_once_than_planned() -> None:
    """Three by default, over the whole rollout."""
    fleet = rehearse(100)
    fleet.ask("start")
    most: Counter[str] = Counter()
    while not fleet.run(fleet.now_ms + 10_000) and fleet.now_ms < START_MS + DAY_MS:
        sites = Counter(
            key.partition("/")[0]
            for key, member in members(fleet).items()
            if member.state in {"ordered", "trial"}
        )
        most |= sites
    assert max(most.values()) == PER_SITE


def test_a_window_holds_orders_back() -> None:
    """From 01:00 to 03:00 of the sites' clocks: the rehearsal begins at midnight."""
    fleet = rehearse(40, from_clock_ms=HOUR_MS, to_clock_ms=3 * HOUR_MS, soak_ms=0)
    fleet.ask("start")
    fleet.run(START_MS + HOUR_MS - 1)
    assert states(fleet) == {"waiting": 40}
    assert go(fleet)
    begun = [member.since_ms - START_MS for member in members(fleet).values()]
    assert all(HOUR_MS <= at % DAY_MS < 3 * HOUR_MS + 10 * 60_000 for at in begun)


def test_a_device_that_is_away_is_waited_for() -> None:
    """It is ordered when it is back; the last wave waits for it."""
    fleet = rehearse(30)
    key = max(members(fleet).items(), key=lambda item: item[1].rank)[0]
    fleet.undergo(key, OffLine("mains", True))
    fleet.ask("start")
    assert not go(fleet, 1)
    assert states(fleet) == {"updated": 29, "waiting": 1}
    fleet.undergo(key, OffLine("mains", False))
    assert go(fleet)
    assert (fleet.rollout.state, running(fleet)) == ("done", {NEW: 30})


def test_a_flat_battery_is_not_updated() -> None:
    """Neither ordered by the manager once it has told of it, nor taken up by the device before."""
    fleet = rehearse(30)
    key = min(members(fleet).items(), key=lambda item: item[1].rank)[0]
    body = fleet.sessions[key].body
    body._reports = 19_000  # type: ignore[attr-defined]
    body.battery_permille = 50  # type: ignore[attr-defined]
    fleet.ask("start")
    go(fleet, 1)
    assert (members(fleet)[key].state, members(fleet)[key].detail) == ("waiting", "battery")
    assert fleet.sessions[key].updating.updater.running[0] == OLD


def test_who_is_retired_is_waited_for_no_more() -> None:
    """The rollout ends without it."""
    fleet = rehearse(30)
    key = max(members(fleet).items(), key=lambda item: item[1].rank)[0]
    fleet.put(partition_of(key.partition("/")[0]), Retire("", "test", key))
    fleet.ask("start")
    assert go(fleet)
    assert states(fleet) == {"updated": 29, "gone": 1}


def test_a_device_that_never_answers_fails_in_the_end() -> None:
    """It was ordered as often as planned; nobody waits longer for it."""
    fleet = rehearse(30)
    key = min(members(fleet).items(), key=lambda item: item[1].rank)[0]
    fleet.sessions[key].receive = lambda topic, payload, now: None  # type: ignore[method-assign]
    fleet.ask("start")
    assert go(fleet)
    assert fleet.rollout.state == "stopped", "one failure is one too many in a canary of 15"
    assert (members(fleet)[key].state, members(fleet)[key].detail) == ("failed", "unanswered")
    assert members(fleet)[key].attempt == 3


def test_nobody_installs_past_a_rollout() -> None:
    """An order of somebody's own to install is one that the wire knows, and follows its rules."""
    fleet = rehearse(1)
    (key,) = fleet.sessions
    words = {"rollout": "mine", **msgspec.structs.asdict(artifact())}
    ordered = Order("", "test", key, "mine-1", "install", {**words, "size": 0}, START_MS + DAY_MS)
    (refused,) = fleet.partitions[partition_of("s0-0")].receive(ordered, START_MS)
    assert "size" in str(refused)


def test_the_alarm_knows_what_a_rollout_brings() -> None:
    """What it brings beyond its canary, to whom it is for; not before, not elsewhere."""
    fleet = rehearse(40, sites=["s0-0", "s0-1", "s0-2"])
    fleet.ask("start")

    def targets() -> set[str]:
        return {
            target_of(p.state, device, device.model)
            for p in fleet.partitions
            for device in p.state.devices.values()
            if device.site != "s0-3"
        }

    fleet.run(START_MS + HOUR_MS)
    assert targets() == {""}
    assert go(fleet)
    assert targets() == {NEW}
    other = fleet.partitions[partition_of("s0-3")].state
    (device, *_) = (d for d in other.devices.values() if d.site == "s0-3")
    assert target_of(other, device, device.model) == ""
