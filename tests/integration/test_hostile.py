"""Hostile scenario files in a process that may use little memory: refused within seconds."""

from __future__ import annotations

import resource
import subprocess
from pathlib import Path

import pytest

from tests.integration.processes import COMMAND
from tests.unit.courtyard.terminal import SMALL

MEMORY_BYTES = 1 << 30
"""Address space of the process, libraries and all."""
TIMEOUT_S = 20


def _limit_memory() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))


ALIASES = "\n".join(
    ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    + [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 12)]
)

HOSTILE = {
    "a billion laughs": ALIASES,
    "deep nesting": "title: " + "[" * 50_000,
    "a long list": SMALL.replace("{S: 2, L: 1}", "[" + "1, " * 300_000 + "1]"),
    "a billion compartments": SMALL.replace("S: 2", "S: 1000000000"),
    "a billion banks": SMALL.replace("site: c,", "site: c, count: 1000000000,"),
    "a billion sites": SMALL.replace("households: 10", "households: 10, count: 1000000000"),
    "a billion parcels": SMALL.replace("per_household_day: 1.0", "per_day: 100000000.0"),
    "a number of many digits": SMALL.replace("S: 2", "S: " + "9" * 100_000),
    "a tag": SMALL.replace("title: One", "title: !!python/object/apply:os.system [One]"),
    "a NUL": SMALL.replace("title: One", "title: One\x00"),
    "half a million keys": "".join(f"k{n}: 1\n" for n in range(500_000)),
}


@pytest.mark.parametrize("content", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_files_are_refused_cheaply(tmp_path: Path, content: str) -> None:
    """Exit code 2 and a short message with the file's name, no traceback, nothing printed."""
    (tmp_path / "hostile.yaml").write_text(content, encoding="utf-8")
    done = subprocess.run(
        [*COMMAND, "run", "hostile.yaml", "--engine", "reference"],
        cwd=tmp_path,
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=TIMEOUT_S,
        preexec_fn=_limit_memory,
    )
    assert done.returncode == 2, done.stderr
    assert done.stdout == ""
    assert done.stderr.startswith("hostile.yaml")
    assert "Traceback" not in done.stderr
    assert len(done.stderr) < 5_000
