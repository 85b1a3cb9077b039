"""Where compiled code is kept: one folder for each state of the sources, the newest few of them.

Lives here: the place of the cache, its folders and their pruning. Not here: what is compiled.

numba's own cache looks at the changed time of one file and never at the files of what it calls.
So a folder's name is the digest of everything that was compiled, and a changed policy is a new
folder.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

KEPT_FOLDERS = 4
"""A few states of the sources: two branches, each before and after a change."""


def cache_home() -> Path:
    """$COURTYARD_CACHE, else $XDG_CACHE_HOME/courtyard, else ~/.cache/courtyard."""
    if own := os.environ.get("COURTYARD_CACHE"):
        return Path(own)
    if shared := os.environ.get("XDG_CACHE_HOME"):
        return Path(shared) / "courtyard"
    return Path("~/.cache/courtyard").expanduser()


def open_folder(digest: str) -> Path | None:
    """The folder of a digest, made if need be; None where nothing can be written.

    Others than the KEPT_FOLDERS used last are removed; a process that still reads one of them
    compiles anew.
    """
    try:
        home = cache_home() / "kernel"
        folder = home / digest
        folder.mkdir(parents=True, exist_ok=True)
        tempfile.TemporaryFile(dir=folder).close()
        os.utime(folder)
        others = sorted(
            (other for other in home.iterdir() if other.is_dir() and other != folder),
            key=lambda other: other.stat().st_mtime_ns,
            reverse=True,
        )
    except (OSError, RuntimeError):
        return None
    for other in others[KEPT_FOLDERS - 1 :]:
        shutil.rmtree(other, ignore_errors=True)
    return folder
