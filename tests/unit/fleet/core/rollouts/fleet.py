"""A rehearsed fleet for tests of rollouts: real partitions, real devices, virtual time.

Lives here: making one, and looking at it. Not here: what is expected.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

import msgspec

from fleet.core.facts.rollouts import Artifact, Member, RolloutPlan
from tests.unit.devices.firmware import FILE, artifact, bins
from twin.studies.rehearsal.firmware.rollouts import ROLLOUT, START_MS, Luck, Rehearsal

HOUR_MS = 3_600_000
DAY_MS = 24 * HOUR_MS
LOAD_MS = 2_000


def rehearse(
    count: int, luck: Luck | None = None, file: bytes = FILE, made: Artifact | None = None,
    seed: int = 0, **words: Any,
) -> Rehearsal:  # fmt: skip
    """So many bins, ten at a site, and a rollout that is planned and not started."""
    plan = msgspec.structs.replace(RolloutPlan(made or artifact()), **words)
    return Rehearsal(bins(count, seed=seed), plan, file, LOAD_MS, luck or Luck())


def go(fleet: Rehearsal, days: float = 3) -> bool:
    """Until it has its end, at most so many days from the beginning."""
    return fleet.run(START_MS + round(days * DAY_MS))


def members(fleet: Rehearsal) -> dict[str, Member]:
    """Everybody in it."""
    return {
        key: member
        for partition in fleet.partitions
        if ROLLOUT in partition.state.rollouts.parts
        for key, member in partition.state.rollouts.parts[ROLLOUT].members.items()
    }


def states(fleet: Rehearsal) -> Counter[str]:
    """How many are where."""
    return Counter(member.state for member in members(fleet).values())


def running(fleet: Rehearsal) -> Counter[str]:
    """Which versions run, by the devices themselves."""
    return Counter(session.updating.updater.running[0] for session in fleet.sessions.values())
