"""Exploring a scenario over a grid, in parallel.

Lives here: which question is asked of the points, what is kept when the work is interrupted.
Not here: what is answered at a point.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from twin.studies.explore.points import Question, figures_at, least_at
from twin.studies.running.tasks import Workers, run_tasks

Told = Callable[[float, float], None]
"""Told the share of the points that is done, and 0."""


def explore(
    question: Question,
    points: Sequence[Mapping[str, str]],
    jobs: int | None,
    told: Told | None = None,
    workers: Workers | None = None,
) -> tuple[list[dict[str, Any]], bool]:
    """Answers at the points, in their order, and whether all are there (else: interrupted)."""
    answers: list[dict[str, Any]] = []
    answer = figures_at if question.target is None else least_at
    tasks = [(question, dict(point)) for point in points]
    try:
        for each in run_tasks(answer, tasks, jobs, workers):
            answers.append(each)
            if told is not None:
                told(len(answers) / len(points), 0.0)
    except KeyboardInterrupt:
        return answers, False
    return answers, True
