"""Who is fit for an update, from what a device told last; and patience with who is not."""

from __future__ import annotations

import json
from typing import Any

import pytest

from fleet.core.facts.alarms import Watch
from fleet.core.facts.rollouts import Member, MemberMoved, Part, RolloutPlan
from fleet.core.rollouts.fitness import waits_on, why_unfit
from tests.small_fleet import NOON_MS, SITE, SmallFleet
from tests.unit.devices.firmware import artifact

KEY = f"{SITE}/one"
PLAN = RolloutPlan(artifact(), patience_ms=1_000)


def fleet(kind: str, **measured: Any) -> tuple[SmallFleet, Part]:
    """A connected device of that kind, which measured this; a rollout that it is in."""
    found = SmallFleet(one=kind)
    found.birth(1, "one")
    found.device("one").measured = json.dumps(measured).encode()
    return found, Part("r1", 0, PLAN, members={KEY: Member(7)})


@pytest.mark.parametrize(
    ("kind", "measured", "why"),
    [
        ("bin_sensor", {}, ""),
        ("bin_sensor", {"battery_permille": 300}, ""),
        ("bin_sensor", {"battery_permille": 299}, "battery"),
        ("bank", {"battery_permille": 10, "mains": True}, ""),
        ("bank", {"battery_permille": 10, "mains": False}, "battery"),
        ("bank", {"doors_open": 1}, "door_open"),
        ("cold_cell", {"door": "open", "occupied": True}, "door_open"),
        ("cold_cell", {"door": "closed", "occupied": True}, "chilled"),
        ("bank", {"occupied": 12, "mains": True}, ""),
    ],
)
def test_why_a_device_is_not_fit(kind: str, measured: dict[str, Any], why: str) -> None:
    """A door, a parcel in the cold (in a bank parcels keep), a battery without mains."""
    found, part = fleet(kind, **measured)
    assert why_unfit(found.partition.state, part, KEY) == why


def test_who_is_away_is_not_fit() -> None:
    """By its will, or unknown."""
    found, part = fleet("bin_sensor")
    assert why_unfit(found.partition.state, part, "meadow/other") == "away"
    found.device("one").presence = "lost"
    assert why_unfit(found.partition.state, part, KEY) == "away"


def test_an_alarm_of_a_door_counts() -> None:
    """Its condition stands although the last report does not say it."""
    found, part = fleet("bank")
    found.device("one").watches["door_open:3"] = Watch(True, NOON_MS, 1)
    assert why_unfit(found.partition.state, part, KEY) == "door_open"


def test_another_rollout_comes_first() -> None:
    """While that has it under way; its own does not count."""
    found, part = fleet("bin_sensor")
    part.members[KEY].state = "trial"
    parts = found.partition.state.rollouts.parts
    parts["r1"] = part
    assert why_unfit(found.partition.state, part, KEY) == ""
    other = parts["r2"] = Part("r2", 0, PLAN, members={KEY: Member(1, "trial")})
    assert why_unfit(found.partition.state, part, KEY) == "busy"
    other.members[KEY].state = "updated"
    assert why_unfit(found.partition.state, part, KEY) == ""


def test_patience_runs_from_the_first_time() -> None:
    """Noted once, and again where the reason is another; after the plan's it is over for good."""
    _, part = fleet("bin_sensor")
    member = Member(7)
    (moved,) = waits_on(part, KEY, member, "away", 500)
    assert moved == MemberMoved("r1", KEY, "waiting", "away", 0, 500)
    member.detail, member.unfit_ms = "away", 500
    assert waits_on(part, KEY, member, "away", 1_499) == []
    assert waits_on(part, KEY, member, "battery", 1_499) == [
        MemberMoved("r1", KEY, "waiting", "battery", 0, 500)
    ]
    assert waits_on(part, KEY, member, "away", 1_500) == [
        MemberMoved("r1", KEY, "unreached", "away", 0, 500)
    ]
    member.state, member.unfit_ms = "unreached", -1
    assert waits_on(part, KEY, member, "busy", 9_000, 9_300) == [
        MemberMoved("r1", KEY, "unreached", "busy", 9_300, 9_000)
    ]


def test_who_was_ordered_was_fit_until_then() -> None:
    """It got no further: patience runs from its order."""
    _, part = fleet("bin_sensor")
    member = Member(7, "ordered", since_ms=200)
    (moved,) = waits_on(part, KEY, member, "away", 900)
    assert moved == MemberMoved("r1", KEY, "waiting", "away", 0, 200)
