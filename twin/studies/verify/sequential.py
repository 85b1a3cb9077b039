"""A setting with a closed form, run replication by replication until its interval is narrow.

Lives here: one setting's sequential run and its row. Not here: which settings there are.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scenarios.days import lay_out_days
from scenarios.reading.library import read_scenario
from scenarios.schema import Scenario
from scenarios.trace import combine_digests
from twin.engines.choice import choose
from twin.oracles.intervals import SequentialInterval
from twin.studies.running.batch import run_batch
from twin.studies.running.setup import Setup
from twin.studies.running.tasks import Unwatched
from twin.studies.verify.cases import OracleCase
from twin.studies.verify.measured import numerator_and_denominator
from twin.studies.verify.recognise import recognise
from twin.world.plan import plan_groups

LEVEL = 0.999
RELATIVE = 0.03
ABSOLUTE_REFERENCE = 0.002
"""Half-widths at which a row is done; the reference engine may stop at either, the kernel is held
to the relative one."""

MAX_PARCELS = {"reference": 3_000_000, "kernel": 300_000_000}
"""Parcels or drop-offs after which a row ends without the width: minutes of either engine on one
processor."""

MAX_REPLICATIONS = 60_000
"""Replications after which it does: as long, where a replication has but few parcels."""


class NoClosedForm(ValueError):
    """A scenario given to verify for which no closed form holds."""

    clear = True


@dataclass(frozen=True, slots=True)
class Task:
    """One row: `scenario` a library name or file, `setting` what it is in words."""

    name: str
    setting: str
    scenario: str
    engine: str
    seed: int | None


def verify_one(task: Task) -> dict[str, Any]:
    """Run one setting until every closed form's interval is narrow enough; its row.

    The row speaks of the first case (the total); further cases, such as single size classes, stand
    beside it under `classes`. `reached` is false where MAX_PARCELS or MAX_REPLICATIONS came first;
    `ok` then still says whether the (wider) intervals hold the analytic values. `log_digest` is
    the run digest of replication 0, which `courtyard run` with the same seed and engine prints.
    """
    scenario = read_scenario(task.scenario, Scenario).scenario
    days = lay_out_days(scenario)
    cases = recognise(scenario, days)
    if not cases:
        raise NoClosedForm(f"{task.scenario}: no closed form holds for this scenario")
    engine, run_group = choose(task.engine, scenario)
    seed = scenario.run.seed if task.seed is None else task.seed
    plans = list(plan_groups(scenario, days))
    intervals = [SequentialInterval(LEVEL, counts=is_count(case)) for case in cases]
    absolute = ABSOLUTE_REFERENCE if engine == "reference" else None
    parcels, replication, digest = 0, 0, ""
    reached = False
    look = intervals[0].next_look()
    while replication < 2 or not (
        reached or parcels >= MAX_PARCELS[engine] or replication >= MAX_REPLICATIONS
    ):
        first = replication == 0
        setup = Setup(
            scenario=scenario,
            days=days,
            seed=seed,
            engine=run_group,
            log="digest" if first else "none",
            with_trace_digests=False,
            with_hours=any(case.hour is not None for case in cases),
        )
        outcome = run_batch(setup, replication, plans, Unwatched())
        if first:
            digest = combine_digests(site.log_digest or "" for site in outcome.sites)
        parcels += outcome.parcels + outcome.drop_offs
        replication += 1
        for case, interval in zip(cases, intervals, strict=True):
            interval.feed(*numerator_and_denominator(case, scenario, outcome.network))
        if replication == look:
            reached = all(i.reached(relative=RELATIVE, absolute=absolute) for i in intervals)
            look = intervals[0].next_look()
    rows = [_row(case, interval) for case, interval in zip(cases, intervals, strict=True)]
    return {
        "name": task.name,
        "setting": task.setting,
        **{key: rows[0][key] for key in ("analytic", "simulated", "low", "high")},
        "ok": all(row["ok"] for row in rows),
        "reached": reached,
        "n": parcels,
        "log_digest": digest,
        "scenario": _shown(task.scenario),
        "engine": engine,
        "seed": seed,
        "replications": replication,
        "measure": cases[0].measure,
        "classes": rows[1:],
    }


def is_count(case: OracleCase) -> bool:
    """Whether the numerator counts rejections and their like: none seen has an exact bound."""
    return case.measure in {"rejection_share", "rejections", "overflow_share", "excursion_share"}


def _row(case: OracleCase, interval: SequentialInterval) -> dict[str, Any]:
    now = interval.interval()
    return {
        "name": case.name,
        "size": case.size,
        "analytic": case.analytic,
        "simulated": now.estimate,
        "low": now.low,
        "high": now.high,
        "ok": now.holds(case.analytic),
    }


def _shown(scenario: str) -> str:
    return str(Path(scenario)) if scenario.endswith(".yaml") else scenario
