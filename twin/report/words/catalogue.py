"""The catalogue of words: one entry a key, in every language.

Lives here: reading of the catalogue and filling in of names. Not here: the words (`*.yaml`),
numbers (`twin.report.words.numbers`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Any, Literal, get_args

Language = Literal["en", "zh"]
LANGUAGES: tuple[Language, ...] = get_args(Language)

FILES = {
    "page.yaml": "",
    "rooms.yaml": "",
    "order.yaml": "",
    "rollout.yaml": "",
    "figures.yaml": "figure",
    "fields.yaml": "",
}
"""Files of the catalogue, and what stands before the keys of each."""

Entry = Mapping[str, str]

_HAN, _LATIN = "[\u4e00-\u9fff]", "[A-Za-z]"
_MEETING = re.compile(f"(?<={_HAN})(?={_LATIN})|(?<={_LATIN})(?={_HAN})")


@cache
def load_words() -> dict[str, Entry]:
    """Every entry by its key; an entry maps each language to its words.

    Raises ValueError for an entry that lacks a language or has more, and for a key that stands
    twice.
    """
    import yaml

    words: dict[str, Entry] = {}
    for name, begin in FILES.items():
        text = (files(__package__) / name).read_text(encoding="utf-8")
        for key, entry in _entries(yaml.safe_load(text), begin):
            if set(entry) != set(LANGUAGES) or not all(type(w) is str for w in entry.values()):
                raise ValueError(f"{name}: {key} must have words in {', '.join(LANGUAGES)}")
            if key in words:
                raise ValueError(f"{name}: {key} stands twice")
            words[key] = entry
    return words


def _entries(node: Mapping[str, Any], path: str) -> Iterator[tuple[str, Entry]]:
    for key, below in node.items():
        place = f"{path}.{key}" if path else str(key)
        if any(language in below for language in LANGUAGES):
            yield place, below
        else:
            yield from _entries(below, place)


def _spaced(text: str) -> str:
    """A space between Chinese and Latin words, where a name was filled in without one."""
    return _MEETING.sub(" ", text)


class Words:
    """The words of one language."""

    def __init__(self, language: Language) -> None:
        self.language: Language = language
        self._words = load_words()

    def say(self, key: str, *names: object, **values: object) -> str:
        """The words of `key`, names filled in. Raises KeyError for a key that there is not."""
        said = self._words[key][self.language].format(*names, **values)
        return _spaced(said) if self.language == "zh" else said

    def say_or(self, key: str, otherwise: str) -> str:
        """The words of `key`, or `otherwise` where the catalogue has none: the user's own words."""
        entry = self._words.get(key)
        return otherwise if entry is None else entry[self.language]

    def knows(self, key: str) -> bool:
        """Whether the catalogue has the key."""
        return key in self._words

    def join(self, items: list[str]) -> str:
        """A list in running text."""
        return self.say("page.list_separator").join(items)
