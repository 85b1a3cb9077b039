"""Walking a pydantic model beside plain data: which shapes a place may have, and its fields.

Here lives all knowledge of pydantic's types and of the locations in its errors. What is said
about an error does not belong here (`scenarios.reading.load`).

A location of pydantic is not an address in the data: under a union it also names the branch
that was tried (`dwell, weibull, shape`), and the key of a mapping is marked `[key]`.
"""

from __future__ import annotations

import types
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel, Discriminator, RootModel
from pydantic.fields import FieldInfo

from scenarios.reading.places import Key, Keys, Plain

MAX_ATTEMPTS = 500_000
"""Values pydantic may try. Under a union without a discriminator it tries every branch, and where
branches contain themselves that doubles with every level of the data; bounds time and memory.
Without such unions it is about the number of values in the file."""
_MAX_TUPLE = 8
"""Positions of a list that may differ in type; no tuple of a format is longer."""
_KEY_MARK = "[key]"


@dataclass(frozen=True, slots=True)
class Shape:
    """What a value may be: the branches of its type, null left out.

    A branch is a model class or a type such as `int` or `dict[str, float]`; `tag` is the key that
    tells the branches apart, if one does.
    """

    branches: tuple[Any, ...]
    tag: str | None = None


@dataclass(frozen=True, slots=True)
class Located:
    """A location of pydantic, put into terms of the data.

    `around` is the shape of the mapping or list that holds the value, `shape` that of the value;
    `forks` are the unions on the way, each with its address and the branch that was tried;
    `is_key` says that the key itself is meant and not what it stands for.
    """

    keys: Keys
    shape: Shape
    around: Shape
    forks: tuple[tuple[Keys, str], ...] = ()
    is_key: bool = False


def locate(
    model: type[BaseModel], data: Plain, location: Sequence[Key], is_missing: bool
) -> Located:
    """The address that pydantic's `location` means. `is_missing`: its last part is not there."""
    here = Located((), Shape((model,)), Shape(()))
    node: Plain | None = data
    for number, part in enumerate(location):
        is_last = number == len(location) - 1
        if part == _KEY_MARK and is_last:
            return Located(here.keys, here.shape, here.around, here.forks, is_key=True)
        branch = _pick_branch(here.shape, part)
        is_there = _has(node, part)
        is_field = is_there or (is_last and (is_missing or part in list_fields(here.shape, node)))
        if branch is None and is_field:
            below = get_below(here.shape, part)
            here = Located((*here.keys, part), below, here.shape, here.forks)
            node = _get(node, part)
        else:
            forks = (*here.forks, (here.keys, str(part)))
            here = Located(here.keys, branch or here.shape, here.around, forks)
    return here


def list_fields(shape: Shape, data: Plain) -> list[str]:
    """Keys that a mapping of this shape may have, as a file writes them."""
    return [
        field.alias or name
        for branch in _narrow(shape, data)
        if _is_model(branch)
        for name, field in _get_fields(branch).items()
    ]


def list_tags(shape: Shape) -> list[str]:
    """What may stand at the key that tells the branches apart, in the order of the branches."""
    tags = [
        value
        for branch in shape.branches
        if shape.tag is not None and _is_model(branch)
        for value in _list_literals(branch, shape.tag)
    ]
    return [str(tag) for tag in tags]


def get_below(shape: Shape, key: Key) -> Shape:
    """The shape of what stands at `key` in a mapping or list of `shape`; no branches if unknown."""
    belows = [_get_below_branch(branch, key) for branch in shape.branches]
    tags = [below.tag for below in belows if below.tag is not None]
    branches = tuple(branch for below in belows for branch in below.branches)
    return Shape(branches, tags[0] if tags else None)


def count_attempts(model: type[BaseModel], data: Plain) -> int:
    """How many values pydantic tries to validate `data`, at most; stops above MAX_ATTEMPTS."""
    attempts = 0
    waiting: list[tuple[Plain, Any]] = [(data, model)]
    belows: dict[tuple[int, Key], Shape] = {}
    while waiting:
        node, branch = waiting.pop()
        items = node.items() if isinstance(node, dict) else enumerate(_as_list(node))
        for key, below in items:
            attempts += 1
            if isinstance(below, dict | list):
                known = (id(branch), key if isinstance(key, str) else min(key, _MAX_TUPLE))
                if known not in belows:
                    belows[known] = _get_below_branch(branch, key)
                shape = belows[known]
                tried = shape.branches if shape.tag is None else _narrow(shape, below)
                waiting += [(below, each) for each in tried if _may_hold(each, below)]
            if attempts + len(waiting) > MAX_ATTEMPTS:
                return attempts + len(waiting)
    return attempts


def _open(annotation: Any, tag: str | None = None) -> Shape:
    """Takes off what only wraps a type: Annotated, unions, aliases, root models."""
    branches: list[Any] = []
    waiting = [annotation]
    while waiting:
        each = waiting.pop(0)
        origin = get_origin(each)
        if origin is Annotated:
            inner, *notes = get_args(each)
            tag = next((t for t in map(_get_tag, notes) if t is not None), tag)
            waiting.insert(0, inner)
        elif origin is Union or isinstance(each, types.UnionType):
            waiting[:0] = get_args(each)
        elif hasattr(each, "__value__"):  # an alias (PEP 695), plain or with parameters
            waiting.insert(0, each.__value__)
        elif _is_model(each) and issubclass(each, RootModel):
            waiting.insert(0, _get_fields(each)["root"].annotation)
        elif each is not None and each is not type(None):
            branches.append(each)
    return Shape(tuple(branches), tag)


def _get_tag(note: object) -> str | None:
    found = note.discriminator if isinstance(note, FieldInfo | Discriminator) else None
    return found if isinstance(found, str) else None


def _get_below_branch(branch: Any, key: Key) -> Shape:
    if _is_model(branch):
        for name, field in _get_fields(branch).items():
            if key in {name, field.alias}:
                tag = field.discriminator
                return _open(field.annotation, tag if isinstance(tag, str) else None)
        return Shape(())
    origin, arguments = get_origin(branch), get_args(branch)
    if not isinstance(origin, type) or not arguments:
        return Shape(())
    if isinstance(key, str):
        return _open(arguments[1]) if issubclass(origin, Mapping) else Shape(())
    if issubclass(origin, tuple) and arguments[-1] is not Ellipsis:
        return _open(arguments[key]) if key < len(arguments) else Shape(())
    return _open(arguments[0]) if issubclass(origin, Sequence | Set) else Shape(())


def _pick_branch(shape: Shape, part: Key) -> Shape | None:
    """The branch of a union that `part` names by its class or its tag; None if it names none."""
    if len(shape.branches) < 2 or not isinstance(part, str):
        return None
    for branch in shape.branches:
        if _is_model(branch):
            tags = _list_literals(branch, shape.tag) if shape.tag is not None else []
            if part == branch.__name__ or part in tags:
                return Shape((branch,))
    return None


def _narrow(shape: Shape, data: Plain) -> list[Any]:
    """The branches that may be meant by `data`: of its kind, and by literals such as `kind:`."""
    fitting = [branch for branch in shape.branches if _may_hold(branch, data)]
    exact = [branch for branch in fitting if not _contradicts(branch, data)]
    return exact or fitting


def _may_hold(branch: Any, data: Plain) -> bool:
    origin = get_origin(branch)
    if not isinstance(origin, type):
        return _is_model(branch) and isinstance(data, dict)
    if isinstance(data, dict):
        return issubclass(origin, Mapping)
    return isinstance(data, list) and issubclass(origin, Sequence | Set)


def _contradicts(branch: Any, data: Plain) -> bool:
    if not _is_model(branch) or not isinstance(data, dict):
        return False
    for name, field in _get_fields(branch).items():
        key = field.alias or name
        literals = _list_literals(branch, key) if key in data else []
        if literals and data[key] not in literals:
            return True
    return False


def _list_literals(branch: Any, key: str) -> list[Any]:
    """Values of the field at `key`, if it is one of literals alone."""
    found = _get_below_branch(branch, key).branches
    if not all(get_origin(each) is Literal for each in found):
        return []
    return [value for each in found for value in get_args(each)]


def _get_fields(model: type[BaseModel]) -> dict[str, FieldInfo]:
    """The fields of a model, with types that were named before they were defined."""
    if not model.__pydantic_complete__:
        model.model_rebuild(raise_errors=False)
    return model.model_fields


def _is_model(branch: Any) -> bool:
    return isinstance(branch, type) and issubclass(branch, BaseModel)


def _as_list(node: Plain) -> list[Plain]:
    return node if isinstance(node, list) else []


def _has(node: Plain, key: Key) -> bool:
    if isinstance(node, list):
        return isinstance(key, int) and 0 <= key < len(node)
    return isinstance(node, dict) and key in node


def _get(node: Plain, key: Key) -> Plain:
    if isinstance(node, list) and isinstance(key, int):
        return node[key] if 0 <= key < len(node) else None
    return node.get(key) if isinstance(node, dict) and isinstance(key, str) else None
