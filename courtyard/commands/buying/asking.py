"""What a procurement study is asked: scenario, ways, promises, catalogue.

Lives here: options that become a question. Not here: the commands, the studies.
"""

from __future__ import annotations

import itertools
import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from courtyard.inputs import InputError
from courtyard.options import load_scenario

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

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


MAX_WAYS = 16
"""Ways that are compared: each is a search of its own."""

SAID = " · "
"""Between the parts of what a way is called."""


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
    """The scenario as it is, and the variants it names as ways; of a variant, itself alone.

    Each with every combination of what `sizing.choose` names, but for those that no scenario can
    have; ways that are alike stand once. Raises InputError for more than MAX_WAYS, ScenarioError
    where no combination is left.
    """
    from scenarios.days import lay_out_days
    from scenarios.reading.errors import ScenarioError
    from twin.studies.results import scenario_digest
    from twin.studies.sizing.asked.question import Way

    own = whole.sizing
    if own is None:
        return [Way(None, whole, lay_out_days(whole, days))]
    base = name if "@" in name or own.variant is None else f"{name}@{own.variant}"
    others = own.ways if "@" not in name else []
    named: dict[str | None, str] = {None: base} | {v: f"{name}@{v}" for v in others}
    points = _combinations(own.choose)
    if len(named) * len(points) > MAX_WAYS:
        raise InputError(
            f"sizing.choose: {len(named) * len(points)} ways, must be at most {MAX_WAYS}"
        )
    ways: dict[str, Way] = {}
    refused: ScenarioError | None = None
    for (variant, source), point in itertools.product(named.items(), points):
        made = whole
        if variant is not None or point:
            try:
                loaded = load_scenario(source, [*settings, *point]).scenario
            except ScenarioError as error:
                if not point:
                    raise
                refused = refused or error
                continue
            made = with_catalogue(loaded, catalogue)
        own_words = None if variant is None else whole.variants[variant]
        title, title_zh = (own_words.title, own_words.title_zh) if own_words else (None, None)
        names = (SAID.join([*([name] if name else []), *point]) or None
                 for name in (variant, title, title_zh))  # fmt: skip
        way = Way(next(names), made, lay_out_days(made, days), next(names), next(names))
        ways.setdefault(scenario_digest(made), way)
    if refused is not None and not ways:
        raise refused
    return list(ways.values())


def _combinations(choose: Mapping[str, Sequence[Any]]) -> list[tuple[str, ...]]:
    """Settings of every combination of what is to be chosen; one without any where nothing is."""
    axes = [
        [f"{path}={json.dumps(value, ensure_ascii=False)}" for value in values]
        for path, values in choose.items()
    ]
    return list(itertools.product(*axes))


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
