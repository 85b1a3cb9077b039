"""How a rollout stands everywhere, and the steps that its owner takes from there.

Lives here: sums over partitions, steering made of steering. Not here: which step it is
(`fleet.core.rollouts.judging`, `canary`).
"""

from __future__ import annotations

from collections.abc import Mapping

from fleet.core.decisions import Decision
from fleet.core.facts.rollouts import Rollout, Soaked, Steered, Tally

SUMMED = ("devices", "opened", "under_way", "updated", "failed", "gone", "unreached")


def summed(tallies: Mapping[int, Tally]) -> dict[str, int]:
    """All partitions together."""
    return {name: sum(getattr(t, name) for t in tallies.values()) for name in SUMMED}


def steering(rollout: Rollout) -> Steered:
    """How a rollout is steered as it is."""
    return Steered(
        rollout.name, rollout.state, rollout.wave, rollout.boundary, "", "", rollout.canary,
        rollout.allowed,
    )  # fmt: skip


def turned(
    steered: Steered, state: str, why: str, wave: int | None = None, boundary: int | None = None
) -> Steered:
    """The next step, with its reason; nobody asked for it."""
    return Steered(
        steered.rollout, state,
        steered.wave if wave is None else wave,
        steered.boundary if boundary is None else boundary,
        why, "", steered.canary, steered.allowed,
    )  # fmt: skip


def watched(rollout: Rollout, is_through: bool, now_ms: int) -> list[Decision] | None:
    """A wave that is through is watched, and one that no longer is, is not; None where it was
    watched long enough.
    """
    if not is_through:
        return [] if rollout.due_ms < 0 else [Soaked(rollout.name, -1)]
    if rollout.due_ms < 0:
        return [Soaked(rollout.name, now_ms + rollout.plan.soak_ms)]
    return [] if now_ms < rollout.due_ms else None


def said(all_of: Mapping[str, int]) -> str:
    """Counts as a line of the history has them."""
    words = f"{all_of['updated']} of {all_of['devices']} updated, {all_of['failed']} failed"
    if all_of["unreached"]:
        words += f", {all_of['unreached']} were not reached"
    return words
