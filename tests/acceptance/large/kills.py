"""A large run that is killed again and again, and goes on each time.

    python -m tests.acceptance.large.kills --kills 5 --seed 1

A cut of `national` is run once in peace; then, in another folder, killed (SIGKILL, with all its
processes) after as many more kept bytes as chance says, and gone on with. `differ` is 1 where the
result is not, to the byte, the one of the run in peace; `kept` the bytes that each kill left.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import subprocess
import sys
import tempfile
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path

import numpy as np

from tests.integration.processes import COMMAND, run_command
from twin.studies.results import RESULT_FILE
from twin.studies.running.resuming import FILE

LOOK_EVERY_S = 0.02
LIMIT_S = 600.0
MOST_BYTES = 150_000
"""What a run may keep at most before it is killed once more: about a thousand sites."""


@dataclass
class Killed:
    """What was counted; `differ` must be 0, `kills` as many as were asked for."""

    kills: int = 0
    differ: int = 0
    kept: list[int] = field(default_factory=list)


def kill_and_go_on(folder: Path, words: tuple[str, ...], kills: int, seed: int) -> Killed:
    """Run in peace, then with kills; raises ValueError where a run does not end well."""
    chance = np.random.default_rng(seed)
    found = Killed()
    peace, killed = folder / "peace", folder / "killed"
    _to_the_end(*words, "--out", str(peace))
    for number in range(kills):
        resume = ("--resume",) if number else ()
        before = found.kept[-1] if number else 0
        more = int(chance.integers(1_000, MOST_BYTES))
        if not _is_killed((*words, "--out", str(killed), *resume), killed / FILE, before + more):
            raise ValueError(f"the run ended before kill number {number + 1}")
        found.kills += 1
        found.kept.append((killed / FILE).stat().st_size)
    _to_the_end(*words, "--out", str(killed), "--resume")
    results = [(each / RESULT_FILE).read_bytes() for each in (peace, killed)]
    found.differ = int(results[0] != results[1])
    return found


def _is_killed(words: tuple[str, ...], file: Path, size: int) -> bool:
    """Whether the run was killed once its file was so long; False where it ended by itself."""
    process = subprocess.Popen(
        [*COMMAND, "run", *words],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    while not file.is_file() or file.stat().st_size < size:
        with suppress(subprocess.TimeoutExpired):
            process.wait(LOOK_EVERY_S)
            return False
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    return True


def _to_the_end(*words: str) -> None:
    done = run_command("run", *words, folder=Path.cwd(), timeout_s=LIMIT_S)
    if done.returncode != 0:
        raise ValueError(f"courtyard run {' '.join(words)}: {done.stderr}")


def main() -> None:
    """Print what was counted as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=5)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--sites", type=int, default=1_000, help="sites of each region")
    given = parser.parse_args()
    words = ("national", "--set", f"regions.*.sites={given.sites}", "--days", "2")
    with tempfile.TemporaryDirectory() as folder:
        found = kill_and_go_on(Path(folder), words, given.kills, given.seed)
    json.dump(asdict(found), sys.stdout)


if __name__ == "__main__":
    main()
