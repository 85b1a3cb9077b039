"""Id paths: how `--set`, variants and `--vary` name a value of a scenario.

Here lives finding and setting values in plain data by paths such as `banks.b3.compartments.S`.
Whether a value or a new key is allowed does not belong here: the model decides that afterwards.

A path is words joined by dots. In a mapping a word is a key; in a list of mappings with an `id`
it is an id; in another list a position from 0; `*` is everything at that level. What
is set for one member of a group (`scenarios.reading.groups`) goes into the group's `members:`
(`members: {b3: {doors: 20}}`), nested mappings by id; a literal id wins over a member.
`banks.b.doors` sets the group's own value, which holds for members without one of their own;
`banks.*.doors` reaches every member, so their own values give way.
"""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from typing import NamedTuple, NoReturn

from scenarios.reading.did_you_mean import find_closest
from scenarios.reading.errors import Problem, ScenarioError, show_value, show_word
from scenarios.reading.groups import ABSENT, MEMBERS_KEY, Absent, Groups, clear_members, overlay
from scenarios.reading.places import Key, Keys, Plain, get_id
from scenarios.reading.yaml_file import MAX_DEPTH

MAX_MATCHES = 100_000
"""Values one path may reach, as many as a scenario may have banks; bounds time and memory."""
MAX_WRITTEN = 500_000
"""Values one path may write, with all that lists and mappings hold; bounds memory."""
_SHOWN_IDS = 8
_NO_PART = "one member of a group cannot change part of a list; give the whole list"


class TooManyValues(ScenarioError):
    """A path reaches or writes more than MAX_MATCHES or MAX_WRITTEN allow."""


@dataclass(frozen=True, slots=True)
class Match:
    """One value that a path reaches.

    `keys` is its address in the data (through `members` for one member of a group), `path` the
    id path without wildcards, `value` what holds there: for a member of a group its own value
    over the group's. `value` is `ABSENT` where nothing stands yet.
    """

    keys: Keys
    path: str
    value: Plain | Absent


class _Step(NamedTuple):
    """A match on its way: `node` stands at `keys`.

    `member`, once one member of a group is entered: the address of what it has of its own, and
    the number of words up to it; from there on `keys` and `node` are those of the group.
    `wild`: per list crossed by `*`, the numbers of keys and words up to its item.
    """

    keys: Keys
    words: tuple[str, ...]
    node: Plain | Absent
    member: tuple[Keys, int] | None = None
    wild: tuple[tuple[int, int], ...] = ()

    def go(self, key: Key, word: str, node: Plain | Absent) -> _Step:
        keys, words = (*self.keys, key), (*self.words, word)
        return _Step(keys, words, node, self.member, self.wild)

    def own_keys(self) -> Keys:
        """Where a value for this match is written."""
        if self.member is None:
            return self.keys
        keys, words = self.member
        return (*keys, *self.words[words:])


def split_path(path: str) -> tuple[str, ...]:
    """The words of an id path. Raises ScenarioError for an empty word or more than MAX_DEPTH."""
    words = tuple(path.split(".", MAX_DEPTH))
    if not all(words):
        raise ScenarioError(
            Problem("an id path is words joined by dots, such as banks.b3.doors", key=path)
        )
    if len(words) > MAX_DEPTH:
        raise ScenarioError(Problem(f"an id path has at most {MAX_DEPTH} words", key=path))
    return words


def resolve(data: Plain, path: str) -> list[Match]:
    """Everything that `path` reaches; at least one match, each with a value.

    Raises ScenarioError (without file and line) where nothing stands, with a suggestion.
    """
    matches = []
    for step in _expand(data, split_path(path)):
        value = step.node
        if step.member is not None:
            value = overlay(value, _own_value(data, step))
        if isinstance(value, Absent):
            _refuse(step, None, "is not set here", _find_near(data, step))
        matches.append(Match(step.own_keys(), _join(step.words), value))
    return matches


def assign(data: Plain, path: str, value: Plain, *, at_most: int = MAX_WRITTEN) -> list[Match]:
    """Sets every value that `path` reaches to a copy of `value`, in place; returns the matches.

    Keys of mappings that are not there yet are made, sections too: the model says afterwards
    whether they may be. An unknown id, a position outside a list, a `*` over nothing and a step
    into a number or text raise ScenarioError (without file and line), and nothing is changed. A
    mapping set in place of a whole list item keeps the item's id, and nothing else replaces it.
    `at_most` bounds the values written, those within lists and mappings counted: a large value
    over many banks multiplies; beyond it TooManyValues is raised.
    """
    steps = _expand(data, split_path(path))
    if len(steps) * count_values(value) > at_most:
        raise TooManyValues(Problem(f"sets more than {at_most:,} values", key=path))
    for step in steps:
        if step.member is not None:
            _own_value(data, step)  # refuses before anything is written
        elif get_id(step.node) is not None and not isinstance(value, dict):
            shown = show_value(value)
            raise ScenarioError(
                Problem("must be a mapping of keys", key=_join(step.words), value=shown)
            )
    for step in steps:
        _write(data, step.own_keys(), deepcopy(value))
        if step.member is None:
            for keys, words in step.wild:
                clear_members(_at(data, step.keys[:keys]), step.words[words:])
    return [Match(step.own_keys(), _join(step.words), value) for step in steps]


def count_values(value: Plain) -> int:
    """How many values there are in a value, itself included."""
    total, waiting = 0, [value]
    while waiting:
        each = waiting.pop()
        total += 1
        if isinstance(each, dict):
            waiting.extend(each.values())
        elif isinstance(each, list):
            waiting.extend(each)
    return total


def _expand(data: Plain, words: tuple[str, ...]) -> list[_Step]:
    groups = Groups(data)
    steps = [_Step((), (), data)]
    for word in words:
        steps = [after for step in steps for after in _advance(groups, step, word)]
        if len(steps) > MAX_MATCHES:
            key = ".".join(show_word(w) for w in words)
            raise TooManyValues(Problem(f"reaches more than {MAX_MATCHES:,} values", key=key))
    return steps


def _advance(groups: Groups, step: _Step, word: str) -> list[_Step]:
    """The steps that `word` leads to from `step`."""
    node = step.node
    if word == "*":
        return list(_advance_to_all(step))
    if isinstance(node, list):
        literal = next((i for i, item in enumerate(node) if get_id(item) == word), None)
        if literal is not None:
            return [step.go(literal, word, node[literal])]
        if any(get_id(item) is not None for item in node):
            return [_advance_to_member(groups, step, word)]
        return [_advance_to_position(step, word)]
    if isinstance(node, dict):
        return [step.go(word, word, node.get(word, ABSENT))]
    if node is None or isinstance(node, Absent):
        return [step.go(word, word, ABSENT)]
    _refuse(step, None, f"is {show_value(node)}: nothing stands below it")


def _advance_to_all(step: _Step) -> Iterator[_Step]:
    if isinstance(step.node, list) and step.node:
        for position, item in enumerate(step.node):
            word = get_id(item)
            if word is None and step.member is not None:
                _refuse(step, str(position), _NO_PART)
            after = step.go(position, word or str(position), item)
            yield after._replace(wild=(*step.wild, (len(after.keys), len(after.words))))
    elif isinstance(step.node, dict) and step.node:
        for word, below in step.node.items():
            yield step.go(word, word, below)
    else:
        _refuse(step, "*", "there is nothing here")


def _advance_to_member(groups: Groups, step: _Step, word: str) -> _Step:
    assert isinstance(step.node, list)
    found = [i for i, item in enumerate(step.node) if groups.has_member(item, word)]
    if len(found) > 1:
        ids = " and ".join(str(get_id(step.node[i])) for i in found[:2])
        _refuse(step, word, f"is a member of two groups, {ids}")
    if not found:
        _refuse_id(groups, step, word)
    after = step.go(found[0], word, step.node[found[0]])
    if step.member is not None:
        return after
    return after._replace(member=((*after.keys, MEMBERS_KEY, word), len(after.words)))


def _advance_to_position(step: _Step, word: str) -> _Step:
    assert isinstance(step.node, list)
    is_number = word.isascii() and word.isdigit() and len(word) <= len(str(MAX_MATCHES))
    if not is_number or int(word) >= len(step.node):
        known = f"0 to {len(step.node) - 1}" if step.node else "none, the list is empty"
        _refuse(step, word, f"no such position in the list (known: {known})")
    if step.member is not None:
        _refuse(step, word, _NO_PART)
    return step.go(int(word), word, step.node[int(word)])


def _own_value(data: Plain, step: _Step) -> Plain | Absent:
    """What a member of a group has of its own, `ABSENT` if nothing."""
    node: Plain = data
    for key in step.own_keys():
        if isinstance(node, list) and isinstance(key, int):
            node = node[key]
            continue
        if node is not None and not isinstance(node, dict):
            _refuse(step, None, f"{show_value(node)} stands where {key} would: not a mapping")
        if node is None or not isinstance(key, str) or key not in node:
            return ABSENT
        node = node[key]
    return node


def _find_near(data: Plain, step: _Step) -> str | None:
    """The key nearest to the last word of a match that has no value."""
    around = resolve(data, ".".join(step.words[:-1]))[0].value if step.words[1:] else data
    return find_closest(step.words[-1], around if isinstance(around, dict) else ())


def _write(data: Plain, keys: Keys, value: Plain) -> None:
    """Sets the value at `keys`, where lists and their positions exist; mappings are made."""
    node = _at(data, keys[:-1])
    last = keys[-1]
    if isinstance(node, list) and isinstance(last, int):
        old = node[last]
        if isinstance(old, dict) and "id" in old and isinstance(value, dict):
            value = {"id": old["id"], **value}
        node[last] = value
    elif isinstance(node, dict) and isinstance(last, str):
        node[last] = value


def _at(data: Plain, keys: Keys) -> Plain:
    node = data
    for key in keys:
        if isinstance(node, list) and isinstance(key, int):
            node = node[key]
        elif isinstance(node, dict) and isinstance(key, str):
            if node.get(key) is None:
                node[key] = {}
            node = node[key]
    return node


def _join(words: tuple[str, ...]) -> str:
    return ".".join(show_word(word) for word in words)


def _refuse(step: _Step, word: str | None, message: str, near: str | None = None) -> NoReturn:
    words = step.words if word is None else (*step.words, word)
    raise ScenarioError(Problem(message, key=_join(words), suggestion=near))


def _refuse_id(groups: Groups, step: _Step, word: str) -> NoReturn:
    assert isinstance(step.node, list)
    known = [name for name in map(get_id, step.node) if name is not None]
    shown = []
    for item in step.node[:_SHOWN_IDS]:
        name, size = get_id(item), groups.get_size(item)
        if name is not None:
            shown.append(name if size is None else f"{name}, {name}1 to {name}{size}")
    more = f" and {len(known) - len(shown)} more" if len(known) > len(shown) else ""
    message = f"no such id (known: {'; '.join(shown)}{more})"
    _refuse(step, word, message, find_closest(word, known))
