"""The first wave: who is in it, whom others stand in for, when it is bad.

Lives here: drawing by the lowest ranks, over all partitions. Not here: the waves after it
(`fleet.core.rollouts.judging`), the arithmetic (`fleet.policy.rollouts.chances`).

As many devices as were drawn have to end, so that the chances hold. For each that cannot be reached
with the plan's patience, or is retired, the next in the draw is opened, until nobody else is
connected: then those who ended are the canary, with the failures that so few allow; but fewer than
half say too little, and the rollout stops.
"""

from __future__ import annotations

from collections.abc import Mapping
from heapq import merge
from itertools import islice

from fleet.core.decisions import Decision
from fleet.core.facts.rollout_limits import CANARY_MOST
from fleet.core.facts.rollouts import Rollout, RolloutPlan, Soaked, Steered, Tally
from fleet.core.rollouts.standing import summed, turned, watched
from fleet.policy.rollouts.chances import (
    canary_allows,
    canary_devices,
    canary_is_too_small,
    more_devices,
)


def draw_canary(
    rollout: Rollout, steered: Steered, tallies: Mapping[int, Tally], now_ms: int
) -> list[Decision]:
    """Devices that are connected, by their ranks; at most half of all. Others join them later where
    they are too few.

    While fewer than half of those wanted are connected, others are waited for, with the plan's
    patience: who comes back first after an outage is no canary.
    """
    wanted = min(_wanted(rollout.plan), max(1, summed(tallies)["devices"] // 2))
    ranks = _lowest(tallies, wanted)
    if canary_is_too_small(wanted, len(ranks)):
        if rollout.due_ms < 0:
            return [Soaked(rollout.name, now_ms + rollout.plan.patience_ms)]
        if now_ms < rollout.due_ms:
            return []
        wanted = len(ranks)
    if not ranks:
        return [turned(steered, "stopped", "no device was connected")]
    return [_canary(rollout, wanted, ranks[-1] + 1, "")]


def follow_canary(
    rollout: Rollout, steered: Steered, tallies: Mapping[int, Tally], now_ms: int
) -> list[Decision] | None:
    """It is watched when as many as were drawn have ended; others stand in for the unreached.

    None where it was watched long enough.
    """
    all_of = summed(tallies)
    ended = all_of["updated"] + all_of["failed"]
    lost = all_of["unreached"] + all_of["gone"]
    pending = all_of["opened"] - ended - lost
    missing = more_devices(steered.canary, ended, pending)
    if ranks := _lowest(tallies, missing):
        why = f"{lost} were not reached, {len(ranks)} more are in the canary"
        return [turned(steered, "running", why, boundary=ranks[-1] + 1)]
    if missing and not pending:
        return _make_do(rollout, steered, all_of, now_ms)
    is_through = all_of["under_way"] == 0 and ended >= steered.canary
    return watched(rollout, is_through, now_ms)


def why_bad(steered: Steered, all_of: Mapping[str, int]) -> str:
    """Why it stops in the canary; "" where it does not."""
    failed, ended = all_of["failed"], all_of["failed"] + all_of["updated"]
    if failed <= steered.allowed:
        return ""
    return f"{failed} of {ended} failed in the canary, at most {steered.allowed} may"


def _make_do(
    rollout: Rollout, steered: Steered, all_of: Mapping[str, int], now_ms: int
) -> list[Decision]:
    """Nobody is left to be drawn."""
    ended = all_of["updated"] + all_of["failed"]
    if canary_is_too_small(steered.canary, ended):
        why = f"{ended} of {steered.canary} of the canary were reached, nobody else is connected"
        return [turned(steered, "stopped", why)]
    smaller = _canary(rollout, ended, steered.boundary, "nobody else is connected: ")
    if why := why_bad(smaller, all_of):
        return [smaller, turned(smaller, "stopped", why)]
    return [smaller, Soaked(rollout.name, now_ms + rollout.plan.soak_ms)]


def _canary(rollout: Rollout, devices: int, boundary: int, why: str) -> Steered:
    """So many, with the failures that they allow."""
    allowed = canary_allows(devices, rollout.plan.bad_ppm, rollout.plan.miss_ppm)
    why += f"canary of {devices}, at most {allowed} may fail"
    return Steered(rollout.name, "running", 0, boundary, why, "", devices, allowed)


def _wanted(plan: RolloutPlan) -> int:
    return plan.canary or canary_devices(
        plan.bad_ppm, plan.good_ppm, plan.miss_ppm, plan.alarm_ppm, CANARY_MOST
    )


def _lowest(tallies: Mapping[int, Tally], count: int) -> list[int]:
    """Ranks of devices that are connected and not open yet."""
    return list(islice(merge(*(tally.ranks for tally in tallies.values())), count))
