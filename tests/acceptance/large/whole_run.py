"""A run of a large network, watched from outside: how long, how much memory, which regions.

    python -m tests.acceptance.large.whole_run --days 7

`seconds` from the command to its answer; `peak_mb` the most memory that its processes have together
(resident sets, summed, four times a second); `loads` the load of each region; `digest` of all logs.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from tests.integration.processes import COMMAND

LOOK_EVERY_S = 0.25
PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")


@dataclass(frozen=True)
class Watched:
    """What was seen of a run, and what it said."""

    seconds: float
    peak_mb: float
    banks: int
    parcels: int
    loads: dict[str, float]
    digest: str


def watch(*words: str) -> Watched:
    """Run `courtyard run WORDS`; raises ValueError where it does not end well."""
    began = time.perf_counter()
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen([*COMMAND, "run", *words, "--json"], stdout=said)
        peak = 0
        while process.returncode is None:
            peak = max(peak, _resident_bytes(process.pid))
            with suppress(subprocess.TimeoutExpired):
                process.wait(LOOK_EVERY_S)
        seconds = time.perf_counter() - began
        said.seek(0)
        if process.returncode != 0:
            raise ValueError(f"courtyard run {' '.join(words)}: exit code {process.returncode}")
        document: dict[str, Any] = json.load(said)
    loads = {row["region"]: row["mean"] for row in document["kpis"]
             if row["name"] == "load" and row["region"] != "*"}  # fmt: skip
    banks = sum(region["banks"] for region in document["setting"]["regions"])
    (log,) = document["log_digests"]
    return Watched(seconds, peak / 1e6, banks, document["parcels"], loads, log["run"])


def _resident_bytes(parent: int) -> int:
    """Memory of a process and all that it started, as far as they are still there."""
    children: dict[int, list[int]] = {}
    sizes: dict[int, int] = {}
    for folder in Path("/proc").iterdir():
        if not folder.name.isdecimal():
            continue
        try:
            after_name = (folder / "stat").read_text().rpartition(")")[2].split()
            sizes[int(folder.name)] = int((folder / "statm").read_text().split()[1])
        except (OSError, IndexError):
            continue
        children.setdefault(int(after_name[1]), []).append(int(folder.name))
    family, at = [parent], 0
    while at < len(family):
        family += children.get(family[at], [])
        at += 1
    return PAGE_BYTES * sum(sizes.get(each, 0) for each in family)


def main() -> None:
    """Print what was seen as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--days", default="7")
    parser.add_argument("--set", action="append", default=[], dest="settings")
    parser.add_argument("--jobs", default="2")
    given = parser.parse_args()
    settings = [word for setting in given.settings for word in ("--set", setting)]
    seen = watch("national", "--days", given.days, "--jobs", given.jobs, *settings)
    json.dump(asdict(seen), sys.stdout)


if __name__ == "__main__":
    main()
