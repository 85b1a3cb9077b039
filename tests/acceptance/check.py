"""What an acceptance check is, and how one is carried out.

A check stands behind one sentence of promise: it runs the commands a user would run, reads one
figure from what they print, and holds it against a bound. Which checks there are stands in
registry.py; no check is known by name here.
"""

from __future__ import annotations

import os
import shlex
import signal
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

OWN_PROGRAMS = frozenset({"courtyard", "python"})
OF_AN_OUTER_MAKE = frozenset({"MAKEFLAGS", "MAKELEVEL", "MFLAGS"})


class Verdict(StrEnum):
    """How a check ended."""

    HOLDS = "holds"
    FAILS = "fails"  # the figure is out of bounds
    BROKE = "broke"  # no figure: a command failed, ran out of time or printed something else
    NO_DATA = "no data"  # it did not run: what it is about is not on this machine


@dataclass(frozen=True)
class Finished:
    """A command that ended by itself."""

    exit_code: int
    stdout: str
    stderr: str
    seconds: float


@dataclass(frozen=True)
class Figure:
    """What a check measured: a number with its unit, and words where a number says too little."""

    value: float
    unit: str
    says: str = ""

    def __str__(self) -> str:
        number = f"{self.value:.4g} {self.unit}".strip()
        return f"{number} ({self.says})" if self.says else number


@dataclass(frozen=True)
class Bound:
    """Closed interval in which the figure must lie; None is open."""

    low: float | None = None
    high: float | None = None

    def holds(self, value: float) -> bool:
        """Whether `value` lies inside; a NaN lies nowhere."""
        above = self.low is None or value >= self.low
        below = self.high is None or value <= self.high
        return value == value and above and below  # noqa: PLR0124 - false for NaN alone

    def __str__(self) -> str:
        if self.low is not None and self.low == self.high:
            return f"= {self.low:g}"
        parts = [f"≥ {self.low:g}"] if self.low is not None else []
        parts += [f"≤ {self.high:g}"] if self.high is not None else []
        return ", ".join(parts)


@dataclass(frozen=True)
class Check:
    """One check.

    `shown_by`: the promise, as a sentence. `steps`: commands, run one after the other from the
    root of the project, each a tuple of words; `{scratch}` in a word is a folder of the check's
    own. `figure`: reads the figure from the finished steps; may raise ValueError, KeyError,
    IndexError or TypeError when they printed something else. `exits`: the exit codes after which
    there is something to read. `data`: a file that is no part of the project; where it is not
    there, the check does not run and says so.
    """

    name: str
    shown_by: str
    steps: Sequence[tuple[str, ...]]
    figure: Callable[[list[Finished]], Figure]
    bound: Bound
    limit_s: float = 600.0
    exits: tuple[int, ...] = (0,)
    data: Path | None = None

    @property
    def command(self) -> str:
        """The steps as one would type them."""
        return " && ".join(shlex.join(step) for step in self.steps)


@dataclass(frozen=True)
class Outcome:
    """What came of a check; `why` says in words what a figure cannot."""

    check: Check
    verdict: Verdict
    figure: Figure | None
    seconds: float
    why: str = ""


class StepError(Exception):
    """A step did not end as it must: ran out of time, or ended with another exit code."""


def carry_out(check: Check, root: Path, scratch: Path) -> Outcome:
    """Run the steps of `check` from `root`, read its figure, judge it; a bad step is an outcome."""
    if check.data is not None and not check.data.is_file():
        return Outcome(check, Verdict.NO_DATA, None, 0.0, f"nothing at {check.data}")
    began = time.perf_counter()
    figure: Figure | None = None
    why = ""
    try:
        finished: list[Finished] = []
        for step in check.steps:
            left_s = check.limit_s - (time.perf_counter() - began)
            words = [word.replace("{scratch}", str(scratch)) for word in step]
            finished.append(run_step(words, root, left_s, check.exits))
        figure = check.figure(finished)
        verdict = Verdict.HOLDS if check.bound.holds(figure.value) else Verdict.FAILS
    except StepError as error:
        verdict, why = Verdict.BROKE, str(error)
    except (ValueError, KeyError, IndexError, TypeError) as error:
        verdict, why = Verdict.BROKE, f"no figure in what it printed: {error!r}"
    return Outcome(check, verdict, figure, time.perf_counter() - began, why)


def run_step(words: Sequence[str], root: Path, limit_s: float, exits: Sequence[int]) -> Finished:
    """Run one command; `courtyard` and `python` are those of the project's environment.

    Raises:
        StepError: it is not there, took longer than `limit_s` (it and its children are ended),
            or its exit code is not one of `exits`.
    """
    program = str(root / ".venv" / "bin" / words[0]) if words[0] in OWN_PROGRAMS else words[0]
    said = shlex.join(words)
    began = time.perf_counter()
    try:
        process = subprocess.Popen(
            [program, *words[1:]],
            cwd=root,
            env={k: v for k, v in os.environ.items() if k not in OF_AN_OUTER_MAKE},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
    except OSError as error:
        raise StepError(f"{said}: {error}") from error
    try:
        stdout, stderr = process.communicate(timeout=max(limit_s, 0.0))
    except BaseException as error:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        if isinstance(error, subprocess.TimeoutExpired):
            raise StepError(f"{said}: longer than {limit_s:.0f} s") from error
        raise
    if process.returncode not in exits:
        last = stderr.strip().splitlines()[-1:] or ["nothing on stderr"]
        raise StepError(f"{said}: exit code {process.returncode}: {last[0]}")
    return Finished(process.returncode, stdout, stderr, time.perf_counter() - began)
