"""Somebody plans, starts, pauses, resumes or aborts a rollout.

Lives here: what is granted by the partition that owns it. Not here: who may ask (the API's tokens).
"""

from __future__ import annotations

import msgspec

from devices.wire.steering import Install
from devices.wire.topics import PARTITIONS, TopicRefused, partition_of, topic_of
from fleet.core.decisions import Decision, Refused
from fleet.core.facts.letters import Roll
from fleet.core.facts.rollout_limits import CANARY_MOST, HOUR_MS, NAME_CHARACTERS, ROLLOUTS_KEPT
from fleet.core.facts.rollouts import Drafted, Rollout, RolloutPlan, Steered
from fleet.core.outgoing import Unspeakable, command_payload
from fleet.core.rollouts.judging import judge
from fleet.core.state import Command, PartitionState
from fleet.policy.rollouts.chances import PPM
from fleet.policy.rollouts.turns import DAY_MS

ENDED = frozenset({"stopped", "aborted", "done"})

_FROM = {
    "start": ("drafted",),
    "pause": ("running",),
    "resume": ("paused",),
    "abort": ("drafted", "running", "paused"),
}
_TO = {"start": "running", "pause": "paused", "resume": "running", "abort": "aborted"}


def decide_roll(state: PartitionState, asked: Roll, now_ms: int) -> list[Decision]:
    """What follows; nothing where it is so already."""
    known = state.rollouts.owned.get(asked.device)
    if asked.act == "create":
        return _create(state, known, asked)
    if asked.act not in _FROM:
        return [Refused(422, f"{asked.act!r}: create or one of {', '.join(_FROM)} is expected")]
    if known is None:
        return [Refused(404, f"{asked.device}: no such rollout")]
    if known.state == _TO[asked.act]:
        return []
    if known.state not in _FROM[asked.act]:
        return [Refused(409, f"{asked.device} is {known.state}")]
    steered = Steered(
        known.name, _TO[asked.act], known.wave, known.boundary, asked.act, asked.by, known.canary,
        known.allowed,
    )  # fmt: skip
    if steered.state != "running":
        return [steered]
    return judge(known, steered, known.tallies, now_ms)


def _create(state: PartitionState, known: Rollout | None, asked: Roll) -> list[Decision]:
    if known is not None:
        same = known.plan == asked.plan
        return [] if same else [Refused(409, f"{asked.device} is another rollout")]
    if asked.plan is None:
        return [Refused(422, "plan: is missing")]
    if why := _wrong_name(state, asked.device) or _wrong(asked.plan):
        return [Refused(422, why)]
    open_ones = sum(one.state not in ENDED for one in state.rollouts.owned.values())
    if open_ones >= ROLLOUTS_KEPT:
        return [Refused(429, f"{open_ones} rollouts are not ended")]
    return [Drafted()]


def _wrong_name(state: PartitionState, name: str) -> str:
    try:
        topic_of(name, "any", "state")
    except TopicRefused:
        return f"name {name[:80]!r}: letters, digits, _ and - are expected"
    if len(name) > NAME_CHARACTERS:
        return f"name of {len(name)} characters, at most {NAME_CHARACTERS}"
    if partition_of(name) % PARTITIONS != state.partition:
        return f"{name} is in partition {partition_of(name)}"
    return ""


def install_arguments(rollout: str, plan: RolloutPlan) -> dict[str, object]:
    """What a device is told beside the name and the time of a command."""
    return {
        "rollout": rollout,
        **msgspec.structs.asdict(plan.artifact),
        "battery_permille": plan.battery_permille,
    }


def _wrong(plan: RolloutPlan) -> str:
    """The first thing that cannot be, with its value and what is expected; "" for nothing."""
    tag = str(Install.__struct_config__.tag)
    command = Command("any", tag, install_arguments("any", plan), "", 0, HOUR_MS)
    try:
        command_payload("any", command, HOUR_MS)
    except Unspeakable as error:
        return str(error)
    waves = plan.waves
    if not waves or list(waves) != sorted(set(waves)) or waves[-1] != 1000 or waves[0] < 1:
        return f"waves {list(waves)}: rising permille up to 1000 are expected"
    for name, low, high in _BOUNDS:
        value = getattr(plan, name)
        if not low <= value <= high:
            return f"{name} {value}: {low} … {high} is expected"
    if plan.good_ppm >= plan.bad_ppm:
        return f"good_ppm {plan.good_ppm}: less than bad_ppm {plan.bad_ppm} is expected"
    return ""


_BOUNDS = (
    ("canary", 0, CANARY_MOST),
    ("bad_ppm", 1_000, PPM // 2),
    ("good_ppm", 1, PPM // 2),
    ("miss_ppm", 1, PPM // 2),
    ("alarm_ppm", 1, PPM // 2),
    ("error_ppm", 1, PPM // 2),
    ("success_permille", 1, 1000),
    ("soak_ms", 0, 31 * DAY_MS),
    ("per_site", 1, 10_000),
    ("from_clock_ms", 0, DAY_MS - 1),
    ("to_clock_ms", 0, DAY_MS - 1),
    ("battery_permille", 0, 1000),
    ("deadline_ms", 60_000, 31 * DAY_MS),
    ("patience_ms", 60_000, 31 * DAY_MS),
    ("tries", 1, 20),
)
