"""How a rollout would go: luck drawn from named streams, replications, figures.

Lives here: the luck of a replication, its outcome, means with intervals. Not here: how it goes
(`twin.studies.rehearsal.firmware.rollouts`), words of the figures (`twin.report.words`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from scenarios.streams import Purpose, Streams
from twin.studies.rehearsal.firmware.rollouts import RESTART_MS, START_MS, Cut, Luck, Rehearsal
from twin.studies.rehearsal.intervals import mean

HOUR_MS = 3_600_000
DAY_MS = 24 * HOUR_MS

LOST_WITHIN_MS = HOUR_MS
"""Firmware that dies after it was found healthy does so within an hour of work; assumed."""

FIGURES = {
    "done_share": "share", "stopped_in_canary_share": "share", "stopped_later_share": "share",
    "updated_share": "share", "exposed_devices": "count", "failed_devices": "count",
    "waiting_devices": "count", "unreached_devices": "count", "duration_h": "h", "away_min": "min",
}  # fmt: skip
"""Figures of a rehearsal with their units; words: `rollout.figure` of the catalogue."""


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What the firmware and the compound are like. Shares in ppm of devices.

    `failing_ppm`: found unhealthy on trial; `dying_ppm`: healthy, and lost within an hour of work;
    `cuts_per_day`: power cuts of a device a day, of `cut_ms` each.
    """

    failing_ppm: int = 0
    dying_ppm: int = 0
    cuts_per_day: float = 0.0
    cut_ms: int = 60_000


def luck_of(
    sites: Mapping[str, Sequence[str]], of: Circumstances, streams: Streams, days: int
) -> Luck:
    """The luck of every device, site by site: devices of another site shift nothing.

    `sites`: names of a site's devices, in an order that is always the same.
    """
    unhealthy: set[str] = set()
    lost: dict[str, int] = {}
    cuts: list[Cut] = []
    for site, devices in sites.items():
        drawn = streams.generator(Purpose.FIRMWARE_FAILS, site).random((len(devices), 2))
        power = streams.generator(Purpose.FIRMWARE_POWER, site)
        for name, (fate, when) in zip(devices, drawn.tolist(), strict=True):
            key = f"{site}/{name}"
            if fate * 1_000_000 < of.failing_ppm:
                unhealthy.add(key)
            elif fate * 1_000_000 < of.failing_ppm + of.dying_ppm:
                lost[key] = 1 + int(when * LOST_WITHIN_MS)
        counts = power.poisson(of.cuts_per_day * days, len(devices))
        for name, count in zip(devices, counts.tolist(), strict=True):
            moments = np.sort(power.integers(0, days * DAY_MS, count))
            cuts += [Cut(at, f"{site}/{name}", of.cut_ms) for at in moments.tolist()]
    return Luck(frozenset(unhealthy), lost, sorted(cuts))


def outcome_of(fleet: Rehearsal) -> dict[str, float]:
    """The figures of one replication, as far as it came."""
    rollout = fleet.rollout
    members = [
        member
        for partition in fleet.partitions
        for part in partition.state.rollouts.parts.values()
        for member in part.members.values()
    ]
    states = [member.state for member in members]
    count = max(1, len(states))
    is_stopped = rollout.state == "stopped"
    return {
        "done_share": float(rollout.state == "done"),
        "stopped_in_canary_share": float(is_stopped and rollout.wave <= 0),
        "stopped_later_share": float(is_stopped and rollout.wave > 0),
        "updated_share": states.count("updated") / count,
        "exposed_devices": float(len(fleet.trials)),
        "failed_devices": float(states.count("failed")),
        "waiting_devices": float(sum(s in {"waiting", "ordered", "trial"} for s in states)),
        "unreached_devices": float(states.count("unreached")),
        "duration_h": (rollout.history[-1].at_ms - START_MS) / HOUR_MS,
        "away_min": fleet.restarts * RESTART_MS / 60_000 / max(1, len(fleet.trials)),
    }


def figures(outcomes: Sequence[Mapping[str, float]]) -> list[dict[str, Any]]:
    """A row a figure: its unit, mean and interval over replications."""
    return [
        {"name": name, "unit": unit, **_mean([one[name] for one in outcomes], unit)}
        for name, unit in FIGURES.items()
    ]


def _mean(values: list[float], unit: str) -> dict[str, float | None]:
    """An interval of what is a share, or a number of things, does not go beyond what can be."""
    found = mean(values)
    high = 1.0 if unit == "share" else np.inf
    return {key: None if one is None else min(max(one, 0.0), high) for key, one in found.items()}
