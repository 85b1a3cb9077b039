"""`courtyard size`: what to buy so that the promises are kept, and how sure that is.

Lives here: the composition. Not here: the study (`twin.studies.sizing`), what a table looks like.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from courtyard.inputs import InputError
from courtyard.options import (
    AsJson,
    Days,
    Engine,
    Jobs,
    Seed,
    Settings,
    choose_engine,
    explained,
    load_scenario,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scenarios.schema import Scenario
    from twin.studies.sizing.asked.question import Way

EXIT_UNREACHABLE = 3


def size(
    scenario: Annotated[str, typer.Argument(help="A file or a library name, with @VARIANT.")],
    target: Annotated[
        list[str] | None,
        typer.Option(help="A promise such as rejection_share@double11<=0.05; repeat for more."),
    ] = None,
    confidence: Annotated[
        float | None, typer.Option(help="Of the promise; default: the scenario's, else 0.95.")
    ] = None,
    catalogue: Annotated[
        Path | None, typer.Option(help="What can be bought, in place of the scenario's.")
    ] = None,
    analytic: Annotated[
        bool, typer.Option(help="Start the search from the closed form of the peak load.")
    ] = True,
    fresh: Annotated[
        bool, typer.Option("--fresh", help="Simulate anew what is kept of the same question.")
    ] = False,
    seed: Seed = None,
    days: Days = None,
    settings: Settings = None,
    engine: Engine = "auto",
    jobs: Jobs = None,
    as_json: AsJson = False,
) -> int:
    """Find the cheapest order that keeps every promise, and show that it does."""
    from courtyard.show.buying.size_table import print_size
    from courtyard.show.progress import watch_run
    from twin.studies.results import encode
    from twin.studies.sizing.asked.question import Asked
    from twin.studies.sizing.study import size as study
    from twin.studies.target import parse_promise

    loaded = load_scenario(scenario, settings or ())
    own = loaded.scenario.sizing
    if own is not None and own.variant is not None and "@" not in scenario:
        loaded = load_scenario(f"{scenario}@{own.variant}", settings or ())
    whole = with_catalogue(loaded.scenario, catalogue)
    ways = _ways(scenario, whole, settings or (), catalogue, days)
    texts = target or (own.targets if own is not None else [])
    _, run_group = choose_engine(engine, whole)
    asked = Asked(
        targets=tuple(parse_promise(text) for text in texts),
        confidence=_confidence(confidence, own.confidence if own is not None else 0.95),
        seed=whole.run.seed if seed is None else seed,
        analytic=analytic,
        engine=run_group,
        jobs=jobs,
        fresh=fresh,
    )
    with explained(loaded), watch_run(whole.title, quiet=as_json) as watch:
        document: dict[str, Any] = study(ways, asked, watch.count)
    document = {"scenario": scenario, "title": whole.title, "seed": asked.seed} | document
    document["currency"] = whole.currency
    if as_json:
        typer.echo(encode(document))
    else:
        print_size(document)
    return 0 if document["reached"] else EXIT_UNREACHABLE


def _ways(
    scenario: str,
    whole: Scenario,
    settings: Sequence[str],
    catalogue: Path | None,
    days: int | None,
) -> list[Way]:
    """The scenario as it is, and the variants it names as ways; of a variant, itself alone."""
    from scenarios.days import lay_out_days
    from twin.studies.sizing.asked.question import Way

    ways = [Way(None, whole, lay_out_days(whole, days))]
    named = whole.sizing.ways if whole.sizing is not None and "@" not in scenario else []
    for variant in named:
        other = load_scenario(f"{scenario}@{variant}", settings).scenario
        other = with_catalogue(other, catalogue)
        ways.append(Way(variant, other, lay_out_days(other, days)))
    return ways


def with_catalogue(scenario: Scenario, path: Path | None) -> Scenario:
    """The scenario with the catalogue of a file in place of its own.

    Raises ScenarioError for the file, InputError for items that do not fit the scenario.
    """
    if path is None:
        return scenario
    from pydantic import ValidationError

    from scenarios.reading.load import load
    from scenarios.schema import Scenario as Whole
    from scenarios.schema.buying.catalogue import Catalogue

    items = load(path, Catalogue, what="a catalogue").scenario.catalogue
    content = scenario.model_dump(mode="json") | {
        "catalogue": [item.model_dump(mode="json") for item in items]
    }
    try:
        return Whole.model_validate(content)
    except ValidationError as error:
        said = error.errors()[0]["msg"].removeprefix("Value error, ")
        raise InputError(f"--catalogue {path}: {said}") from None


def _confidence(given: float | None, default: float) -> float:
    value = default if given is None else given
    if not 0.5 <= value <= 0.9999:
        raise InputError(f"--confidence = {value}: must be 0.5 to 0.9999")
    return value
