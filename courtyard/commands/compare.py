"""`courtyard compare`: scenarios on the same luck, and what differs.

Lives here: the composition. Not here: the pairing (`twin.studies.compare`).
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
    choose_engine,
    explained,
    joined_pool,
    load_scenario,
)

if TYPE_CHECKING:
    from scenarios.schema import Scenario
    from twin.studies.running.setup import Setup


def compare(
    scenarios: Annotated[
        list[str], typer.Argument(help="Two or more; the first is what the others are held to.")
    ],
    seed: Seed = None,
    replications: Replications = None,
    days: Days = None,
    settings: Settings = None,
    until: Annotated[
        str | None,
        typer.Option(help="What a scenario must keep to suit, such as floored_share<=0.05."),
    ] = None,
    least: Annotated[
        str | None, typer.Option(help="Of those that keep it, the least of this figure suits.")
    ] = None,
    engine: Engine = "auto",
    jobs: Jobs = None,
    cluster: ClusterAddress = None,
    as_json: AsJson = False,
) -> int:
    """Compare scenarios with common random numbers: paired differences with 95 % intervals.

    Says which suits: the fewest staff hours among those that leave at most one parcel in twenty on
    a floor, unless --until and --least say otherwise.
    """
    from courtyard.show.compare_table import print_comparison
    from courtyard.show.progress import watch_run
    from twin.studies.compare import Contestant, compare_paired
    from twin.studies.replications import run_replications
    from twin.studies.results import encode

    if len(scenarios) < 2:
        raise InputError("compare: name at least two scenarios")
    files = [load_scenario(name, settings or ()) for name in scenarios]
    first = files[0].scenario
    chosen_seed = first.run.seed if seed is None else seed
    count = replications or max(first.run.replications, 2)
    contestants, complete = [], True
    with joined_pool(cluster, jobs) as pool:
        for name, loaded in zip(scenarios, files, strict=True):
            chosen, setup = _set_up(loaded.scenario, engine, days or first.run.days, chosen_seed)
            with explained(loaded), watch_run(name, quiet=as_json) as watch:
                outcome = run_replications(
                    setup,
                    count,
                    jobs=jobs,
                    pool=pool,
                    progress=watch.progress,
                    announce=watch.announce,
                )
            complete = complete and outcome.complete
            contestants.append(Contestant(name, chosen, outcome))
            if not outcome.complete:
                break
    document = compare_paired(contestants, chosen_seed, complete=complete)
    _say_what_suits(document, until, least)
    if as_json:
        typer.echo(encode(document))
    else:
        print_comparison(document)
    return 0 if complete else 130


def _set_up(scenario: Scenario, engine: str, days: int, seed: int) -> tuple[str, Setup]:
    """Engine name and set-up of one contestant: figures alone, no digests."""
    from scenarios.days import lay_out_days
    from twin.studies.running.setup import Setup

    name, function = choose_engine(engine, scenario)
    return name, Setup(
        scenario=scenario,
        days=lay_out_days(scenario, days),
        seed=seed,
        engine=function,
        log="none",
        with_trace_digests=False,
    )


def _say_what_suits(document: dict[str, Any], until: str | None, least: str | None) -> None:
    """Add `suiting` where the figures are compared; InputError where only the user thinks so."""
    from twin.studies.suiting import USUAL_LEAST, USUAL_TARGET, find_suiting

    target, amount = until or USUAL_TARGET, least or USUAL_LEAST
    suiting = find_suiting(document, target, amount)
    if suiting is not None:
        document["suiting"] = suiting
    elif until or least:
        raise InputError(f"compare: {target}, {amount}: the scenarios have no such figures")
