"""`courtyard up` in a process of its own, as a user starts it and ends it.

Only starting, reading what it prints, and ending live here.
"""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.contract.sources import ROOT
from tests.integration.broker import free_port
from tests.integration.processes import COMMAND

CTRL_C = (signal.SIGINT,)


@contextmanager
def stands_up(
    folder: Path, *arguments: str, told: Sequence[int] = CTRL_C
) -> Iterator[dict[str, str]]:
    """Everything stands; what it printed by its first word. `told` to end on the way out, code 0,
    and none of its parts is left.
    """
    api_port = ["--api-port", str(free_port())]
    with subprocess.Popen(
        [*COMMAND, "up", *arguments, *api_port],
        cwd=folder, env={**os.environ, "PYTHONPATH": str(ROOT)}, stdout=subprocess.PIPE,
        encoding="utf-8",
    ) as process:  # fmt: skip
        assert process.stdout is not None
        said: dict[str, str] = {}
        for line in process.stdout:
            word, _, rest = line.strip().partition(" ")
            said[word] = rest.strip()
            if "Ctrl-C" in line:
                break
        try:
            assert "enter" in said, process.wait(60)
            yield said
        finally:
            parts = children_of(process.pid)
            for number in told:
                process.send_signal(number)
            assert process.wait(60) == 0
            assert [part for part in parts if Path(f"/proc/{part}").exists()] == []


def children_of(process: int) -> list[int]:
    """Processes that it started and that still run."""
    listed = Path(f"/proc/{process}/task/{process}/children").read_text(encoding="ascii")
    return [int(word) for word in listed.split()]
