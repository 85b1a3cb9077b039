"""The nearest allowed word to one that is not allowed. Spelling only; no knowledge of keys."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from itertools import islice

MAX_WORDS = 500
"""Allowed words looked at: comparing is slow, and longer lists come from hostile files."""
MAX_WORD_CHARS = 64
"""Characters of a word looked at: comparing is quadratic in the length."""
_CUTOFF = 0.65


def find_closest(word: str, allowed: Iterable[str]) -> str | None:
    """The allowed word most like `word`, regardless of case; None if none is alike.

    Alike means difflib's ratio (twice the matching letters / all letters) of at least 0.65.
    Of equally near words the answer is always the same one. The word itself is no answer.
    """
    by_folded: dict[str, str] = {}
    for candidate in islice(allowed, MAX_WORDS):
        if candidate != word:
            by_folded.setdefault(candidate[:MAX_WORD_CHARS].casefold(), candidate)
    nearest = difflib.get_close_matches(
        word[:MAX_WORD_CHARS].casefold(), by_folded, n=1, cutoff=_CUTOFF
    )
    return by_folded[nearest[0]] if nearest else None
