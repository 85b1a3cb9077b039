"""A real Dask scheduler and its workers on this machine, each a process of its own.

Only starting and ending them lives here.
"""

from __future__ import annotations

import json
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType

from distributed import Client

START_S = 60.0


class LocalCluster:
    """A scheduler with `workers` processes of one thread, on loopback; a context manager."""

    def __init__(self, folder: Path, workers: int = 2) -> None:
        self._folder = folder
        self._count = workers
        self._ends = ExitStack()
        self.workers: list[subprocess.Popen[bytes]] = []
        self.address = ""

    def __enter__(self) -> LocalCluster:
        told = self._folder / "scheduler.json"
        said = ("--scheduler-file", str(told), "--no-dashboard")
        self._start("dask_scheduler", "--host", "127.0.0.1", "--port", "0", *said)
        with Client(scheduler_file=str(told), timeout=START_S, set_as_default=False) as client:  # type: ignore[no-untyped-call]
            self.address = json.loads(told.read_text())["address"]
            for _ in range(self._count):
                options = ("--host", "127.0.0.1", "--nthreads", "1", "--no-nanny", "--no-dashboard")
                self.workers.append(self._start("dask_worker", self.address, *options))
            client.wait_for_workers(self._count, timeout=START_S)
        return self

    def __exit__(
        self,
        error_type: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._ends.close()

    def _start(self, program: str, *options: str) -> subprocess.Popen[bytes]:
        process = subprocess.Popen(
            [sys.executable, "-m", f"distributed.cli.{program}", *options],
            cwd=self._folder,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self._ends.callback(_end, process)
        return process


def _end(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.wait()
