"""The owner of a rollout: tallies come in, waves open, or it stops.

Lives here: what follows from how it stands everywhere. Not here: which devices they are
(`fleet.core.rollouts.taking_part`), the first wave (`canary`), the arithmetic
(`fleet.policy.rollouts`).
"""

from __future__ import annotations

from collections.abc import Mapping

from devices.wire.topics import PARTITIONS
from fleet.core.decisions import Decision
from fleet.core.facts.letters import Count
from fleet.core.facts.rollout_limits import ERROR_ALARM_PPM, RANKS
from fleet.core.facts.rollouts import Counted, Rollout, Steered, Tally
from fleet.core.inputs import Fired
from fleet.core.rollouts.canary import draw_canary, follow_canary, why_bad
from fleet.core.rollouts.standing import said, steering, summed, turned, watched
from fleet.core.state import PartitionState
from fleet.policy.rollouts.chances import too_many_failures
from fleet.policy.rollouts.turns import wave_is_through


def decide_count(state: PartitionState, count: Count, now_ms: int) -> list[Decision]:
    """A partition says how it stands; news may open the next wave, or end it all."""
    rollout = state.rollouts.owned.get(count.device)
    if rollout is None or rollout.tallies.get(count.sender) == count.tally:
        return []
    tallies = {**rollout.tallies, count.sender: count.tally}
    return [Counted(), *judge(rollout, steering(rollout), tallies, now_ms)[1:]]


def decide_rollout_timer(state: PartitionState, fired: Fired, now_ms: int) -> list[Decision]:
    """A finished wave was watched, or who is not connected waited for, long enough."""
    rollout = state.rollouts.owned.get(fired.name)
    if rollout is None or rollout.due_ms != fired.due_ms or rollout.state != "running":
        return []
    return judge(rollout, steering(rollout), rollout.tallies, now_ms)[1:]


def judge(
    rollout: Rollout, steered: Steered, tallies: Mapping[int, Tally], now_ms: int
) -> list[Decision]:
    """The steering as given, and what follows from it now.

    Nobody is opened before every partition has said how it stands under this very steering.
    """
    if steered.state != "running" or len(tallies) < PARTITIONS:
        return [steered]
    all_of = summed(tallies)
    if steered.wave < 0 and not all_of["devices"]:
        return [steered, turned(steered, "done", "no device runs another version", -1, RANKS)]
    if why := _too_bad(rollout, steered, all_of):
        return [steered, turned(steered, "stopped", why)]
    if any((t.state, t.boundary) != ("running", steered.boundary) for t in tallies.values()):
        return [steered]
    if steered.wave > 0:
        return [steered, *_follow_wave(rollout, steered, all_of, now_ms)]
    follow = draw_canary if steered.wave < 0 else follow_canary
    found = follow(rollout, steered, tallies, now_ms)
    return [steered, *(_open_next(rollout, steered, all_of) if found is None else found)]


def _too_bad(rollout: Rollout, steered: Steered, all_of: Mapping[str, int]) -> str:
    """Why it stops; "" where it does not."""
    if steered.wave <= 0:
        return why_bad(steered, all_of)
    failed, ended = all_of["failed"], all_of["failed"] + all_of["updated"]
    if too_many_failures(ended, failed, rollout.plan.error_ppm, ERROR_ALARM_PPM):
        return f"{failed} of {ended} failed"
    return ""


def _follow_wave(
    rollout: Rollout, steered: Steered, all_of: Mapping[str, int], now_ms: int
) -> list[Decision]:
    """The wave is finished: it is watched, and then the next begins, or all is done.

    Who was not reached is not waited for.
    """
    opened = all_of["opened"] - all_of["gone"] - all_of["failed"] - all_of["unreached"]
    is_through = wave_is_through(
        opened, all_of["updated"], all_of["under_way"], rollout.plan.success_permille
    )
    found = watched(rollout, bool(is_through), now_ms)
    return _open_next(rollout, steered, all_of) if found is None else found


def _open_next(rollout: Rollout, steered: Steered, all_of: Mapping[str, int]) -> list[Decision]:
    """The next wave that has somebody, or the end of it."""
    waves = rollout.plan.waves
    for wave, share in enumerate(waves[steered.wave :], steered.wave + 1):
        boundary = RANKS if share == 1000 else RANKS // 1000 * share
        if boundary > steered.boundary:
            why = f"{said(all_of)}: {share} permille are open"
            return [turned(steered, "running", why, wave, boundary)]
    ended = sum(all_of[name] for name in ("updated", "failed", "gone", "unreached"))
    if ended < all_of["devices"]:
        return []
    return [turned(steered, "done", said(all_of))]
