"""Words in both languages, and the refusal of a wall that lacks them.

Lives here: the pair that every title and description is. Not here: any of them.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

Language = Literal["en", "zh"]
LANGUAGES: tuple[Language, ...] = ("en", "zh")


class WallError(ValueError):
    """A wall that cannot be built; says which panel and what is missing."""

    clear = True


class Words(NamedTuple):
    """The same in English and Chinese."""

    en: str
    zh: str

    def say(self, language: Language) -> str:
        """In one language."""
        return self.en if language == "en" else self.zh


NO_DATA = Words("no data", "无数据")
TIME_ZONE = "Asia/Shanghai"
"""Of the sites, not of who looks."""
