"""The console command in processes of its own, as a user runs it.

Only starting and reading live here.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

COMMAND = (sys.executable, "-c", "from courtyard.main import run_and_exit; run_and_exit()")
TIMEOUT_S = 120


def run_command(
    *arguments: str | Path, folder: Path, timeout_s: float = TIMEOUT_S
) -> subprocess.CompletedProcess[str]:
    """Run `courtyard ARGUMENTS` in a folder and wait for its end."""
    return subprocess.run(
        [*COMMAND, *map(str, arguments)],
        cwd=folder,
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=timeout_s,
    )


def document_of(
    *arguments: str | Path, folder: Path, timeout_s: float = TIMEOUT_S
) -> dict[str, Any]:
    """The document of a command with `--json` that must succeed and say nothing else."""
    done = run_command(*arguments, "--json", folder=folder, timeout_s=timeout_s)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    document: dict[str, Any] = json.loads(done.stdout)
    return document
