"""A row of a benchmark, and how its seconds are taken.

Lives here: the form of a row, best-of timing. Not here: what is timed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from time import perf_counter, process_time
from typing import TypedDict

REPEATS = 3
"""Runs of which the quickest counts: these machines are shared, and noise only ever adds."""


class Row(TypedDict):
    """One result; `ratio` > 1 = faster (or smaller) than the baseline; None without one."""

    name: str
    value: float
    unit: str
    baseline: str | None
    baseline_value: float | None
    ratio: float | None


def row(
    name: str,
    value: float,
    unit: str,
    baseline: str | None = None,
    baseline_value: float | None = None,
) -> Row:
    """A row whose larger value is the better one."""
    return Row(
        name=name,
        value=value,
        unit=unit,
        baseline=baseline,
        baseline_value=baseline_value,
        ratio=value / baseline_value if baseline_value else None,
    )


def best_s(act: Callable[[], object], repeats: int = REPEATS) -> float:
    """Seconds of the quickest of `repeats` calls."""
    best = float("inf")
    for _ in range(repeats):
        began = perf_counter()
        act()
        best = min(best, perf_counter() - began)
    return best


def best_each_s(
    acts: Sequence[Callable[[], object]],
    repeats: int = REPEATS,
    clock: Callable[[], float] = process_time,
) -> list[float]:
    """Seconds of the quickest call of each, called in turn: a slow spell slows them all alike.

    Each is called once before, which is not timed: it compiles, and touches its memory. The usual
    clock counts this process's work alone; contestants with threads need `perf_counter`.
    """
    for act in acts:
        act()
    best = [float("inf")] * len(acts)
    for _ in range(repeats):
        for number, act in enumerate(acts):
            began = clock()
            act()
            best[number] = min(best[number], clock() - began)
    return best
