"""Precision, recall and delay of the rule for full bins, beside a bare threshold on the reports.

Lives here: both rules over a bin's course, counts, figures with their intervals. Not here: the rule
itself: it is the manager's own partition that is asked (`fleet.core`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from devices.wire.codec import encode
from devices.wire.telemetry import BinTelemetry
from devices.wire.topics import partition_of, topic_of
from fleet.core.alarms.rules import DEFAULTS
from fleet.core.facts.alarms import Cleared, Raised, Rule
from fleet.core.facts.orders import Configure
from fleet.core.inputs import Arrived, Register
from fleet.core.partition import Partition
from fleet.core.state import PartitionState
from twin.studies.rehearsal.bins import BinCourse
from twin.studies.rehearsal.means import CONFIDENCE, mean_with_interval

START_MS = 1_767_225_600_000
"""2026-01-01 UTC: where the manager's clock stands at the first midnight of a run."""

SITE, BIN = "rehearsal", "bin"


@dataclass
class Counts:
    """What a rule did in one seed. `reached`: emptyings of a bin that was at the level."""

    alarms: int = 0
    false: int = 0
    reached: int = 0
    noticed: int = 0
    delay_ms: list[int] = field(default_factory=list)


def threshold_alarms(course: BinCourse, level: int) -> list[tuple[int, bool]]:
    """Moments at which a bare threshold goes up (True) and down: no hysteresis, no persistence."""
    found: list[tuple[int, bool]] = []
    is_up = False
    for at_ms, said in zip(course.report_ms, course.report_level, strict=True):
        if (said >= level) != is_up:
            is_up = not is_up
            found.append((int(at_ms), is_up))
    return found


def manager_alarms(course: BinCourse, rule: Rule) -> list[tuple[int, bool]]:
    """The same by the manager's core: every report is a message to it."""
    number = partition_of(SITE)
    partition = Partition(PartitionState(number), lambda: PartitionState(number))
    partition.receive(Register("", "rehearsal", f"{SITE}/{BIN}", "bin_sensor"), START_MS)
    partition.receive(Configure("", "rehearsal", SITE, [rule]), START_MS)
    topic = topic_of(SITE, BIN, "telemetry")
    found: list[tuple[int, bool]] = []
    for number, (at_ms, said) in enumerate(
        zip(course.report_ms, course.report_level, strict=True), 1
    ):
        now_ms = START_MS + int(at_ms)
        message = BinTelemetry(
            v=1, device=BIN, boot="b", seq=number, time_ms=now_ms, fill_permille=int(said)
        )
        for decision in partition.receive(Arrived(topic, encode(message)), now_ms):
            if isinstance(decision, Raised | Cleared) and decision.alarm == rule.alarm:
                found.append((int(at_ms), isinstance(decision, Raised)))
        partition.take_entries()
    return found


def judge(course: BinCourse, alarms: Sequence[tuple[int, bool]], level: int, into: Counts) -> None:
    """Count a rule's alarms on a bin: true where the bin is at the level when it goes up.

    A full bin is noticed where an alarm was up at some time between the moment that it reached the
    level and its emptying; the delay is from that moment.
    """
    true_level = dict(zip(course.report_ms.tolist(), course.true_level.tolist(), strict=True))
    ups = [at_ms for at_ms, is_up in alarms if is_up]
    into.alarms += len(ups)
    into.false += sum(true_level[at_ms] < level for at_ms in ups)
    spans = _spans(alarms)
    for emptied_ms, full in zip(course.emptied_ms.tolist(), course.emptied_level, strict=True):
        if full < level:
            continue
        before = course.emptied_ms[course.emptied_ms < emptied_ms]
        begin_ms = int(before[-1]) if len(before) else -1
        own = (course.change_ms > begin_ms) & (course.change_ms <= emptied_ms)
        at = course.change_ms[own][course.change_level[own] >= level]
        reached_ms = int(at[0]) if len(at) else emptied_ms
        into.reached += 1
        seen = [max(up, reached_ms) for up, down in spans if up < emptied_ms and down > reached_ms]
        if seen:
            into.noticed += 1
            into.delay_ms.append(min(seen) - reached_ms)


def _spans(alarms: Sequence[tuple[int, bool]]) -> list[tuple[int, int]]:
    """When it was up: from, to; for ever where it did not go down."""
    ends = [at_ms for at_ms, is_up in alarms if not is_up]
    ups = [at_ms for at_ms, is_up in alarms if is_up]
    return list(zip(ups, [*ends, 2**62][: len(ups)], strict=True))


def figures(seeds: Sequence[tuple[Counts, Counts]]) -> dict[str, Any]:
    """Means over seeds with 95 % intervals (Student); `manager`, `threshold`, and their ratio.

    `false_ratio`: false alarms of the manager over those of the threshold, all seeds together.
    `recall_change`: paired, the manager's minus the threshold's.
    """
    ours = [one for one, _ in seeds]
    bare = [other for _, other in seeds]
    false, bare_false = sum(c.false for c in ours), sum(c.false for c in bare)
    return {
        "seeds": len(seeds),
        "confidence": CONFIDENCE,
        "manager": _of(ours),
        "threshold": _of(bare),
        "false_ratio": false / bare_false if bare_false else None,
        "recall_change": mean_with_interval([_recall(a) - _recall(b) for a, b in seeds]),
    }


def _of(counts: Sequence[Counts]) -> dict[str, Any]:
    delays = [float(np.mean(c.delay_ms)) / 60_000 for c in counts if c.delay_ms]
    return {
        "alarms": sum(c.alarms for c in counts),
        "false_alarms": sum(c.false for c in counts),
        "full_bins": sum(c.reached for c in counts),
        "precision": mean_with_interval([1 - c.false / c.alarms for c in counts if c.alarms]),
        "recall": mean_with_interval([_recall(c) for c in counts]),
        "delay_min": mean_with_interval(delays),
    }


def _recall(counts: Counts) -> float:
    return counts.noticed / counts.reached if counts.reached else 1.0


def default_rule() -> Rule:
    """The manager's rule for full bins as it comes, without the work that is made of it."""
    default = DEFAULTS["overflow"]
    return Rule(
        default.alarm, raise_at=default.raise_at, clear_at=default.clear_at, step=default.step
    )
