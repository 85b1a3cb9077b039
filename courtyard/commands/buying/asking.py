"""What a procurement study is asked: scenario, ways, promises, catalogue.

Lives here: options that become a question. Not here: the commands, the studies.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from courtyard.inputs import InputError
from courtyard.options import load_scenario

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scenarios.reading.load import Loaded
    from scenarios.schema import Scenario
    from twin.studies.sizing.asked.question import Way
    from twin.studies.target import Target

Targets = Annotated[
    list[str] | None,
    typer.Option(
        "--target", help="A promise such as rejection_share@double11<=0.05; repeat for more."
    ),
]
CatalogueFile = Annotated[
    Path | None, typer.Option(help="What can be bought, in place of the scenario's.")
]
Fresh = Annotated[
    bool, typer.Option("--fresh", help="Simulate anew what is kept of the same question.")
]
OutFolder = Annotated[
    Path | None, typer.Option("--out", help="Folder for what `courtyard report` makes pages of.")
]


@dataclass(frozen=True, slots=True)
class Wanted:
    """A scenario that is sized, with its catalogue, and what is promised of it."""

    loaded: Loaded[Scenario]
    scenario: Scenario
    targets: tuple[Target, ...]


def read_wanted(
    name: str, settings: Sequence[str], catalogue: Path | None, targets: Sequence[str] | None
) -> Wanted:
    """The scenario, of the variant that its sizing names; without targets those of its own.

    Raises ScenarioError, InputError and TargetError.
    """
    from twin.studies.target import parse_promise

    loaded = load_scenario(name, settings)
    own = loaded.scenario.sizing
    if own is not None and own.variant is not None and "@" not in name:
        loaded = load_scenario(f"{name}@{own.variant}", settings)
    texts = targets or (own.targets if own is not None else [])
    scenario = with_catalogue(loaded.scenario, catalogue)
    return Wanted(loaded, scenario, tuple(parse_promise(text) for text in texts))


def ways_of(
    name: str,
    whole: Scenario,
    settings: Sequence[str],
    catalogue: Path | None,
    days: int | None,
) -> list[Way]:
    """The scenario as it is, and the variants it names as ways; of a variant, itself alone."""
    from scenarios.days import lay_out_days
    from twin.studies.sizing.asked.question import Way

    ways = [Way(None, whole, lay_out_days(whole, days))]
    named = whole.sizing.ways if whole.sizing is not None and "@" not in name else []
    for variant in named:
        other = load_scenario(f"{name}@{variant}", settings).scenario
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
