"""The same functions, not compiled: what numba is told not to compile answers alike."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

SUITE = """
from numba import config
from tests.equality.both import cases, compare
from tests.equality.settings import SETTINGS, setting
assert config.DISABLE_JIT
records = 0
for seed, name in enumerate(SETTINGS):
    drawn = setting(name, run={"days": 2, "warmup_days": 0, "replications": 1, "seed": 1})
    for case in cases(drawn, seed, unit_ms=60_000, held_share=0.3):
        records += sum(len(log) for log in compare(case))
assert records > 20_000, records
"""


def test_suite_holds_without_compilation() -> None:
    """With NUMBA_DISABLE_JIT=1 every setting gives the reference's log, warnings being errors."""
    ended = subprocess.run(
        [sys.executable, "-W", "error", "-c", SUITE],
        env={**os.environ, "NUMBA_DISABLE_JIT": "1"},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
