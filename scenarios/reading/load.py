"""A scenario file becomes a validated model, or a `ScenarioError` that a planner can act on.

Here lives the way from file, variant and `--set` to the model, and the wording of pydantic's
errors. The keys of a scenario do not belong here: the model class is handed in.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence, Sized
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Generic, NamedTuple, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from scenarios.reading.did_you_mean import find_closest
from scenarios.reading.errors import MAX_SHOWN, Problem, ScenarioError, show_value, show_word
from scenarios.reading.model_walk import (
    MAX_ATTEMPTS,
    Located,
    count_attempts,
    list_fields,
    list_tags,
    locate,
)
from scenarios.reading.places import Keys, Plain, find_words, get_value, show_path
from scenarios.reading.variants import SOURCES_KEY, VARIANTS_KEY, Setting, change
from scenarios.reading.yaml_file import Document, read_document

MAX_EXAMINED = 1_000
"""Errors of pydantic that are looked at before the first ones by line are shown."""
_MAX_KNOWN = 12

M = TypeVar("M", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Loaded(Generic[M]):
    """A scenario ready for use: the model, and the plain data and lines it was made from."""

    scenario: M
    document: Document
    variant: str | None = None
    title: str | None = None

    @property
    def data(self) -> dict[str, Plain]:
        """The plain data with variant and settings laid over."""
        return self.document.data

    @property
    def file(self) -> str:
        """The file as errors name it."""
        return self.document.file

    def explain(self, error: ScenarioError | ValueError) -> ScenarioError:
        """A complaint about the scenario that arose later, with file and line.

        A problem without file and line gets them from its key; a ValueError whose text begins
        with an id path (`banks.b.members.b9: no such member`) is understood.
        """
        return _explain(self.document, error)


def load(
    source: Path,
    model: type[M],
    overrides: Iterable[str | Setting] = (),
    variant: str | None = None,
    what: str = "a scenario",
) -> Loaded[M]:
    """The scenario in `source` (or `what` it is), with variant and then overrides laid over it.

    `overrides` are settings or texts as `--set` takes them (`banks.b3.compartments.S=20`). Where
    the model has no field `variants`, that section is left out of what it validates. Raises
    ScenarioError for everything that is wrong with file, variant, overrides or values.
    """
    document = read_document(source, what)
    title = change(document, variant, overrides, restate=SOURCES_KEY in model.model_fields)
    if VARIANTS_KEY not in model.model_fields:
        document.data.pop(VARIANTS_KEY, None)
    return Loaded(validate(document, model), document, variant, title)


def validate(document: Document, model: type[M]) -> M:
    """The model of a document. Raises ScenarioError with the problems that come first by line."""
    if count_attempts(model, document.data) > MAX_ATTEMPTS:
        message = (
            f"more than {MAX_ATTEMPTS:,} ways to read the values: nested too deep, or too many"
        )
        raise ScenarioError(Problem(message, file=document.file))
    try:
        return model.model_validate(document.data)
    except ScenarioError as error:
        raise _explain(document, error) from None
    except ValidationError as error:
        problems, more = _to_problems(document, model, error)
    except RecursionError:
        problems, more = [Problem("nested too deep for its model", file=document.file)], 0
    raise ScenarioError(problems, more)


class _Fault(NamedTuple):
    error: ErrorDetails
    place: Located


def _to_problems(
    document: Document, model: type[BaseModel], error: ValidationError
) -> tuple[list[Problem], int]:
    details = error.errors(include_url=False)
    faults = [
        _Fault(each, locate(model, document.data, each["loc"], each["type"] == "missing"))
        for each in details[:MAX_EXAMINED]
    ]
    told = [_tell(document, group) for group in _settle(faults)]
    told.sort(key=lambda problem: (problem.file != document.file, problem.line or 0))
    return told[:MAX_SHOWN], max(0, len(told) - MAX_SHOWN) + max(0, len(details) - MAX_EXAMINED)


def _settle(faults: Sequence[_Fault], depth: int = 0) -> Iterator[list[_Fault]]:
    """Faults that say one thing together: of a union, those of the branch that was meant.

    Where no branch was, as with text for `int | Module`, its faults are one.
    """
    unions: dict[Keys, dict[str, list[_Fault]]] = {}
    for fault in faults:
        if len(fault.place.forks) <= depth:
            yield [fault]
        else:
            keys, branch = fault.place.forks[depth]
            unions.setdefault(keys, {}).setdefault(branch, []).append(fault)
    for keys, branches in unions.items():
        meant = [tried for tried in branches.values() if not _is_wrong_kind(tried, keys)]
        if meant:
            yield from _settle(min(meant, key=_rank), depth + 1)
        else:
            wrong = [f for tried in branches.values() for f in tried if _is_wrong_kind([f], keys)]
            yield [fault for fault in wrong if fault.place.keys == wrong[0].place.keys]


def _rank(tried: Sequence[_Fault]) -> tuple[int, int]:
    """The branch that was meant is the one that knows the keys, then that with fewest faults."""
    return sum(fault.error["type"] == "extra_forbidden" for fault in tried), len(tried)


def _is_wrong_kind(tried: Sequence[_Fault], keys: Keys) -> bool:
    """Whether the value at `keys` is of another kind than this branch altogether."""
    return any(
        (fault.place.keys == keys and fault.error["type"] in _WRONG_KIND)
        or (fault.error["type"] == "literal_error" and len(fault.place.keys) == len(keys) + 1)
        for fault in tried
    )


def _tell(document: Document, faults: Sequence[_Fault]) -> Problem:
    """One problem; several faults are alternatives of one union."""
    error, place = faults[0]
    kind, context = error["type"], error.get("ctx", {})
    keys = place.keys
    if kind in {"value_error", "assertion_error"}:
        return _tell_own_words(document, keys, str(context.get("error", error["msg"])))
    message, bound = _word(error)
    suggestion = None
    if kind == "extra_forbidden":
        known = list_fields(place.around, get_value(document.data, keys[:-1]))
        suggestion = find_closest(str(keys[-1]), known)
        if suggestion is None and 0 < len(known) <= _MAX_KNOWN:
            message = f"{message} (known: {', '.join(known)})"
    elif kind in {"union_tag_invalid", "union_tag_not_found"}:
        tags = list_tags(place.shape)
        bound = ", ".join(tags)
        message = f"{'is missing: ' if kind == 'union_tag_not_found' else ''}must be one of {bound}"
        keys = (*keys, place.shape.tag or str(context.get("discriminator", "")).strip("'"))
        suggestion = find_closest(str(context.get("tag", "")), tags)
    elif "expected" in context:
        expected = " ".join(str(f.error.get("ctx", {}).get("expected", "")) for f in faults)
        suggestion = find_closest(str(error["input"]), re.findall(_QUOTED, expected))
    if len(faults) > 1:
        others = [_word(fault.error)[0].removeprefix("must be ") for fault in faults[1:]]
        message, bound = " or ".join(dict.fromkeys([message, *others])), None
    if place.is_key:
        message = f"the key {message}"
    return _place(document, keys, Problem(message, bound=bound, suggestion=suggestion))


def _tell_own_words(document: Document, keys: Keys, text: str) -> Problem:
    """What a validator of the model said; where it begins with a key below its own, of that key.

    Understood are `PATH: …`, `PATH = VALUE: …` and `PATH says …`, if PATH leads somewhere.
    """
    here = get_value(document.data, keys)
    found = _PATH_FIRST.match(text)
    words = found.group().split(".") if found is not None else []
    below = find_words(here, words)
    if found is None or not below or (len(words) == 1) > (below == (words[0],)):
        problem = _place(document, keys, Problem(text))
        return replace(problem, value=None) if isinstance(here, dict) else problem
    keys = (*keys, *below)
    rest = text[found.end() :]
    if rest.startswith(" = "):
        value = str(get_value(document.data, keys))
        rest = rest[3:].removeprefix(value)
        if not rest.startswith((":", " ")):  # 17 in the file, 17.0 in the text
            rest = rest.partition(": ")[2] or rest.partition(" ")[2]
    problem = _place(document, keys, Problem(rest.removeprefix(":").strip()))
    left = [show_word(word) for word in words[len(below) :]]
    return replace(problem, key=".".join([problem.key, *left]), value=None) if left else problem


def _place(document: Document, keys: Keys, problem: Problem) -> Problem:
    """The problem with file, line, key and value of the address."""
    source, line = document.places.find(keys)
    around = get_value(document.data, keys[:-1])
    value = None
    if keys and not (isinstance(around, dict) and keys[-1] not in around):
        value = show_value(get_value(document.data, keys))
    return replace(
        problem,
        file=source or document.file,
        line=line,
        key=show_path(document.data, keys),
        value=value,
    )


def _explain(document: Document, error: ScenarioError | ValueError) -> ScenarioError:
    if not isinstance(error, ScenarioError):
        return ScenarioError(_tell_own_words(document, (), str(error)))
    return ScenarioError([_add_place(document, each) for each in error.problems], error.more)


def _add_place(document: Document, problem: Problem) -> Problem:
    """The problem with file, line and value, unless it knows its file."""
    if problem.file:
        return problem
    keys = find_words(document.data, problem.key.split("."))
    there = _place(document, keys, problem)
    is_exact = there.key == problem.key
    value = problem.value or (there.value if is_exact else None)
    return replace(there, key=problem.key, value=value)


_PATH_FIRST = re.compile(r"[\w-]+(?:\.[\w-]+)*(?=:? )")
_QUOTED = re.compile(r"'((?:[^'\\]|\\.)*)'")

_WRONG_KIND = {
    **dict.fromkeys(("bool_type", "bool_parsing"), "must be true or false"),
    **dict.fromkeys(("int_type", "int_parsing", "int_from_float"), "must be a whole number"),
    **dict.fromkeys(("float_type", "float_parsing"), "must be a number"),
    **dict.fromkeys(("date_type", "date_from_datetime_parsing"), "must be a date as 2025-11-11"),
    **dict.fromkeys(
        ("dict_type", "model_type", "model_attributes_type"), "must be a mapping of keys"
    ),
    **dict.fromkeys(("list_type", "tuple_type", "set_type"), "must be a list"),
    "string_type": "must be text",
    "none_required": "must be null",
}
"""Types of errors that mean: a value of another kind was wanted."""

_WORDS = {
    **_WRONG_KIND,
    "missing": "is missing",
    "extra_forbidden": "unknown key",
    "finite_number": "must be a finite number",
}

_BOUNDS = {
    "ge": ("must be at least {}", ">= {}"),
    "gt": ("must be more than {}", "> {}"),
    "le": ("must be at most {}", "<= {}"),
    "lt": ("must be less than {}", "< {}"),
    "multiple_of": ("must be a multiple of {}", "multiple of {}"),
    "pattern": ("must match the pattern {}", "{}"),
    "expected": ("must be {}", "{}"),
    "min_length": ("has length {length}: must be at least {}", "length >= {}"),
    "max_length": ("has length {length}: must be at most {}", "length <= {}"),
}
"""What pydantic gives as context of an error, in words and as a bound."""


def _word(error: ErrorDetails) -> tuple[str, str | None]:
    """Message and bound of an error of pydantic."""
    message = _WORDS.get(error["type"])
    if message is not None:
        return message, None
    context = error.get("ctx", {})
    for name, (words, bound) in _BOUNDS.items():
        if name in context:
            limit = context[name] if isinstance(context[name], str) else show_value(context[name])
            length = len(error["input"]) if isinstance(error["input"], Sized) else 0
            return words.format(limit, length=f"{length:,}"), bound.format(limit)
    return error["msg"].replace("Input should be", "must be").replace("Input should", "must"), None
