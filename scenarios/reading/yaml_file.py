"""A YAML file becomes plain data and the line of every key, or a `ScenarioError`.

Here live the limits of a file, the refusal of everything a scenario does not need (tags,
anchors, several documents), and the rules of scalars. What the data means does not belong here.

PyYAML only delivers parse events; no object is ever constructed from a tag. Scalars follow the
core schema of YAML 1.2.2 (section 10.3.2) with decimal numbers only, so `on`, `no`, `12:30`,
`0x1F`, `017` and `1_000` are text and not, as in YAML 1.1, booleans and numbers. PyYAML's wheels
bring libyaml; without it the slower pure parser takes over, with equal results.
"""

from __future__ import annotations

import math
import re
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

import yaml

from scenarios.reading.errors import Problem, ScenarioError, show_value
from scenarios.reading.places import Keys, Places, Plain, show_path

MAX_FILE_BYTES = 5_000_000
"""Scenarios are small: the largest of the library has a few kB, 36 banks singly some 20 kB."""
MAX_DEPTH = 40
"""Levels of lists and mappings; a scenario has fewer than ten. Bounds every later recursion."""
MAX_EVENTS = 500_000
"""Parse events, about two for three values; bounds memory to some 200 MB and time to seconds."""
MAX_KEY_CHARS = 200
"""Characters of a key; an id path is the longest there is."""
MIN_INT = -(2**63)
MAX_INT = 2**63 - 1
"""Integers are those of a log record: 64 bits, signed."""

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_INT = re.compile(r"[-+]?(?:0|[1-9][0-9]*)")
_FLOAT = re.compile(r"[-+]?(?:(?:0|[1-9][0-9]*)(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]+)?")
_NOT_FINITE = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")
_WORDS: dict[str, bool | None] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}

_UNPRINTABLE = re.compile(
    r"[^\t\n\r -~\x85\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
)
"""What YAML 1.2.2, section 5.1, forbids in a file, and byte order marks within it. Also refused
where an escape (`"\\0"`) smuggles it in."""


@dataclass(frozen=True, slots=True)
class Document:
    """A scenario file as read: its plain data and where each key stands."""

    file: str
    data: dict[str, Plain]
    places: Places


def read_document(source: Path, what: str = "a scenario") -> Document:
    """The mapping that a file holds; `what` it should be stands in errors only.

    Raises ScenarioError for a file that is missing, no regular file, unreadable, larger than
    MAX_FILE_BYTES, not UTF-8, empty, no mapping, or beyond what the module's docstring allows.
    Lines count from 1.
    """
    file = str(source)
    data, places = parse(_read_text(source, what), file)
    if data is None:
        _refuse(file, f"is empty: {what} is a mapping of keys to values")
    if not isinstance(data, dict):
        _refuse(
            file,
            f"holds {show_value(data)} at the top: {what} is a mapping of keys to values",
            places.line,
        )
    return Document(file, data, places)


def parse(text: str, file: str) -> tuple[Plain, Places]:
    """The one value that a YAML text holds, None for an empty one, with its lines.

    `file` stands in errors only. Raises ScenarioError as `read_document` does.
    """
    text = text.removeprefix("\ufeff")
    if found := _UNPRINTABLE.search(text):
        _refuse(file, say_unprintable(text), text.count("\n", 0, found.start()) + 1)
    builder = _Builder(file)
    try:
        for number, event in enumerate(yaml.parse(text, Loader=_LOADER)):
            if number >= MAX_EVENTS:
                message = f"more than {MAX_EVENTS:,} YAML events: a scenario is smaller"
                _refuse(file, message, _line_of(event))
            builder.take(event)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        what = ", ".join(part for part in (error.context, error.problem) if part)
        _refuse(file, f"is not valid YAML: {what}", mark.line + 1 if mark else None)
    except (yaml.YAMLError, ValueError, OverflowError) as error:  # the latter: pure parser's chr
        _refuse(file, f"is not valid YAML: {error}")
    return builder.data, builder.places


def say_unprintable(text: str) -> str:
    """What is wrong with the first character that YAML does not allow; empty if none is."""
    found = _UNPRINTABLE.search(text)
    return f"character U+{ord(found.group()):04X} is not allowed in YAML" if found else ""


def read_scalar(text: str) -> Plain:
    """The value of an unquoted scalar.

    Raises ValueError for whole numbers beyond 64 bits, and for infinity and not-a-number.
    """
    if text in _WORDS:
        return _WORDS[text]
    if _INT.fullmatch(text):
        if len(text) > len(str(MIN_INT)) or not MIN_INT <= int(text) <= MAX_INT:
            raise ValueError(f"whole numbers go from {MIN_INT} to {MAX_INT}")
        return int(text)
    if _FLOAT.fullmatch(text):
        number = float(text)
        if math.isinf(number):
            raise ValueError("is larger than any number of 64 bits (about 1.8e308)")
        return number
    if _NOT_FINITE.fullmatch(text):
        raise ValueError("infinity and not-a-number are no values here")
    return text


def _read_text(source: Path, what: str) -> str:
    file = str(source)
    try:
        state = source.stat()
        if stat.S_ISDIR(state.st_mode):
            _refuse(file, f"is a directory, not {what} file")
        if not stat.S_ISREG(state.st_mode):
            _refuse(file, "is no regular file")
        if state.st_size > MAX_FILE_BYTES:
            _refuse(file, f"has {state.st_size:,} bytes: at most {MAX_FILE_BYTES:,}")
        with source.open("rb") as stream:
            content = stream.read(MAX_FILE_BYTES + 1)
    except FileNotFoundError:
        _refuse(file, "no such file")
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        reason = error.strerror if isinstance(error, OSError) else None
        _refuse(file, f"cannot be read: {reason or error}")
    if len(content) > MAX_FILE_BYTES:
        _refuse(file, f"has more than {MAX_FILE_BYTES:,} bytes")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        _refuse(file, f"is not UTF-8 text: byte 0x{content[error.start]:02x}", line)


def _line_of(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark is not None else 1


def _refuse(file: str, message: str, line: int | None = None) -> NoReturn:
    raise ScenarioError(Problem(message, file=file, line=line)) from None


class _Open:
    """A mapping or list whose end has not come yet."""

    __slots__ = ("key", "key_line", "places", "value")

    def __init__(self, value: list[Plain] | dict[str, Plain], places: Places) -> None:
        self.value = value
        self.places = places
        self.key: str | None = None
        self.key_line = 0


class _Builder:
    """Puts events together, without recursion; children hang in the tree from their start on."""

    def __init__(self, file: str) -> None:
        self.data: Plain = None
        self.places = Places()
        self._file = file
        self._open: list[_Open] = []
        self._documents = 0

    def take(self, event: yaml.Event) -> None:
        """The next event of the parser."""
        line = _line_of(event)
        if isinstance(event, yaml.ScalarEvent | yaml.MappingStartEvent | yaml.SequenceStartEvent):
            if event.tag is not None:
                tag = event.tag.replace("tag:yaml.org,2002:", "!!")
                self._complain(f"tag {tag}: tags are not allowed", line)
            if event.anchor is not None:
                self._complain(f"anchor &{event.anchor}: anchors are not allowed", line)
        if isinstance(event, yaml.ScalarEvent):
            self._scalar(event, line)
        elif isinstance(event, yaml.MappingStartEvent | yaml.SequenceStartEvent):
            self._start({} if isinstance(event, yaml.MappingStartEvent) else [], line)
        elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
            self._open.pop()
        elif isinstance(event, yaml.AliasEvent):
            self._complain(f"alias *{event.anchor}: aliases are not allowed, repeat it", line)
        elif isinstance(event, yaml.DocumentStartEvent):
            self._documents += 1
            if self._documents > 1:
                self._complain("a second document begins: a file holds one", line)

    def _scalar(self, event: yaml.ScalarEvent, line: int) -> None:
        if fault := say_unprintable(event.value):
            self._complain(fault, line)
        is_plain = event.implicit[0]
        top = self._open[-1] if self._open else None
        if top is not None and isinstance(top.value, dict) and top.key is None:
            self._key(top, event.value, is_plain, line)
            return
        value: Plain = event.value
        if is_plain:
            try:
                value = read_scalar(event.value)
            except ValueError as error:
                self._complain(str(error), line, self._next_keys(), show_value(event.value))
        self._hang(value, line)

    def _key(self, top: _Open, key: str, is_plain: bool, line: int) -> None:
        assert isinstance(top.value, dict)
        if is_plain and key == "<<":
            self._complain("merge key <<: merging is not allowed, repeat it", line)
        if len(key) > MAX_KEY_CHARS:
            self._complain(f"a key of {len(key):,} characters: at most {MAX_KEY_CHARS}", line)
        if is_plain and not _is_text(key):
            shown = f"key {key}" if key else "empty key"
            self._complain(f"{shown}: keys are text, put it in quotes", line)
        if key in top.value:
            first = top.places.find((key,)).line
            self._complain(f"stands twice, first in line {first}", line, (*self._keys(), key))
        top.key = key
        top.key_line = line

    def _start(self, value: list[Plain] | dict[str, Plain], line: int) -> None:
        top = self._open[-1] if self._open else None
        if top is not None and isinstance(top.value, dict) and top.key is None:
            self._complain("a list or mapping as key: keys are text", line)
        if len(self._open) >= MAX_DEPTH:
            self._complain(f"more than {MAX_DEPTH} levels of lists and mappings", line)
        if top is not None and top.key is not None:
            line = top.key_line
        places = Places(line)
        self._hang(value, places)
        self._open.append(_Open(value, places))

    def _hang(self, value: Plain, place: int | Places) -> None:
        if not self._open:
            self.data = value
            self.places = Places(place) if isinstance(place, int) else place
            return
        top = self._open[-1]
        if isinstance(top.value, list):
            top.places.inner[len(top.value)] = place
            top.value.append(value)
        else:
            assert top.key is not None
            top.places.inner[top.key] = place if isinstance(place, Places) else top.key_line
            top.value[top.key] = value
            top.key = None

    def _keys(self) -> Keys:
        """The address of the innermost open mapping or list."""
        keys: list[str | int] = []
        for outer in self._open[:-1]:
            if isinstance(outer.value, list):
                keys.append(len(outer.value) - 1)
            else:
                keys.append(next(reversed(outer.value)))
        return tuple(keys)

    def _next_keys(self) -> Keys:
        """The address of the value that comes next."""
        if not self._open:
            return ()
        top = self._open[-1]
        return (*self._keys(), len(top.value) if isinstance(top.value, list) else top.key or "")

    def _complain(
        self, message: str, line: int, keys: Keys | None = None, value: str | None = None
    ) -> NoReturn:
        key = show_path(self.data, self._keys() if keys is None else keys)
        raise ScenarioError(Problem(message, file=self._file, line=line, key=key, value=value))


def _is_text(scalar: str) -> bool:
    is_number = _FLOAT.fullmatch(scalar) or _NOT_FINITE.fullmatch(scalar)
    return scalar not in _WORDS and not is_number
