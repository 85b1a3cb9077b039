"""What is wrong with a scenario, said in one line per problem.

Here live `Problem`, `ScenarioError` and the bounded rendering of foreign text and values, so
that no input, however large or hostile, makes a long, multi-line or unprintable message.
Finding problems does not belong here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from typing import TypeVar

MAX_SHOWN = 20
"""Problems kept and shown at most; the rest is only counted."""
MAX_VALUE_CHARS = 60
"""Length at which a value is cut."""
MAX_KEY_CHARS = 160
"""Length at which an id path is cut."""
MAX_MESSAGE_CHARS = 500
"""Length at which a message, a file name or a suggestion is cut."""
_ITEMS_SHOWN = 4
_DEPTH = 2
_KEY_CHARS = 20
_INT_BITS = 128

_T = TypeVar("_T")
_PLAIN_WORD = re.compile(r"[\w*@:/+-]+")


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong.

    `message` stands alone and names the bound in words; `bound` repeats it for programs
    (`>= 1`). `key` is an id path (`banks.b3.compartments.S`), empty for the whole file;
    `value` is already shortened, see `show_value`. `file` is a path, a library name, or
    `--set` for a value given on the command line.
    """

    message: str
    file: str = ""
    line: int | None = None
    key: str = ""
    value: str | None = None
    bound: str | None = None
    suggestion: str | None = None

    def __str__(self) -> str:
        """`yiyuan.yaml:14: banks.new.count = -3: must be at least 1 (did you mean …?)`."""
        place = _one_line(self.file, MAX_MESSAGE_CHARS)
        if self.line is not None:
            place = f"{place}:{self.line}"
        subject = _one_line(self.key, MAX_KEY_CHARS)
        if self.value is not None:
            value = _one_line(self.value, MAX_VALUE_CHARS + 20)
            subject = f"{subject} = {value}" if subject else value
        parts = [part for part in (place, subject) if part]
        parts.append(_one_line(self.message, MAX_MESSAGE_CHARS))
        text = ": ".join(parts)
        if self.suggestion is not None:
            text += f" (did you mean {_one_line(self.suggestion, MAX_MESSAGE_CHARS)}?)"
        return text


class ScenarioError(Exception):
    """A scenario that cannot be used: one or many problems, of which `MAX_SHOWN` are kept.

    `problems` holds those kept, `more` the number of others. Survives pickling, so that a
    worker process can raise it.
    """

    def __init__(self, problems: Problem | Iterable[Problem], more: int = 0) -> None:
        given = (problems,) if isinstance(problems, Problem) else tuple(problems)
        self.problems = given[:MAX_SHOWN]
        self.more = more + len(given) - len(self.problems)
        super().__init__(self.problems, self.more)

    def __str__(self) -> str:
        lines = [str(problem) for problem in self.problems]
        if self.more:
            lines.append(f"and {self.more:,} more")
        return "\n".join(lines)


def show_value(value: object) -> str:
    """The value as a scenario file would write it, on one line, at most about 60 characters.

    Takes time and memory independent of the size of the value.
    """
    return _shorten(_show(value, depth=0), MAX_VALUE_CHARS)


def show_word(word: object) -> str:
    """One segment of an id path: as it is if it is a plain word, else quoted and shortened."""
    text = word if isinstance(word, str) else show_value(word)
    if len(text) <= MAX_VALUE_CHARS and _PLAIN_WORD.fullmatch(text):
        return text
    return repr(_shorten(text, MAX_VALUE_CHARS))


def _show(value: object, depth: int) -> str:
    if isinstance(value, str):
        return repr(_shorten(value, MAX_VALUE_CHARS))
    if isinstance(value, dict):
        pairs = [
            f"{_shorten(str(key), _KEY_CHARS)}: {_show(item, depth + 1)}"
            for key, item in _first(value.items() if depth < _DEPTH else ())
        ]
        return "{" + _join(pairs, len(value)) + "}"
    if isinstance(value, list | tuple):
        items = [_show(item, depth + 1) for item in _first(value if depth < _DEPTH else ())]
        return "[" + _join(items, len(value)) + "]"
    return _show_scalar(value)


def _show_scalar(value: object) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return repr(value) if value.bit_length() <= _INT_BITS else "a number of many digits"
    if isinstance(value, float):
        return repr(value)
    return f"a {type(value).__name__}"


def _first(items: Iterable[_T]) -> list[_T]:
    return list(islice(items, _ITEMS_SHOWN))


def _join(parts: list[str], total: int) -> str:
    if total > len(parts):
        parts = [*parts, f"… {total - len(parts):,} more" if parts else "…"]
    return ", ".join(parts)


def _shorten(text: str, limit: int) -> str:
    return text if len(text) <= limit else text[: limit - 1] + "…"


def _one_line(text: str, limit: int) -> str:
    """Printable and without line breaks: foreign text cannot forge lines or steer a terminal."""
    text = " ".join(_shorten(text, limit).split())
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in text)
