"""What people are shown of rollouts: rows of plain values.

Lives here: lists, one rollout whole, its devices. Not here: tables, HTTP. Times are milliseconds
since 1970 UTC on the manager's clock, −1 where not known.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec

from fleet.core.facts.rollouts import Rollout
from fleet.core.rollouts.standing import summed
from fleet.core.state import PartitionState

_NOT_WAITED_FOR = ("under_way", "updated", "failed", "gone", "unreached")


def rollout_rows(states: Iterable[PartitionState]) -> list[dict[str, Any]]:
    """Every rollout, the newest first."""
    rows = [_row(rollout) for state in states for rollout in state.rollouts.owned.values()]
    return sorted(rows, key=lambda row: (-row["created_ms"], row["rollout"]))


def rollout_page(states: Iterable[PartitionState], name: str) -> dict[str, Any] | None:
    """One whole: its plan and history beside the counts; None where it is not known."""
    for state in states:
        rollout = state.rollouts.owned.get(name)
        if rollout is not None:
            return {
                **_row(rollout),
                "plan": msgspec.to_builtins(rollout.plan),
                "history": [msgspec.structs.asdict(step) for step in rollout.history],
                "reasons": reasons(states, name),
            }
    return None


def _row(rollout: Rollout) -> dict[str, Any]:
    """`waiting`: opened, and not their turn yet; `permille`: of all devices that are open."""
    counts = summed(rollout.tallies)
    ended = sum(counts[name] for name in _NOT_WAITED_FOR)
    return {
        "rollout": rollout.name,
        "version": rollout.plan.artifact.version,
        "models": list(rollout.plan.artifact.models),
        "state": rollout.state,
        "wave": rollout.wave,
        "waves": len(rollout.plan.waves) + 1,
        "canary": rollout.canary,
        "allowed": rollout.allowed,
        **counts,
        "waiting": max(0, counts["opened"] - ended),
        "why": rollout.history[-1].why,
        "by": rollout.by,
        "created_ms": rollout.created_ms,
        "since_ms": rollout.history[-1].at_ms,
        "soaks_until_ms": rollout.due_ms,
    }


def reasons(states: Iterable[PartitionState], name: str) -> dict[str, int]:
    """Why devices failed, or wait again, with how many; as far as their partitions are here."""
    found: dict[str, int] = {}
    for row in member_rows(states, name):
        if row["detail"] and row["state"] != "updated":
            why = f"{row['state']}: {row['detail']}"
            found[why] = found.get(why, 0) + 1
    return dict(sorted(found.items()))


def member_rows(states: Iterable[PartitionState], name: str) -> list[dict[str, Any]]:
    """Devices of a rollout in the order of their ranks."""
    rows = []
    for state in states:
        part = state.rollouts.parts.get(name)
        if part is None:
            continue
        for key, member in part.members.items():
            device = state.devices.get(key)
            rows.append(
                {
                    "device": key,
                    "rank": member.rank,
                    "is_open": member.rank < part.boundary,
                    "state": member.state,
                    "detail": member.detail,
                    "attempt": member.attempt,
                    "since_ms": member.since_ms,
                    "firmware": "" if device is None else device.firmware,
                }
            )
    return sorted(rows, key=lambda row: (row["rank"], row["device"]))
