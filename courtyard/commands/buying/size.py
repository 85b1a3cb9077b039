"""`courtyard size`: what to buy so that the promises are kept, and how sure that is.

Lives here: the composition. Not here: the study (`twin.studies.sizing`), what a table looks like.
"""

from __future__ import annotations

from typing import Annotated, Any

import typer

from courtyard.commands.buying.asking import (
    CatalogueFile,
    Fresh,
    OutFolder,
    Targets,
    read_wanted,
    ways_of,
)
from courtyard.inputs import InputError, writing
from courtyard.options import (
    AsJson,
    ClusterAddress,
    Days,
    Engine,
    Jobs,
    Seed,
    Settings,
    choose_engine,
    explained,
    joined_cluster,
)

EXIT_UNREACHABLE = 3


def size(
    scenario: Annotated[str, typer.Argument(help="A file or a library name, with @VARIANT.")],
    target: Targets = None,
    confidence: Annotated[
        float | None, typer.Option(help="Of the promise; default: the scenario's, else 0.95.")
    ] = None,
    catalogue: CatalogueFile = None,
    analytic: Annotated[
        bool, typer.Option(help="Start the search from the closed form of the peak load.")
    ] = True,
    fresh: Fresh = False,
    seed: Seed = None,
    days: Days = None,
    settings: Settings = None,
    engine: Engine = "auto",
    jobs: Jobs = None,
    cluster: ClusterAddress = None,
    out: OutFolder = None,
    as_json: AsJson = False,
) -> int:
    """Find the cheapest order that keeps every promise, and show that it does."""
    from courtyard.show.buying.size_table import print_size
    from courtyard.show.progress import watch_run
    from twin.studies.results import encode
    from twin.studies.sizing.asked.question import Asked
    from twin.studies.sizing.orderfile import write_order
    from twin.studies.sizing.study import size as study

    wanted = read_wanted(scenario, settings or (), catalogue, target)
    whole, own = wanted.scenario, wanted.scenario.sizing
    ways = ways_of(scenario, whole, settings or (), catalogue, days)
    _, run_group = choose_engine(engine, whole)
    with (
        joined_cluster(cluster, jobs) as workers,
        explained(wanted.loaded),
        watch_run(whole.title, quiet=as_json) as watch,
    ):
        asked = Asked(
            targets=wanted.targets,
            confidence=_confidence(confidence, own.confidence if own is not None else 0.95),
            seed=whole.run.seed if seed is None else seed,
            analytic=analytic,
            engine=run_group,
            jobs=jobs,
            fresh=fresh,
            cluster=workers,
        )
        document: dict[str, Any] = study(ways, asked, watch.count)
    document = {"scenario": scenario, "title": whole.title, "seed": asked.seed} | document
    document["currency"] = whole.currency
    if out is not None:
        with writing("--out", out):
            write_order(out, document, whole)
    if as_json:
        typer.echo(encode(document))
    else:
        print_size(document)
    return 0 if document["reached"] else EXIT_UNREACHABLE


def _confidence(given: float | None, default: float) -> float:
    value = default if given is None else given
    if not 0.5 <= value <= 0.9999:
        raise InputError(f"--confidence = {value}: must be 0.5 to 0.9999")
    return value
