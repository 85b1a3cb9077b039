"""A program that begins a large run, keeps what is done, and is killed in the middle of it.

For test_resuming.py. Its arguments: the file to keep batches in, and how many are done when the
kill comes.
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

from tests.unit.twin.studies.small_runs import large_setup
from twin.studies.replications import run_replications
from twin.studies.running.resuming import KeptBatch, KeptRun


class _Killed(KeptRun):
    """Ends the process as a kill does, once so many batches are kept."""

    left = int(sys.argv[2])

    def add(self, batch: KeptBatch) -> None:
        super().add(batch)
        self.left -= 1
        if self.left == 0:
            os.kill(os.getpid(), signal.SIGKILL)


def main() -> None:
    """Run until killed."""
    setup = large_setup()
    run_replications(setup, 1, jobs=1, kept=_Killed(Path(sys.argv[1]), setup, resume=False))


if __name__ == "__main__":
    main()
