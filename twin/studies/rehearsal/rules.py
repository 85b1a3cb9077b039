"""Every rule of the manager, rehearsed on a scenario: how many alarms, how many true, how late.

Lives here: the study over seeds. Not here: the stage, truth, judgement (beside this), rules
themselves (`fleet.core.alarms`): it is the manager's own partitions that are asked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from fleet.core.alarms.rules import DEFAULTS, kind_of
from fleet.core.facts.alarms import Rule
from fleet.core.facts.orders import Configure
from scenarios.days import lay_out_days
from scenarios.schema import Scenario
from twin.staging.cast import Member
from twin.studies.rehearsal.intervals import CONFIDENCE, mean
from twin.studies.rehearsal.judging import (
    Counts,
    figures,
    judge,
    owed_ms,
    recall,
    threshold_alarms,
)
from twin.studies.rehearsal.said import Said
from twin.studies.rehearsal.stage import MAINS_INTERVAL_S, Stage
from twin.studies.rehearsal.truth import Truth

Configuring = Callable[[str], Configure]
"""What a site's manager is told of how the site works."""

SECOND_MS = 1000

_OF_KIND = {
    "bank": ("bank_full", "door_open", "door_forced", "jammed", "mains_lost", "offline", "clock",
             "firmware"),
    "cold_cell": ("excursion", "fault", "mains_lost", "offline", "firmware"),
    "bin_sensor": ("overflow", "filling", "aged", "implausible", "stuck", "offline", "battery",
                   "clock", "firmware"),
    "camera": ("landed_bag", "supervisor_absent", "abnormal_drop_off", "mains_lost", "offline",
               "clock", "firmware"),
}  # fmt: skip
"""Which alarms each kind of device can have here."""


BROKEN = frozenset({"blind", "leaking", "contact"})
"""Found by a device's own history over months: `twin.studies.rehearsal.broken` says how soon."""


@dataclass
class Night:
    """One seed: counts by kind of alarm, and of the bare threshold."""

    rules: dict[str, Counts] = field(default_factory=lambda: {kind: Counts() for kind in DEFAULTS})
    threshold: Counts = field(default_factory=Counts)


def rehearse(
    scenario: Scenario, seed: int, days: int | None, *,
    configure: Configuring | None = None, mains_interval_s: int = MAINS_INTERVAL_S,
) -> Night:  # fmt: skip
    """A seed of a scenario, its manager with it, from the first midnight of the warm-up on."""
    truth, said = Truth(), Said()
    laid_out = lay_out_days(scenario, days)
    stage = Stage(
        scenario, laid_out, seed, mains_interval_s=mains_interval_s, see=truth.see,
        decided=said.decided, acted=truth.acted, configure=configure,
    )  # fmt: skip
    members = {f"{member.site}/{member.device}": member for member in stage.members.values()}
    truth.cast(list(members.values()))
    stage.run()
    ages = {name: member.age_limit_h for name, member in members.items() if member.age_limit_h}
    truth.bins.write(truth.spans, stage.horizon_ms, ages)
    for spans in (truth.spans, said.spans):
        spans.close(stage.horizon_ms)
    own = {} if configure is None else {rule.alarm: rule for rule in configure("any").rules}
    return _judged(truth, said, members, own)


def _judged(truth: Truth, said: Said, members: dict[str, Member], own: dict[str, Rule]) -> Night:
    night = Night()
    names = sorted({*truth.spans.names(), *said.spans.names()})
    for device, alarm in names:
        kind = kind_of(alarm)
        rule = own.get(kind, DEFAULTS[kind])
        member = members.get(device)
        interval_ms = 0 if member is None else member.interval_s * SECOND_MS
        is_radio = member is not None and member.kind == "bin_sensor"
        so = truth.spans.of(device, alarm)
        judge(
            so, said.spans.of(device, alarm), owed_ms(rule, interval_ms, is_radio),
            night.rules[kind],
        )  # fmt: skip
    level = DEFAULTS["overflow"].raise_at
    for device, course in truth.bins.courses.items():
        bare = threshold_alarms(course.report_ms, course.report_level, level)
        interval_ms = members[device].interval_s * SECOND_MS
        judge(truth.spans.of(device, "overflow"), bare, interval_ms, night.threshold)
    return night


def told(nights: Sequence[Night], kinds: Iterable[str]) -> dict[str, Any]:
    """Figures of every rule over seeds, and of the bare threshold beside that for full bins.

    `kinds` of devices that stand in the scenario say which rules nobody could test.
    """
    there = {alarm for kind in kinds for alarm in _OF_KIND[kind]} | {"incident"}
    rows = [
        {
            "alarm": alarm,
            "can_happen": alarm in there,
            **figures([night.rules[alarm] for night in nights]),
        }
        for alarm in DEFAULTS
        if alarm not in BROKEN
    ]
    ours = [night.rules["overflow"] for night in nights]
    bare = [night.threshold for night in nights]
    false = sum(counts.false for counts in bare)
    return {
        "seeds": len(nights),
        "confidence": CONFIDENCE,
        "level_permille": DEFAULTS["overflow"].raise_at,
        "rules": rows,
        "threshold": figures(bare),
        "false_ratio": sum(counts.false for counts in ours) / false if false else None,
        "recall_change": mean(
            [recall(one) - recall(other) for one, other in zip(ours, bare, strict=True)]
        ),
    }
