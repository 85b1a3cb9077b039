"""What was said held against what was so: precision, recall and delay of a rule.

Lives here: counts of one seed, figures over seeds with their intervals. Not here: where either
comes from (`truth`, `said` beside this).

An alarm is true where what it says is so when it goes up. An episode is noticed where its alarm is
up at some time in it; one that is shorter than the rule waits by design is owed to nobody.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from fleet.core.alarms import rules
from fleet.core.facts.alarms import Rule
from fleet.core.limits import SILENCE_INTERVALS
from twin.studies.rehearsal.intervals import mean, share
from twin.studies.rehearsal.spans import NEVER_MS

Span = tuple[int, int]


@dataclass
class Counts:
    """What a rule did in one seed. `episodes`: those owed to somebody."""

    alarms: int = 0
    false: int = 0
    episodes: int = 0
    noticed: int = 0
    delay_ms: list[int] = field(default_factory=list)


def judge(so: Sequence[Span], said: Sequence[Span], owed_ms: int, into: Counts) -> None:
    """Count what was said of one device against what was so; both in the order of time."""
    begins = np.array([begin for begin, _ in so], dtype=np.int64)
    ends = np.array([end for _, end in so], dtype=np.int64)
    into.alarms += len(said)
    for up_ms, _ in said:
        at = int(np.searchsorted(begins, up_ms, side="right")) - 1
        into.false += int(at < 0 or ends[at] < up_ms)
    for begin_ms, end_ms in so:
        ups = [max(up, begin_ms) for up, down in said if up < end_ms and down > begin_ms]
        if end_ms - begin_ms < owed_ms:
            continue
        into.episodes += 1
        if ups:
            into.noticed += 1
            into.delay_ms.append(min(ups) - begin_ms)


def owed_ms(rule: Rule, interval_ms: int, is_radio: bool) -> int:
    """How long something must last before somebody is to notice, ms.

    What the rule waits for, and an interval in which the device may measure. `is_radio`: its
    absence is known by its silence alone.
    """
    match rule.alarm:
        case "offline" if is_radio:
            return SILENCE_INTERVALS * interval_ms + rule.raise_after_ms
        case "offline":
            return min(interval_ms, rules.OFFLINE_MOST_MS) + rule.raise_after_ms
        case "implausible":
            return rule.flaps_most * interval_ms
        case "stuck":
            return rule.raise_after_ms + 2 * interval_ms
        case "incident":
            return rules.OFFLINE_MOST_MS
        case "overflow" | "filling" | "aged" | "excursion" | "bank_full" | "battery" | "clock":
            return interval_ms
        case "abnormal_drop_off" | "landed_bag" | "supervisor_absent":
            return 0
        case _:
            return rule.raise_after_ms + 1


def threshold_alarms(at_ms: Sequence[int], level: Sequence[int], raise_at: int) -> list[Span]:
    """When a bare threshold on the reports is up: no hysteresis, no persistence."""
    found: list[Span] = []
    up_ms = -1
    for now_ms, said in zip(at_ms, level, strict=True):
        if said >= raise_at and up_ms < 0:
            up_ms = now_ms
        elif said < raise_at and up_ms >= 0:
            found.append((up_ms, now_ms))
            up_ms = -1
    return [*found, (up_ms, NEVER_MS)] if up_ms >= 0 else found


def figures(seeds: Sequence[Counts]) -> dict[str, Any]:
    """Shares of all seeds together with Wilson's interval, the mean delay with Student's over
    seeds; none where there was nothing to count.
    """
    alarms, false = sum(c.alarms for c in seeds), sum(c.false for c in seeds)
    episodes, noticed = sum(c.episodes for c in seeds), sum(c.noticed for c in seeds)
    delays = [float(np.mean(c.delay_ms)) / rules.MINUTE_MS for c in seeds if c.delay_ms]
    return {
        "alarms": alarms,
        "false_alarms": false,
        "episodes": episodes,
        "noticed": noticed,
        "precision": share(alarms - false, alarms),
        "recall": share(noticed, episodes),
        "delay_min": mean(delays),
    }


def recall(counts: Counts) -> float:
    """Share noticed in one seed; 1 where there was nothing to notice."""
    return counts.noticed / counts.episodes if counts.episodes else 1.0
