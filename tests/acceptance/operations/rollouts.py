"""Rollouts over many seeds: bad firmware, good firmware, power cuts in the middle.

    python -m tests.acceptance.operations.rollouts --failing-ppm 50000 --seeds 200
    python -m tests.acceptance.operations.rollouts --devices 1000 --cuts-per-day 150 --cut-days 1
        --tries 10 --soak-h 0 --seeds 1

`stopped_in_canary`, `went_through`: seeds that ended so; `not_good`: devices that ended on a
version that is not known to be good there, or still on trial; `interrupted`: that needed another
order. Power that goes every ten minutes makes a device flap, which while its wave is watched is a
failure of the firmware (`--soak-h 0`: it is not watched).
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from dataclasses import asdict, dataclass

from fleet.core.facts.rollout_limits import HOUR_MS, SOAK_MS
from fleet.core.facts.rollouts import RolloutPlan
from scenarios.streams import Streams
from tests.unit.devices.firmware import FILE, NEW, OLD, artifact, bins
from twin.studies.rehearsal.firmware.rollouts import ROLLOUT, START_MS, Rehearsal
from twin.studies.rehearsal.firmware.updates import DAY_MS, Circumstances, luck_of

LOAD_MS = 2_000
DAYS = 7


@dataclass
class Seen:
    """What came of all seeds."""

    seeds: int = 0
    devices: int = 0
    stopped_in_canary: int = 0
    stopped_later: int = 0
    went_through: int = 0
    not_good: int = 0
    interrupted: int = 0
    updated: int = 0
    canary: int = 0


def look(
    seed: int, devices: int, circumstances: Circumstances, cut_days: int, plan: RolloutPlan,
    seen: Seen,
) -> None:  # fmt: skip
    """One rollout to its end, or for a week, with power cuts in its first days."""
    sessions = bins(devices)
    sites: dict[str, list[str]] = {}
    for session in sessions:
        sites.setdefault(session.identity.site, []).append(session.identity.device)
    luck = luck_of(sites, circumstances, Streams(seed, 0), cut_days)
    fleet = Rehearsal(sessions, plan, FILE, LOAD_MS, luck)
    fleet.ask("start")
    fleet.run(START_MS + DAYS * DAY_MS)
    rollout = fleet.rollout
    seen.seeds += 1
    seen.devices += devices
    seen.canary = rollout.canary
    seen.stopped_in_canary += (rollout.state, rollout.wave) == ("stopped", 0)
    seen.stopped_later += rollout.state == "stopped" and rollout.wave > 0
    seen.went_through += rollout.state == "done"
    runs: Counter[str] = Counter()
    for key, session in fleet.sessions.items():
        updater = session.updating.updater
        version = updater.running[0]
        is_good = version == OLD or (version == NEW and key not in luck.unhealthy)
        runs[version] += 1
        seen.not_good += not is_good or updater.is_on_trial or updater.wants_restart
    seen.updated += runs[NEW]
    seen.interrupted += sum(
        member.attempt > 1
        for partition in fleet.partitions
        for member in partition.state.rollouts.parts[ROLLOUT].members.values()
    )


def main(arguments: list[str]) -> int:
    """Print what was seen, as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--devices", type=int, default=400)
    parser.add_argument("--failing-ppm", type=int, default=0)
    parser.add_argument("--cuts-per-day", type=float, default=0.0)
    parser.add_argument("--cut-days", type=int, default=DAYS)
    parser.add_argument("--tries", type=int, default=3)
    parser.add_argument("--soak-h", type=float, default=SOAK_MS / HOUR_MS)
    parser.add_argument("--seeds", type=int, default=200)
    parser.add_argument("--first-seed", type=int, default=1)
    asked = parser.parse_args(arguments)
    circumstances = Circumstances(asked.failing_ppm, 0, asked.cuts_per_day)
    plan = RolloutPlan(artifact(), tries=asked.tries, soak_ms=round(asked.soak_h * HOUR_MS))
    seen = Seen()
    for seed in range(asked.first_seed, asked.first_seed + asked.seeds):
        look(seed, asked.devices, circumstances, asked.cut_days, plan, seen)
    print(json.dumps(asdict(seen)))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
