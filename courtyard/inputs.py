"""Bad input on the command line itself.

Lives here: the error that options raise. Not here: errors of scenario files.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class InputError(ValueError):
    """An option that contradicts another, has a wrong value, or names a file that fails."""

    clear = True


@contextmanager
def writing(option: str, path: Path) -> Iterator[None]:
    """Turn a failure to write what `option` names into an InputError that says why."""
    try:
        yield
    except OSError as error:
        raise InputError(f"{option} {path}: {error.strerror or error}") from error
