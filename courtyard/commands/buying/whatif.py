"""`courtyard whatif`: what moves the order, question by question.

Lives here: the composition. Not here: the study (`twin.studies.whatif`), what a table looks like.
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
)
from courtyard.inputs import InputError, writing
from courtyard.options import (
    AsJson,
    Days,
    Engine,
    Jobs,
    Seed,
    Settings,
    choose_engine,
    explained,
)


def whatif(
    scenario: Annotated[str, typer.Argument(help="A file or a library name, with @VARIANT.")],
    only: Annotated[
        list[str] | None,
        typer.Option(help="One of target, peak, share, dwell, overdue, growth, tornado, today."),
    ] = None,
    target: Targets = None,
    catalogue: CatalogueFile = None,
    fresh: Fresh = False,
    seed: Seed = None,
    days: Days = None,
    settings: Settings = None,
    engine: Engine = "auto",
    jobs: Jobs = None,
    out: OutFolder = None,
    as_json: AsJson = False,
) -> int:
    """Size the same question for other promises, volumes, dwells, rules, and years of growth."""
    from courtyard.show.buying.whatif_table import print_what_if
    from courtyard.show.progress import watch_run
    from twin.studies.results import encode
    from twin.studies.sizing.orderfile import write_what_if
    from twin.studies.whatif.study import QUESTIONS, WhatIf, ask_what_if

    for name in only or ():
        if name not in QUESTIONS:
            raise InputError(f"--only {name}: must be one of {', '.join(QUESTIONS)}")
    wanted = read_wanted(scenario, settings or (), catalogue, target)
    whole = wanted.scenario
    _, run_group = choose_engine(engine, whole)
    asked = WhatIf(
        scenario=whole,
        targets=wanted.targets,
        days=days,
        seed=whole.run.seed if seed is None else seed,
        engine=run_group,
        jobs=jobs,
        fresh=fresh,
        only=frozenset(only) if only else None,
    )
    with explained(wanted.loaded), watch_run(whole.title, quiet=as_json) as watch:
        document: dict[str, Any] = ask_what_if(asked, watch.progress)
    document = {"scenario": scenario, "title": whole.title, "seed": asked.seed} | document
    document["currency"] = whole.currency
    if out is not None:
        with writing("--out", out):
            write_what_if(out, document)
    if as_json:
        typer.echo(encode(document))
    else:
        print_what_if(document)
    return 0
