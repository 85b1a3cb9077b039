"""Devices that are not fit for long: others stand in for them, and nothing waits for ever."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from devices.models.updater import Offer, UpdateRefused
from devices.simulator.acts import OffLine
from devices.wire.topics import partition_of
from fleet.core.inputs import Register, Retire
from fleet.core.rollouts.shown import rollout_page
from tests.unit.devices.firmware import NEW, OLD, bins
from tests.unit.fleet.core.rollouts.fleet import (
    DAY_MS,
    HOUR_MS,
    go,
    members,
    rehearse,
    running,
    states,
)
from twin.studies.rehearsal.firmware.rollouts import ROLLOUT, START_MS, Rehearsal


def ranked(fleet: Rehearsal) -> list[str]:
    """Everybody in the order of the draw."""
    return [key for key, _ in sorted(members(fleet).items(), key=lambda item: item[1].rank)]


def cut_off(fleet: Rehearsal, keys: Iterable[str], is_off: bool = True) -> None:
    """Their mains go, or come back."""
    for key in keys:
        fleet.undergo(key, OffLine("mains", is_off))


def join(fleet: Rehearsal, keys: Iterable[str]) -> None:
    """They are registered, and connect."""
    for key in keys:
        fleet.put(partition_of(key.partition("/")[0]), Register("", "test", key, "bin_sensor"))
        cut_off(fleet, [key])
        cut_off(fleet, [key], is_off=False)


def steps(fleet: Rehearsal) -> list[tuple[str, int, str]]:
    """The history, without those who asked."""
    return [(step.state, step.wave, step.why) for step in fleet.rollout.history]


def test_others_stand_in_for_a_canary_device_that_is_away() -> None:
    """It goes as it is drawn: after two days the next in the draw is opened, and as many end as
    were drawn. The rollout is done without it, and says so.
    """
    fleet = rehearse(30)
    first = ranked(fleet)[0]
    fleet.ask("start")
    cut_off(fleet, [first])
    assert go(fleet, 6)
    assert steps(fleet)[2][2] == "canary of 15, at most 0 may fail"
    assert steps(fleet)[3] == ("running", 0, "1 were not reached, 1 more are in the canary")
    assert steps(fleet)[-1] == ("done", 3, "29 of 30 updated, 0 failed, 1 were not reached")
    assert (members(fleet)[first].state, members(fleet)[first].detail) == ("unreached", "away")
    at_ms = fleet.rollout.history[3].at_ms - START_MS
    assert fleet.rollout.plan.patience_ms <= at_ms < fleet.rollout.plan.patience_ms + HOUR_MS
    page = rollout_page([p.state for p in fleet.partitions], ROLLOUT)
    assert page is not None
    assert (page["unreached"], page["waiting"], page["reasons"]) == (1, 0, {"unreached: away": 1})


def test_a_device_that_refuses_again_and_again_holds_nobody_up() -> None:
    """Fit as far as the manager knows, and busy whenever it is asked: it is asked on, and neither
    the canary nor the soak, which is longer than two of its answers, waits for it.
    """
    fleet = rehearse(30)
    first = ranked(fleet)[0]

    def busy(offer: Offer) -> bool:
        raise UpdateRefused("busy")

    fleet.sessions[first].updating.updater.order = busy  # type: ignore[method-assign]
    fleet.ask("start")
    assert go(fleet, 6)
    assert (fleet.rollout.state, states(fleet)) == ("done", {"updated": 29, "unreached": 1})
    assert members(fleet)[first].attempt > 100
    assert (members(fleet)[first].detail, running(fleet)[OLD]) == ("busy", 1)


def test_a_flat_battery_in_the_canary_is_replaced() -> None:
    """The device refuses, then the manager knows it from its reports."""
    fleet = rehearse(30)
    first = ranked(fleet)[0]
    body = fleet.sessions[first].body
    body._reports = 19_000  # type: ignore[attr-defined]
    body.battery_permille = 50  # type: ignore[attr-defined]
    fleet.ask("start")
    assert go(fleet, 6)
    assert (fleet.rollout.state, states(fleet)) == ("done", {"updated": 29, "unreached": 1})
    assert members(fleet)[first].detail == "battery"


def test_who_comes_back_before_the_end_is_updated() -> None:
    """Not waited for, and ordered all the same; its failure would count."""
    fleet = rehearse(30, soak_ms=DAY_MS)
    first = ranked(fleet)[0]
    fleet.ask("start")
    cut_off(fleet, [first])
    go(fleet, 2.5)
    assert members(fleet)[first].state == "unreached"
    cut_off(fleet, [first], is_off=False)
    go(fleet, 2.6)
    assert (fleet.rollout.wave, members(fleet)[first].state) == (0, "updated")
    assert go(fleet, 9)
    assert steps(fleet)[-1][2] == "30 of 30 updated, 0 failed"


def test_a_canary_goes_on_with_those_who_are_left() -> None:
    """Two of five are lost, and nobody else is connected: three with no failure are the canary."""
    fleet = rehearse(10)
    keys = ranked(fleet)
    cut_off(fleet, keys[5:])
    fleet.ask("start")
    cut_off(fleet, keys[:2])
    assert go(fleet, 9)
    assert steps(fleet)[3] == (
        "running", 0, "nobody else is connected: canary of 3, at most 0 may fail"
    )  # fmt: skip
    assert steps(fleet)[-1] == ("done", 3, "3 of 10 updated, 0 failed, 7 were not reached")


def test_fewer_failures_are_allowed_in_a_smaller_canary() -> None:
    """One of 105 may fail; of the 90 that are left none may."""
    fleet = rehearse(300)
    keys = ranked(fleet)
    cut_off(fleet, keys[105:])
    fleet.sessions[keys[-1]].updating.unfit.add(NEW)
    fleet.sessions[keys[104]].updating.unfit.add(NEW)
    fleet.ask("start")
    cut_off(fleet, keys[:15])
    assert go(fleet, 3)
    assert [step[2] for step in steps(fleet)[-2:]] == [
        "nobody else is connected: canary of 90, at most 0 may fail",
        "1 of 90 failed in the canary, at most 0 may",
    ]
    assert (fleet.rollout.state, len(fleet.trials)) == ("stopped", 90)


def test_a_canary_of_which_most_is_lost_stops() -> None:
    """Fewer than half say too little, and there is nobody else to ask."""
    fleet = rehearse(10)
    keys = ranked(fleet)
    cut_off(fleet, keys[5:])
    fleet.ask("start")
    cut_off(fleet, keys[:3])
    assert go(fleet, 3)
    why = "2 of 5 of the canary were reached, nobody else is connected"
    assert steps(fleet)[-1] == ("stopped", 0, why)


def test_who_is_retired_in_the_canary_is_replaced() -> None:
    """It ended nothing: the chances hold for as many as were drawn."""
    fleet = rehearse(30)
    first = ranked(fleet)[0]
    fleet.ask("start")
    fleet.put(partition_of(first.partition("/")[0]), Retire("", "test", first))
    go(fleet, 0.1)
    assert steps(fleet)[3] == ("running", 0, "1 were not reached, 1 more are in the canary")
    assert go(fleet)
    assert states(fleet) == {"updated": 29, "gone": 1}


def test_a_start_while_nobody_is_connected_waits_for_them() -> None:
    """Not for the first alone: for half of those wanted; then the canary is what was asked for."""
    fleet = rehearse(40)
    keys = ranked(fleet)
    cut_off(fleet, keys)
    fleet.ask("start")
    go(fleet, 0.5)
    cut_off(fleet, keys[:3], is_off=False)
    go(fleet, 1)
    assert (fleet.rollout.wave, running(fleet)) == (-1, {OLD: 40})
    cut_off(fleet, keys[3:], is_off=False)
    assert go(fleet)
    assert (fleet.rollout.state, fleet.rollout.canary) == ("done", 20)


@pytest.mark.parametrize(("back", "state", "canary"), [(2, "done", 2), (0, "stopped", 0)])
def test_a_start_that_finds_few_has_an_end(back: int, state: str, canary: int) -> None:
    """With patience: then those who are there are the canary, and without any it stops."""
    fleet = rehearse(40)
    keys = ranked(fleet)
    cut_off(fleet, keys[back:])
    fleet.ask("start")
    assert go(fleet, 9)
    assert (fleet.rollout.state, fleet.rollout.canary) == (state, canary)
    assert fleet.rollout.history[2].at_ms >= START_MS + fleet.rollout.plan.patience_ms


def test_nobody_runs_out_of_patience_in_a_pause() -> None:
    """Three days of it: who was away before and is back in time is in the canary."""
    fleet = rehearse(30)
    first = ranked(fleet)[0]
    fleet.ask("start")
    cut_off(fleet, [first])
    go(fleet, 0.5)
    fleet.ask("pause")
    go(fleet, 3.5)
    fleet.ask("resume")
    go(fleet, 4)
    assert (members(fleet)[first].state, fleet.rollout.wave) == ("waiting", 0)
    cut_off(fleet, [first], is_off=False)
    assert go(fleet, 6)
    assert (fleet.rollout.state, running(fleet)) == ("done", {NEW: 30})


def test_who_was_updated_by_hand_is_no_canary() -> None:
    """Only devices that the draw opened count."""
    fleet = rehearse(30)
    keys = ranked(fleet)
    for key in keys[15:]:
        fleet.sessions[key].updating.updater.versions["a"] = NEW
        cut_off(fleet, [key])
        cut_off(fleet, [key], is_off=False)
    go(fleet, 0.01)
    assert states(fleet)["updated"] == 15
    fleet.ask("start")
    go(fleet, 0.06)
    assert (fleet.rollout.wave, fleet.rollout.canary) == (0, 15)
    assert states(fleet)["updated"] == 30
    assert go(fleet)


def test_a_later_wave_is_not_held_up_either() -> None:
    """One in five is away for good: each wave ends, and so does the whole."""
    fleet = rehearse(100)
    keys = ranked(fleet)
    away = keys[1::5]
    cut_off(fleet, away)
    fleet.ask("start")
    assert go(fleet, 12)
    assert steps(fleet)[-1] == ("done", 3, "80 of 100 updated, 0 failed, 20 were not reached")


def test_who_is_registered_later_takes_part() -> None:
    """From its first birth on, at its place in the draw; and so does who was retired before."""
    fleet = rehearse(40)
    fleet.ask("start")
    go(fleet, 0.05)
    again = ranked(fleet)[-1]
    fleet.put(partition_of(again.partition("/")[0]), Retire("", "test", again))
    assert states(fleet)["gone"] == 1
    later = {f"{s.identity.site}/{s.identity.device}": s for s in bins(43)[40:]}
    fleet.sessions.update(later)
    join(fleet, [*later, again])
    go(fleet, 0.15)
    assert (fleet.rollout.state, len(members(fleet)), states(fleet)["gone"]) == ("running", 43, 0)
    assert go(fleet)
    assert (fleet.rollout.state, running(fleet)) == ("done", {NEW: 43})


def test_who_is_registered_after_the_end_waits_for_the_next() -> None:
    """Nobody judges any more."""
    fleet = rehearse(20)
    fleet.ask("start")
    assert go(fleet)
    later = {f"{s.identity.site}/{s.identity.device}": s for s in bins(21)[20:]}
    fleet.sessions.update(later)
    join(fleet, later)
    fleet.run(fleet.now_ms + HOUR_MS)
    assert set(members(fleet)).isdisjoint(later)
