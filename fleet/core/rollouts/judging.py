"""The owner of a rollout: tallies come in, waves open, or it stops.

Lives here: what follows from how it stands everywhere. Not here: which devices they are
(`fleet.core.rollouts.taking_part`), the arithmetic (`fleet.policy.rollouts`).
"""

from __future__ import annotations

from collections.abc import Mapping
from heapq import merge
from itertools import islice

from devices.wire.topics import PARTITIONS
from fleet.core.decisions import Decision
from fleet.core.facts.rollout_limits import CANARY_MOST, ERROR_ALARM_PPM, RANKS
from fleet.core.facts.rollouts import Count, Counted, Rollout, Soaked, Steered, Tally
from fleet.core.inputs import Fired
from fleet.core.state import PartitionState
from fleet.policy.rollouts.chances import canary_allows, canary_devices, too_many_failures
from fleet.policy.rollouts.turns import wave_is_through

SUMMED = ("devices", "opened", "under_way", "updated", "failed", "gone")


def decide_count(state: PartitionState, count: Count, now_ms: int) -> list[Decision]:
    """A partition says how it stands; news may open the next wave, or end it all."""
    rollout = state.rollouts.owned.get(count.device)
    if rollout is None or rollout.tallies.get(count.sender) == count.tally:
        return []
    tallies = {**rollout.tallies, count.sender: count.tally}
    return [Counted(), *judge(rollout, steering(rollout), tallies, now_ms)[1:]]


def decide_rollout_timer(state: PartitionState, fired: Fired, now_ms: int) -> list[Decision]:
    """A finished wave was watched long enough."""
    rollout = state.rollouts.owned.get(fired.name)
    if rollout is None or rollout.due_ms != fired.due_ms or rollout.state != "running":
        return []
    return judge(rollout, steering(rollout), rollout.tallies, now_ms)[1:]


def steering(rollout: Rollout) -> Steered:
    """How a rollout is steered as it is."""
    return Steered(
        rollout.name, rollout.state, rollout.wave, rollout.boundary, "", "", rollout.canary,
        rollout.allowed,
    )  # fmt: skip


def summed(tallies: Mapping[int, Tally]) -> dict[str, int]:
    """All partitions together."""
    return {name: sum(getattr(t, name) for t in tallies.values()) for name in SUMMED}


def judge(
    rollout: Rollout, steered: Steered, tallies: Mapping[int, Tally], now_ms: int
) -> list[Decision]:
    """The steering as given, and what follows from it now."""
    if steered.state != "running" or len(tallies) < PARTITIONS:
        return [steered]
    if steered.wave < 0:
        return [steered, *_draw_canary(rollout, steered, tallies)]
    all_of = summed(tallies)
    if why := _too_bad(rollout, steered, all_of):
        return [steered, _to(steered, "stopped", steered.wave, steered.boundary, why)]
    if any(tally.boundary != steered.boundary for tally in tallies.values()):
        return [steered]
    return [steered, *_follow_wave(rollout, steered, all_of, now_ms)]


def _draw_canary(
    rollout: Rollout, steered: Steered, tallies: Mapping[int, Tally]
) -> list[Decision]:
    """The first wave: devices that are connected, by their ranks; at most half of them."""
    plan = rollout.plan
    all_of = summed(tallies)
    if not all_of["devices"]:
        return [_to(steered, "done", -1, RANKS, "no device runs another version")]
    wanted = plan.canary or canary_devices(
        plan.bad_ppm, plan.good_ppm, plan.miss_ppm, plan.alarm_ppm, CANARY_MOST
    )
    wanted = min(wanted, max(1, all_of["devices"] // 2))
    ranks = list(islice(merge(*(tally.ranks for tally in tallies.values())), wanted))
    if not ranks:
        return []
    allowed = canary_allows(len(ranks), plan.bad_ppm, plan.miss_ppm)
    why = f"canary of {len(ranks)}, at most {allowed} may fail"
    return [
        Steered(rollout.name, "running", 0, ranks[-1] + 1, why, "", len(ranks), allowed),
    ]  # fmt: skip


def _too_bad(rollout: Rollout, steered: Steered, all_of: Mapping[str, int]) -> str:
    """Why it stops; "" where it does not."""
    failed, ended = all_of["failed"], all_of["failed"] + all_of["updated"]
    if steered.wave == 0:
        if failed > steered.allowed:
            return f"{failed} of {ended} failed in the canary, at most {steered.allowed} may"
        return ""
    if too_many_failures(ended, failed, rollout.plan.error_ppm, ERROR_ALARM_PPM):
        return f"{failed} of {ended} failed"
    return ""


def _follow_wave(
    rollout: Rollout, steered: Steered, all_of: Mapping[str, int], now_ms: int
) -> list[Decision]:
    """The wave is finished: it is watched, and then the next begins, or all is done."""
    plan, waves = rollout.plan, rollout.plan.waves
    ended = all_of["updated"] + all_of["failed"]
    if steered.wave == 0:
        through = all_of["under_way"] == 0 and ended + all_of["gone"] >= steered.canary
    else:
        opened = all_of["opened"] - all_of["gone"] - all_of["failed"]
        through = bool(
            wave_is_through(opened, all_of["updated"], all_of["under_way"], plan.success_permille)
        )
    if not through:
        return [] if rollout.due_ms < 0 else [Soaked(rollout.name, -1)]
    if rollout.due_ms < 0:
        return [Soaked(rollout.name, now_ms + plan.soak_ms)]
    if now_ms < rollout.due_ms:
        return []
    for wave, share in enumerate(waves[steered.wave :], steered.wave + 1):
        boundary = RANKS if share == 1000 else RANKS // 1000 * share
        if boundary > steered.boundary:
            said = f"{all_of['updated']} updated, {all_of['failed']} failed"
            return [_to(steered, "running", wave, boundary, f"{said}: {share} permille are open")]
    if ended + all_of["gone"] < all_of["devices"]:
        return []
    why = f"{all_of['updated']} of {all_of['devices']} updated, {all_of['failed']} failed"
    return [_to(steered, "done", steered.wave, steered.boundary, why)]


def _to(steered: Steered, state: str, wave: int, boundary: int, why: str) -> Steered:
    return Steered(steered.rollout, state, wave, boundary, why, "", steered.canary, steered.allowed)
