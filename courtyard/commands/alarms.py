"""`courtyard alarms`: the manager's rule for full bins, rehearsed on a scenario.

Lives here: the composition. Not here: the rule (`fleet.core.alarms`), its judgement
(`twin.studies.rehearsal`).
"""

from __future__ import annotations

import json
from typing import Annotated, Any

import typer

from courtyard.inputs import InputError
from courtyard.options import AsJson, Engine, Settings, choose_engine, load_scenario


def alarms(
    scenario: Annotated[str, typer.Argument(help="A scenario with fill sensors.")],
    settings: Settings = None,
    seeds: Annotated[int, typer.Option(help="How many seeds.", min=2, max=1_000)] = 20,
    first_seed: Annotated[int, typer.Option(help="The first of them.", min=0)] = 1_000,
    days: Annotated[int | None, typer.Option(help="Measured days of each.", min=1)] = None,
    engine: Engine = "auto",
    as_json: AsJson = False,
) -> int:
    """Print precision, recall and delay of the overflow rule beside a bare 80 % threshold."""
    from twin.studies.rehearsal.bins import courses
    from twin.studies.rehearsal.judging import (
        Counts,
        default_rule,
        figures,
        judge,
        manager_alarms,
        threshold_alarms,
    )

    loaded = load_scenario(scenario, settings or ()).scenario
    _, function = choose_engine(engine, loaded)
    rule = default_rule()
    counted = []
    for seed in range(first_seed, first_seed + seeds):
        ours, bare = Counts(), Counts()
        for course in courses(loaded, seed, days, function):
            judge(course, manager_alarms(course, rule), rule.raise_at, ours)
            judge(course, threshold_alarms(course, rule.raise_at), rule.raise_at, bare)
        counted.append((ours, bare))
    if not any(ours.reached or ours.alarms for ours, _ in counted):
        raise InputError(f"{scenario}: no bin with a sensor was ever full")
    found = {"scenario": scenario, "level_permille": rule.raise_at, **figures(counted)}
    typer.echo(json.dumps(found) if as_json else _told(found))
    return 0


def _told(found: dict[str, Any]) -> str:
    lines = [
        f"{found['scenario']}: {found['seeds']} seeds, level {found['level_permille'] / 10:.0f} %, "
        f"{found['manager']['full_bins']} full bins; means with {found['confidence']:.0%} intervals"
    ]
    for name in ("manager", "threshold"):
        of = found[name]
        words = [f"{key} {_mean(of[key])}" for key in ("precision", "recall", "delay_min")]
        lines.append(
            f"{name:>9}: {of['alarms']} alarms, {of['false_alarms']} false; " + ", ".join(words)
        )
    ratio = found["false_ratio"]
    told = "none to compare with" if ratio is None else f"{ratio:.3f} of the threshold's"
    lines.append(f"false alarms: {told}; recall {_mean(found['recall_change'])} against it")
    return "\n".join(lines)


def _mean(of: dict[str, float | None]) -> str:
    if of["mean"] is None:
        return "–"
    if of["low"] is None or of["high"] is None:
        return f"{of['mean']:.4f}"
    return f"{of['mean']:.4f} ({of['low']:.4f} … {of['high']:.4f})"
