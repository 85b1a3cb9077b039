"""The command line called in this process: what a user would read, and the exit code.

Only the calling lives here. Whole processes are started in tests/integration.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from courtyard.main import run_app

SMALL = """\
title: One small bank
start_date: 2026-03-02
run: {days: 2, warmup_days: 0, replications: 2, seed: 1}
sites:
  - {id: c, households: 10, latitude: 36.0, longitude: 118.0}
sizes:
  - {id: S, width_cm: 38, height_cm: 8, depth_cm: 64}
  - {id: L, width_cm: 38, height_cm: 41, depth_cm: 64}
banks:
  - {id: b, site: c, compartments: {S: 2, L: 1}}
parcels:
  per_household_day: 1.0
  size_mix: {S: 0.7, L: 0.3}
couriers:
  companies: [{id: a, share: 1.0}]
dwell:
  law: {kind: exponential, mean_h: 10}
variants:
  large:
    set: {banks.b.compartments.S: 20}
"""
"""A scenario that runs in milliseconds."""


@dataclass(frozen=True)
class Answer:
    """What a command said and left."""

    code: int
    out: str
    err: str


def call(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> Answer:
    """Run a command as if typed, and read what it printed."""
    capsys.readouterr()
    code = run_app([str(argument) for argument in arguments])
    said = capsys.readouterr()
    return Answer(code, said.out, said.err)


def refusal(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> str:
    """The message of a command that must refuse its input: exit code 2, no output, no traceback."""
    answer = call(capsys, *arguments)
    assert answer.code == 2, answer
    assert answer.out == ""
    assert "Traceback" not in answer.err
    return answer.err


def write(folder: Path, text: str = SMALL, name: str = "small.yaml") -> Path:
    """Write a scenario file."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path
