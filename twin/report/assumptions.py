"""Assumptions for readers: what a value is called, how it is written, what stands behind it.

Lives here: paths of values against the scenario format, rows that say the same joined, standing of
sources. Not here: which source speaks for a value (`twin.studies.assumptions`), layout.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, Literal

from scenarios.reading.variants import BY_COMMAND, BY_VARIANT, is_restated
from scenarios.schema import Scenario
from twin.report.reading.result import Assumption
from twin.report.words.catalogue import Words
from twin.report.words.numbers import Numbers

Standing = Literal["commission", "source", "mixed", "assumed"]
STANDINGS: tuple[Standing, ...] = ("commission", "source", "mixed", "assumed")

_ASSUMED = re.compile(r"\bassum(ed|ption)\b|假设", re.IGNORECASE)

Node = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Row:
    """One or more values that say the same: their paths, meaning, value and source."""

    paths: tuple[str, ...]
    meaning: str
    value: str
    standing: Standing
    source: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where a path leads in the scenario format.

    `pattern` has `*` for ids, which stand in `ids`; `part` is the key within a map of plain values.
    `unit` as the format says it; `is_share` for values bound to 0 … 1.
    """

    pattern: str
    ids: tuple[str, ...]
    part: str | None
    unit: str
    is_share: bool


def standing_of(source: str) -> Standing:
    """How firm a source is: only words that begin with `commission` and assume nothing are its.

    What a variant or the command line set has no source of its own, so it is assumed.
    """
    if source.lower().startswith("assumed") or source.startswith("假设") or is_restated(source):
        return "assumed"
    if _ASSUMED.search(source):
        return "mixed"
    return "commission" if source.lower().startswith("commission") else "source"


def assumption_rows(assumptions: Sequence[Assumption], words: Words, numbers: Numbers) -> list[Row]:
    """Rows in the order of the scenario; parts of one map, and members alike, share a row."""
    rows: list[Row] = []
    keys: list[tuple[object, ...]] = []
    for assumption in assumptions:
        place = find_place(assumption.path)
        row = _row(assumption, place, words, numbers)
        key = _joint(assumption, place, row)
        if keys and key is not None and keys[-1] == key:
            rows[-1] = _joined(rows[-1], row, place, words)
        else:
            rows.append(row)
            keys.append(key if key is not None else (assumption.path,))
    return [_spoken(row, words) for row in rows]


def group_rows(
    assumptions: Sequence[Assumption], words: Words, numbers: Numbers
) -> list[tuple[Standing, list[Row]]]:
    """Rows by standing, the firmest first; standings without rows are left out."""
    rows = assumption_rows(assumptions, words, numbers)
    groups = [
        (standing, [row for row in rows if row.standing == standing]) for standing in STANDINGS
    ]
    return [(standing, chosen) for standing, chosen in groups if chosen]


def say_standings(words: Words, groups: Sequence[tuple[Standing, Sequence[Row]]]) -> str:
    """How many values stand on what."""
    count: dict[str, int] = dict.fromkeys(STANDINGS, 0)
    count |= {standing: sum(len(row.paths) for row in rows) for standing, rows in groups}
    return words.say("assumptions.lead", total=sum(count.values()), **count)


def _joint(assumption: Assumption, place: Place | None, row: Row) -> tuple[object, ...] | None:
    """What neighbours must have in common to share a row; None for a row of its own."""
    if place is None:
        return None
    if place.part is not None:
        return (place.pattern, place.ids, assumption.source)
    if ".members.*." in place.pattern:
        return (place.pattern, place.ids[:-1], row.value, assumption.source)
    return None


def _joined(row: Row, more: Row, place: Place | None, words: Words) -> Row:
    value = row.value
    if place is not None and place.part is not None:
        value = words.join([row.value, more.value])
    return replace(row, paths=row.paths + more.paths, value=value)


def _spoken(row: Row, words: Words) -> Row:
    """A row of several members says how many."""
    first, last = find_place(row.paths[0]), find_place(row.paths[-1])
    if len(row.paths) == 1 or first is None or last is None or first.part is not None:
        return row
    member = words.say(
        "assumptions.members", count=len(row.paths), first=first.ids[-1], last=last.ids[-1]
    )
    ids = (*first.ids[:-1], member)
    return replace(row, meaning=_meaning(first.pattern, ids, words))


def _row(assumption: Assumption, place: Place | None, words: Words, numbers: Numbers) -> Row:
    meaning = assumption.path
    if place is not None:
        meaning = _meaning(place.pattern, place.ids, words) or assumption.path
    standing = standing_of(assumption.source)
    return Row(
        paths=(assumption.path,),
        meaning=meaning,
        value=_value(assumption.value, place, words, numbers),
        standing=standing,
        source=_reason(assumption.source, standing, words),
    )


def _meaning(pattern: str, ids: Sequence[str], words: Words) -> str:
    key = f"field.{pattern}"
    return words.say(key, *ids) if words.knows(key) else ""


def _reason(source: str, standing: Standing, words: Words) -> str:
    """A source without the word that its standing says already."""
    if source == BY_COMMAND:
        return words.say("assumptions.by_command")
    if is_restated(source):
        return words.say("assumptions.by_variant", name=source.removeprefix(BY_VARIANT))
    if source.lower().startswith(standing):
        return source[len(standing) :].removeprefix(":").strip()
    return source


def _value(value: Any, place: Place | None, words: Words, numbers: Numbers) -> str:
    unit = "" if place is None else place.unit
    share = place is not None and place.is_share
    if isinstance(value, list):
        said = words.join([_plain(item, words, numbers, share=share) for item in value])
        if place is not None and place.pattern.endswith("hour_weights"):
            said = words.say("assumptions.hours", list=said)
        return said
    said = _plain(value, words, numbers, share=share)
    if not share and isinstance(value, int | float) and not isinstance(value, bool):
        is_clock = place is not None and unit == "h" and place.pattern.endswith("_hour")
        said = numbers.clock(value) if is_clock else numbers.with_unit(said, unit)
    return f"{place.part} {said}" if place is not None and place.part is not None else said


def _plain(value: Any, words: Words, numbers: Numbers, *, share: bool) -> str:
    if isinstance(value, bool):
        return words.say("assumptions.is_true" if value else "assumptions.is_false")
    if isinstance(value, int | float):
        return numbers.exact_share(value) if share else numbers.exact(value)
    return words.say_or(f"value.{value}", str(value))


# ------------------------------------------------------------------ paths in the scenario format


@cache
def _format() -> Node:
    return Scenario.model_json_schema()


@cache
def find_place(path: str) -> Place | None:
    """Where a path of `list_assumptions` leads; None where the format has no such path."""
    nodes = list(_flat(_format()))
    pattern: list[str] = []
    ids: list[str] = []
    for word in path.split("."):
        fields = [n["properties"][word] for n in nodes if word in n.get("properties", {})]
        if fields:
            pattern.append(word)
        else:
            fields = [below for node in nodes for below in _items(node)]
            pattern.append("*")
            ids.append(word)
        nodes = [below for node in fields for below in _flat(node)]
        if not nodes:
            return None
    part = None
    if pattern[-1] == "*" and not any("properties" in node for node in nodes):
        part = ids.pop()
        pattern.pop()
    values = [*nodes, *(below for node in nodes for below in _items(node))]
    return Place(
        pattern=".".join(pattern),
        ids=tuple(ids),
        part=part,
        unit=next((node["unit"] for node in nodes if "unit" in node), ""),
        is_share=_is_share(pattern, values),
    )


def _is_share(pattern: Sequence[str], values: Sequence[Node]) -> bool:
    """Values bound to 0 … 1, and the shares of a mix, which sum to one."""
    bound = any(node.get("maximum") == 1 and node.get("minimum", -1) >= 0 for node in values)
    return bound or pattern[-1].endswith("_mix")


def _flat(node: Node) -> Iterator[Node]:
    """A node with references followed and alternatives spread, `null` left out."""
    outer = {key: value for key, value in node.items() if key == "unit"}
    if "$ref" in node:
        yield from _flat({**_format()["$defs"][node["$ref"].rpartition("/")[2]], **outer})
        return
    alternatives = node.get("anyOf") or node.get("oneOf")
    if alternatives is None:
        if node.get("type") != "null":
            yield node
        return
    for alternative in alternatives:
        yield from _flat({**alternative, **outer})


def _items(node: Node) -> Iterator[Node]:
    """What stands below any id or number of a list or map."""
    below = [node.get("items"), node.get("additionalProperties")]
    below += list(node.get("patternProperties", {}).values())
    for part in below:
        if isinstance(part, dict):
            yield from _flat(part)
