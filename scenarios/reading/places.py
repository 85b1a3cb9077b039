"""Where in plain data a value is, and where it was written.

Here live the type of plain data, addresses in it (`Keys`), their rendering as id paths, and
`Places`, the tree of line numbers beside the data. Reading and writing values do not belong
here.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple, TypeAlias

from scenarios.reading.errors import show_word

Plain: TypeAlias = "bool | int | float | str | list[Plain] | dict[str, Plain] | None"
"""What a scenario file can say."""

Key: TypeAlias = str | int
"""One step into plain data: the key of a mapping or the position in a list, from 0."""

Keys: TypeAlias = tuple[Key, ...]
"""An address in plain data, from the top."""


class Origin(NamedTuple):
    """Where a value was written: `source` is None for the file itself; lines count from 1."""

    source: str | None
    line: int | None


class Places:
    """Lines of a mapping or list and of what is inside it; shaped like the data.

    Leaves are kept as bare line numbers, so that the tree costs about as much as the data.
    """

    __slots__ = ("inner", "line", "source")

    def __init__(self, line: int | None = None, source: str | None = None) -> None:
        self.line = line
        self.source = source
        self.inner: dict[Key, int | Places] = {}

    def find(self, keys: Iterable[Key]) -> Origin:
        """Origin of the value at `keys`, or of the nearest thing around it that has one."""
        here, line = self, self.line
        for key in keys:
            below = here.inner.get(key)
            if below is None:
                break
            if isinstance(below, int):
                return Origin(None, below)
            here = below
            line = here.line if here.line is not None else line
        return Origin(here.source, None) if here.source is not None else Origin(None, line)

    def note(self, keys: Keys, origin: Origin) -> None:
        """Notes that the value at `keys` was written, with all that is in it, at `origin`."""
        if not keys:
            raise ValueError("the whole document cannot be replaced")
        here = self
        for key in keys[:-1]:
            below = here.inner.get(key)
            if not isinstance(below, Places):
                below = Places(below, None if below is not None else origin.source)
                here.inner[key] = below
            here = below
        here.inner[keys[-1]] = Places(origin.line, origin.source)


def get_id(item: object) -> str | None:
    """The id of a list item as a word of an id path; None if it has none."""
    if not isinstance(item, dict):
        return None
    found = item.get("id")
    if isinstance(found, str):
        return found
    if isinstance(found, int) and not isinstance(found, bool):
        return str(found)
    return None


def show_path(data: object, keys: Iterable[Key]) -> str:
    """`keys` as an id path: list positions become the ids of the items that have one."""
    words: list[str] = []
    node = data
    for key in keys:
        word: Key = key
        if isinstance(node, list) and isinstance(key, int) and 0 <= key < len(node):
            node = node[key]
            word = get_id(node) or key
        elif isinstance(node, dict) and isinstance(key, str):
            node = node.get(key)
        else:
            node = None
        words.append(show_word(word))
    return ".".join(words)


def get_value(data: Plain, keys: Iterable[Key]) -> Plain:
    """The value at `keys`; None where nothing stands."""
    for key in keys:
        if isinstance(data, list):
            data = data[key] if isinstance(key, int) and 0 <= key < len(data) else None
        else:
            data = data.get(key) if isinstance(data, dict) and isinstance(key, str) else None
    return data


def find_words(data: Plain, words: Iterable[str]) -> Keys:
    """The address that the words of an id path name, as far as it leads; without wildcards."""
    keys: list[Key] = []
    for word in words:
        if isinstance(data, dict) and word in data:
            keys.append(word)
        elif isinstance(data, list):
            ids = [get_id(item) or str(position) for position, item in enumerate(data)]
            if word not in ids:
                break
            keys.append(ids.index(word))
        else:
            break
        data = get_value(data, keys[-1:])
    return tuple(keys)
