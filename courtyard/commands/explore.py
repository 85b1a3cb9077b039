"""`courtyard explore`: a scenario over a grid of values, or the smallest value that does.

Lives here: the composition. Not here: the grid, the search (`twin.studies.explore`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from courtyard.inputs import InputError
from courtyard.options import (
    AsJson,
    ClusterAddress,
    Days,
    Engine,
    Jobs,
    Replications,
    Seed,
    Settings,
    explained,
    joined_cluster,
    load_scenario,
)

if TYPE_CHECKING:
    from scenarios.schema.runs import Explore

Until = Annotated[str | None, typer.Option(help="A target such as rejection_share<=0.01.")]
Find = Annotated[
    str | None,
    typer.Option(help="With --until: the id path whose smallest value is sought, per site."),
]


def explore(
    scenario: Annotated[str, typer.Argument(help="A file or a library name, with @VARIANT.")],
    vary: Annotated[
        list[str] | None,
        typer.Option(help="KEY=a,b,c; repeat for a grid (default: its own)."),
    ] = None,
    until: Until = None,
    find: Find = None,
    seed: Seed = None,
    replications: Replications = None,
    days: Days = None,
    settings: Settings = None,
    engine: Engine = "auto",
    jobs: Jobs = None,
    cluster: ClusterAddress = None,
    as_json: AsJson = False,
) -> int:
    """Run a scenario over a grid; with a target, seek the smallest value that meets it."""
    from courtyard.show.explore_table import print_exploration
    from courtyard.show.progress import watch_run
    from twin.studies.explore.explore import explore as walk
    from twin.studies.explore.points import Question, grid, plain_axes
    from twin.studies.results import encode
    from twin.studies.target import parse_target

    loaded = load_scenario(scenario, settings or ())
    own = None if vary else loaded.scenario.explore
    if own is not None:
        until, find = until or own.until, find or own.find
        days, replications = days or own.days, replications or own.replications
    find, axes = asked(loaded.scenario.explore, vary, until, find)
    question = Question(
        scenario=source_of(scenario, own),
        settings=tuple(settings or ()),
        target=None if until is None else parse_target(until),
        find=find,
        engine=engine,
        seed=seed,
        days=days,
        replications=replications,
    )
    with (
        joined_cluster(cluster, jobs) as workers,
        explained(loaded),
        watch_run(loaded.scenario.title, quiet=as_json) as watch,
    ):
        points, complete = walk(question, grid(axes), jobs, watch.progress, workers)
    document: dict[str, Any] = {
        "scenario": question.scenario,
        "title": loaded.scenario.title,
        "vary": plain_axes(axes),
        "until": until,
        "find": find,
        "complete": complete,
        "points": points,
    }
    if as_json:
        typer.echo(encode(document))
    else:
        print_exploration(document)
    return 0 if complete else 130


def asked(
    own: Explore | None, vary: list[str] | None, until: str | None, find: str | None
) -> tuple[str | None, dict[str, list[str]]]:
    """What is sought (None without a target) and the axes of the grid.

    Raises InputError where nothing is varied or sought, or something is sought without a target.
    """
    from twin.studies.explore.points import parse_axis

    if vary:
        axes = dict(parse_axis(text) for text in vary)
    elif own is not None:
        axes = own_axes(own)
    elif find is not None:
        axes = {}
    else:
        raise InputError("--vary: name at least one key; the scenario names none of its own")
    if find is not None and until is None:
        raise InputError(f"--find {find}: needs --until, the target that the value must meet")
    if until is not None and find is None:
        return sought(axes, None if own is None else own.find)
    return find, axes


def source_of(scenario: str, own: Explore | None) -> str:
    """The scenario with the variant that its own grid is about, unless one is named."""
    from scenarios.reading.library import split_variant

    if own is None or own.variant is None or split_variant(scenario)[1] is not None:
        return scenario
    return f"{scenario}@{own.variant}"


def own_axes(own: Explore) -> dict[str, list[str]]:
    """The axes that a scenario names for itself, as `--vary` would say them."""
    import json

    return {key: [json.dumps(value) for value in values] for key, values in own.vary.items()}


def sought(axes: dict[str, list[str]], own_find: str | None) -> tuple[str, dict[str, list[str]]]:
    """What is sought where `--find` names nothing, and the axes that are left.

    What the scenario itself seeks, unless that is varied; else the last axis, whose values (whole
    numbers) then only say that it is one. Raises InputError for other values.
    """
    if own_find is not None and own_find not in axes:
        return own_find, axes
    *kept, last = axes
    if not all(value.isdecimal() for value in axes[last]):
        raise InputError(
            f"--until: {last} takes other values than whole numbers; say with --find what is sought"
        )
    return last, {key: axes[key] for key in kept}
