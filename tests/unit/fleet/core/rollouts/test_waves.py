"""A rollout from plan to end: the canary, waves, thresholds, and what people may do to it."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest

from fleet.core.facts.rollout_limits import RANKS
from tests.unit.devices.firmware import NEW, OLD
from tests.unit.fleet.core.rollouts.fleet import (
    DAY_MS,
    HOUR_MS,
    go,
    members,
    rehearse,
    running,
    states,
)
from twin.studies.rehearsal.firmware.partitions import BadRehearsal
from twin.studies.rehearsal.firmware.rollouts import START_MS, Luck


def test_a_good_firmware_reaches_everybody_wave_by_wave() -> None:
    """A canary of 105, then half, then all, each watched for two hours before the next."""
    fleet = rehearse(300)
    fleet.ask("start")
    assert go(fleet)
    rollout = fleet.rollout
    assert (rollout.state, rollout.canary, rollout.allowed) == ("done", 105, 1)
    assert [step.wave for step in rollout.history] == [-1, -1, 0, 2, 3, 3]
    begun = [step.at_ms for step in rollout.history[2:]]
    assert all(b - a > rollout.plan.soak_ms for a, b in pairwise(begun))
    assert (running(fleet), states(fleet)) == ({NEW: 300}, {"updated": 300})


def test_nothing_goes_out_before_the_start() -> None:
    """Planned, everybody counted, nobody ordered."""
    fleet = rehearse(50)
    go(fleet, 1)
    assert (fleet.rollout.state, states(fleet)) == ("drafted", {"waiting": 50})
    assert sum(tally.devices for tally in fleet.rollout.tallies.values()) == 50


def test_the_canary_is_drawn_by_lot_over_all_partitions() -> None:
    """Its devices are those of the lowest ranks, wherever they are; the order of names is none."""
    fleet = rehearse(300)
    fleet.ask("start")
    go(fleet, 0.02)
    ranked = sorted(members(fleet).items(), key=lambda item: item[1].rank)
    assert {m.state for _, m in ranked[105:]} == {"waiting"}
    assert "waiting" not in {m.state for _, m in ranked[:105]}
    assert len({key.partition("/")[0] for key, _ in ranked[:105]}) > 25


def test_a_bad_firmware_stops_in_the_canary() -> None:
    """At the second failure; nobody else is ordered, those under way end on a good version."""
    fleet = rehearse(300, Luck(frozenset(f"s0-{n // 10}/bin{n}" for n in range(0, 300, 10))))
    fleet.ask("start")
    assert go(fleet)
    assert (fleet.rollout.state, fleet.rollout.wave) == ("stopped", 0)
    assert "failed in the canary, at most 1 may" in fleet.rollout.history[-1].why
    found = states(fleet)
    assert found["failed"] >= 2
    assert found["waiting"] >= 195
    assert running(fleet)[NEW] == found["updated"]


def test_failures_after_the_canary_stop_it_too() -> None:
    """Whatever the canary missed: more failures than a good firmware has end it."""
    fleet = rehearse(300, success_permille=500)
    ranked = sorted(members(fleet).items(), key=lambda item: item[1].rank)
    for key, _ in ranked[105::4]:
        fleet.sessions[key].updating.unfit.add(NEW)
    fleet.ask("start")
    assert go(fleet)
    assert (fleet.rollout.state, fleet.rollout.wave) == ("stopped", 2)
    assert running(fleet)[OLD] > 150


def test_who_dies_after_its_update_counts_while_the_wave_is_watched() -> None:
    """Confirmed, and lost an hour later: two of them in the canary stop it."""
    fleet = rehearse(300)
    ranked = sorted(members(fleet).items(), key=lambda item: item[1].rank)
    lost = {key: HOUR_MS for key, _ in ranked[:3]}
    fleet = rehearse(300, Luck(lost=lost))
    fleet.ask("start")
    assert go(fleet)
    assert (fleet.rollout.state, fleet.rollout.wave) == ("stopped", 0)
    assert members(fleet)[ranked[0][0]].detail == "lost after its update"


def test_pause_and_resume() -> None:
    """Paused nobody new is ordered, and those under way end; resumed it goes on to its end."""
    fleet = rehearse(200)
    fleet.ask("start")
    fleet.run(START_MS + 40_000)
    fleet.ask("pause")
    go(fleet, 1)
    paused = states(fleet)
    assert (fleet.rollout.state, set(paused)) == ("paused", {"waiting", "updated"})
    go(fleet, 2)
    assert states(fleet) == paused
    fleet.ask("resume")
    assert go(fleet)
    assert (fleet.rollout.state, running(fleet)) == ("done", {NEW: 200})


def test_abort_leaves_everybody_on_a_good_version() -> None:
    """Those under way end by themselves, the others keep what they have, for good."""
    fleet = rehearse(200)
    fleet.ask("start")
    fleet.run(START_MS + 40_000)
    under_way = states(fleet)["ordered"] + states(fleet)["trial"]
    assert under_way
    fleet.ask("abort")
    assert go(fleet)
    found = states(fleet)
    assert set(found) == {"waiting", "updated"}
    assert running(fleet) == {NEW: found["updated"], OLD: found["waiting"]}
    with pytest.raises(BadRehearsal, match="is aborted"):
        fleet.ask("resume")
    fleet.run(fleet.now_ms + DAY_MS)
    assert states(fleet) == found


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ({"waves": (500, 100, 1000)}, "rising permille"),
        ({"waves": (500,)}, "rising permille"),
        ({"canary": 501}, "canary 501"),
        ({"good_ppm": 60_000}, "good_ppm 60000: less than bad_ppm"),
        ({"deadline_ms": 1}, "deadline_ms 1"),
        ({"battery_permille": 1001}, "battery_permille"),
    ],
)
def test_a_plan_that_cannot_be_is_refused(words: dict[str, Any], why: str) -> None:
    """With the value and what is expected."""
    with pytest.raises(BadRehearsal, match=why):
        rehearse(1, **words)


def test_a_rollout_for_nobody_is_done_at_once() -> None:
    """No device runs another version."""
    fleet = rehearse(5, sites=["elsewhere"])
    fleet.ask("start")
    assert (fleet.rollout.state, fleet.rollout.boundary) == ("done", RANKS)


def test_the_manager_may_end_at_any_moment() -> None:
    """Begun again from what it wrote down after every tenth hour and minute: the same end."""
    fleet, calm = rehearse(200), rehearse(200)
    for each in (fleet, calm):
        each.ask("start")
    for minute in range(1, 60, 4):
        fleet.run(START_MS + minute * 15_000)
        fleet.crash()
    for hour in range(1, 30, 3):
        fleet.run(START_MS + hour * HOUR_MS)
        fleet.crash()
    assert go(fleet)
    assert go(calm)
    assert running(fleet) == {NEW: 200}
    assert fleet.rollout.history == calm.rollout.history
