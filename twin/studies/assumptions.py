"""Where every value of a scenario is from.

Lives here: the walk over a scenario's values and the choice of the source that speaks for each.
Not here: the sources themselves, which stand in the scenario file.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

from scenarios.schema import Scenario

ASSUMED = "assumed"

MAX_ASSUMPTIONS = 5_000
"""Values listed in a result; what is left out is counted."""

_NOT_VALUES = frozenset(
    {"title", "question", "title_zh", "question_zh", "sources", "variants", "explore", "labels"}
)
"""Parts of a scenario that say nothing about the world."""


def list_assumptions(scenario: Scenario) -> tuple[list[dict[str, Any]], int]:
    """`{"path", "value", "source"}` of every value, defaults too, and how many are left out.

    Of the paths in `scenario.sources` that are the value's own or the beginning of it, the longest
    speaks; without one the value is assumed. A list of numbers is one value.
    """
    values = _walk_scenario(scenario)
    listed = [
        {"path": path, "value": value, "source": source_of(scenario.sources, path)}
        for path, value in islice(values, MAX_ASSUMPTIONS)
    ]
    return listed, sum(1 for _ in values)


def source_of(sources: Mapping[str, str], path: str) -> str:
    """What the longest fitting path says."""
    words = path.split(".")
    for length in range(len(words), 0, -1):
        source = sources.get(".".join(words[:length]))
        if source is not None:
            return source
    return ASSUMED


def _walk_scenario(scenario: Scenario) -> Iterator[tuple[str, Any]]:
    silent = _NOT_VALUES if scenario.has_lockers else _NOT_VALUES | scenario.locker_sections()
    for name in type(scenario).model_fields:
        if name not in silent:
            part = scenario.model_dump(mode="json", include={name}).get(name)
            yield from _walk(part, name)


def _walk(value: Any, path: str) -> Iterator[tuple[str, Any]]:
    """Values below `path`; items with an id stand under it, and nothing that is not set."""
    if isinstance(value, dict):
        for key, below in value.items():
            if key != "id":
                yield from _walk(below, f"{path}.{key}")
    elif isinstance(value, list) and any(isinstance(item, dict) for item in value):
        for number, item in enumerate(value):
            yield from _walk(item, f"{path}.{item.get('id', number)}")
    elif value is not None and value != []:
        yield path, value
