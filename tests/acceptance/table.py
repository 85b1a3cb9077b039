"""The one table that an acceptance run writes. Layout only: nothing is run or judged here."""

from __future__ import annotations

from collections.abc import Sequence

from tests.acceptance.check import Outcome, Verdict

COLUMNS = ("check", "verdict", "figure", "bound", "seconds", "shown by", "command")


def _cells(outcome: Outcome) -> tuple[str, ...]:
    check = outcome.check
    return (
        check.name,
        outcome.verdict.value,
        str(outcome.figure) if outcome.figure else outcome.why,
        str(check.bound),
        f"{outcome.seconds:.0f}",
        check.shown_by,
        f"`{check.command}`",
    )


def render(outcomes: Sequence[Outcome], planned: int) -> str:
    """Markdown: a sentence with the count, then a row for each outcome in the order given.

    `planned` is the number of checks that were to run, so that a table of fewer says so itself.
    """
    held = sum(outcome.verdict is Verdict.HOLDS for outcome in outcomes)
    rows = [COLUMNS, tuple("---" for _ in COLUMNS), *map(_cells, outcomes)]
    lines = ["| " + " | ".join(_escape(cell) for cell in row) + " |" for row in rows]
    head = f"{held} of {planned} checks hold"
    without = sum(outcome.verdict is Verdict.NO_DATA for outcome in outcomes)
    if without:
        head += f"; {without} had no data here"
    if len(outcomes) < planned:
        head += f"; {planned - len(outcomes)} did not run"
    return "\n".join(["# Acceptance", "", f"{head}.", "", *lines, ""])


def _escape(cell: str) -> str:
    return " ".join(cell.split()).replace("|", "\\|")
