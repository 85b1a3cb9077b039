"""How deep tests search: as every run of the suite can afford, or with `pytest --deep` as far as
the acceptance checks go.

Lives here: the one switch. Not here: what a test tries at either depth.
"""

from __future__ import annotations

from hypothesis import settings

FACTOR = 10
"""Examples that hypothesis tries with `--deep` for each that it tries otherwise."""

_deep = False


def set_depth(*, deep: bool) -> None:
    """Say it once, before any test is collected (`tests/conftest.py`)."""
    global _deep  # noqa: PLW0603 - pytest imports test modules: nobody could hand it to them
    _deep = deep


def is_deep() -> bool:
    """Whether everything is tried."""
    return _deep


def examples(count: int) -> settings:
    """Hypothesis tries `count` examples, with `--deep` FACTOR times as many."""
    return settings(max_examples=count * FACTOR if _deep else count)
