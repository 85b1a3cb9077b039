"""YAML as people write it: words quoted where they must be, numbers as short as they are.

Lives here: single values and the maps on one line that lists are made of. Not here: what a file
says.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

Plain = str | int | float | bool

_SAFE = re.compile(r"[A-Za-z][A-Za-z0-9_]*(?:[ /-][A-Za-z0-9_]+)*")
_MEANS_ELSE = frozenset({"true", "false", "null", "yes", "no", "on", "off", "nan", "inf"})


def word(value: Plain) -> str:
    """A value in YAML: text is quoted unless it can only be read as itself."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return str(int(value)) if value == int(value) and abs(value) < 1e15 else repr(value)
    if _SAFE.fullmatch(value) and value.casefold() not in _MEANS_ELSE:
        return value
    return json.dumps(value, ensure_ascii=False)


def one_line(parts: Mapping[str, Plain | None]) -> str:
    """A map on one line; parts that are None are left out."""
    said = (f"{key}: {word(value)}" for key, value in parts.items() if value is not None)
    return "{" + ", ".join(said) + "}"
