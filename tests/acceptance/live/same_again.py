"""The journal of a load test, decided again, and restored from a backup after its file was spoilt.

    python -m tests.acceptance.live.same_again --seconds 10

`replay_differs`: deciding again gives another digest; `not_found_out`: the spoilt file passes a
check; `restored_differs`: the digest after the restore is another.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path

from fleet.adapters.journal.sqlite import SqliteJournal
from fleet.core.coding import digest
from fleet.core.recovery import recover
from tests.integration.processes import document_of, run_command

RATE_PER_S = 5_000
SPOILT_BYTES = 4_096


@dataclass
class Again:
    """What was counted; the last three must be 0."""

    records: int = 0
    digest: str = ""
    replay_differs: int = 0
    not_found_out: int = 0
    restored_differs: int = 0


def same_again(folder: Path, seconds: int) -> Again:
    """Run it in `folder`, with the commands that an operator has."""
    found = Again()
    load = ("loadtest", "ingest", "--rate", str(RATE_PER_S), "--seconds", str(seconds))
    tested = document_of(
        *load, "--no-baseline", "--replay", "--keep", "kept", folder=folder, timeout_s=600
    )
    found.replay_differs += tested["replay_same"] is not True
    journal = folder / "kept" / "journal"
    found.digest = _digest(journal)
    found.replay_differs += found.digest != tested["digest"]
    replayed = document_of("fleet", "replay", journal, folder=folder, timeout_s=600)
    found.records = replayed["records"]
    at = ("--journal", journal)
    assert run_command("fleet", "backup", "copy.journal", *at, folder=folder).returncode == 0
    for beside in ("-wal", "-shm"):
        journal.with_name(journal.name + beside).unlink(missing_ok=True)
    with journal.open("r+b") as file:
        file.seek(journal.stat().st_size // 2)
        file.write(b"\xff" * SPOILT_BYTES)
    found.not_found_out = run_command("fleet", "check", journal, folder=folder).returncode == 0
    restored = run_command("fleet", "restore", "copy.journal", *at, folder=folder)
    assert restored.returncode == 0, restored.stderr
    found.restored_differs = int(_digest(journal) != found.digest)
    return found


def _digest(path: Path) -> str:
    journal = SqliteJournal(path, read_only=True)
    try:
        return digest(recover(journal).values())
    finally:
        journal.close()


def main() -> int:
    """Run as a program."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=10)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        print(json.dumps(asdict(same_again(Path(folder), options.seconds))))
    return 0


if __name__ == "__main__":
    sys.exit(main())
