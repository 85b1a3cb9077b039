"""A program that runs replications in two processes and presses Ctrl-C on its whole process group.

For test_replications.py, which starts it in a session of its own. Writes JSON to its output.
"""

from __future__ import annotations

import json
import os
import signal
import sys

from tests.unit.twin.studies.small_runs import small_setup
from twin.studies import replications
from twin.studies.replications import run_replications
from twin.studies.running.pool import WorkerPool

PRESS_AT = float(sys.argv[1])
"""Share of the run that is done when the key is pressed."""


def press(share: float, _parcels_per_s: float) -> None:
    """What a terminal does on Ctrl-C: SIGINT to this process and its workers."""
    if share >= PRESS_AT:
        os.killpg(0, signal.SIGINT)


def main() -> None:
    """Run until interrupted."""
    replications.TELL_EVERY_S = 0.0
    with WorkerPool(2) as workers:
        outcome = run_replications(small_setup(), 100, pool=workers, progress=press)
    finished = [replication.number for replication in outcome.replications]
    json.dump({"complete": outcome.complete, "finished": finished}, sys.stdout)


if __name__ == "__main__":
    main()
