"""Rows that are left out of a log, by reason.

Lives here: counting them, with the first lines of each reason. Not here: the reasons.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

SHOWN_LINES = 3
"""Lines of a reason that are shown: enough to look it up in the file."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Rows left out for one reason, and the first of them as `file:line`."""

    says: str
    rows: int
    first: tuple[str, ...]


@dataclass
class Dropped:
    """Counts what is left out; reasons in the order in which they are met."""

    _rows: dict[str, int] = field(default_factory=dict)
    _first: dict[str, list[str]] = field(default_factory=dict)

    def add(self, reason: str, where: str) -> None:
        """One row at `where`, a text such as `log.csv:17`."""
        self._rows[reason] = self._rows.get(reason, 0) + 1
        first = self._first.setdefault(reason, [])
        if len(first) < SHOWN_LINES:
            first.append(where)

    def add_all(self, reason: str, places: Iterable[str]) -> None:
        """Rows that are left out for one reason."""
        for where in places:
            self.add(reason, where)

    @property
    def rows(self) -> int:
        """Rows left out in all."""
        return sum(self._rows.values())

    def reasons(self) -> list[Reason]:
        """The reasons, each with its rows."""
        return [Reason(says, rows, tuple(self._first[says])) for says, rows in self._rows.items()]
