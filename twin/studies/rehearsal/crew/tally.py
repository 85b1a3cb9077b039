"""What a crew did: response, escalations, how much work stood open, how busy people were.

Lives here: counts of one run from a moment on. Not here: figures over seeds (`study`).
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field


@dataclass
class Tally:
    """Counts of orders opened at or after `from_ms`; times in ms."""

    from_ms: int
    people: int = 0
    orders: Counter[str] = field(default_factory=Counter)
    response_ms: list[int] = field(default_factory=list)
    close_ms: list[int] = field(default_factory=list)
    levels: Counter[int] = field(default_factory=Counter)
    late: int = 0
    reopened: int = 0
    most_open: int = 0
    busy_ms: int = 0
    _opened_ms: dict[str, int] = field(default_factory=dict)
    _taken_ms: dict[str, int] = field(default_factory=dict)
    _level: dict[str, int] = field(default_factory=dict)

    def opened(self, order: str, kind: str, now_ms: int) -> None:
        """The manager made an order."""
        self._opened_ms[order] = now_ms
        self.orders[kind] += now_ms >= self.from_ms
        self.most_open = max(self.most_open, len(self._opened_ms))

    def taken(self, order: str, now_ms: int) -> None:
        """Somebody has it; the first time is the response."""
        opened_ms = self._opened_ms.get(order, -1)
        if opened_ms >= self.from_ms and order not in self._taken_ms:
            self.response_ms.append(now_ms - opened_ms)
        self._taken_ms[order] = now_ms

    def left(self, order: str, now_ms: int) -> None:
        """Somebody is free again."""
        self.busy_ms += max(0, now_ms - max(self._taken_ms[order], self.from_ms))

    def escalated(self, order: str, level: int, now_ms: int) -> None:
        """The next is asked; the last again: it is late."""
        if order not in self._opened_ms or now_ms < self.from_ms:
            return
        if self._level.get(order, 0) == level:
            self.late += 1
        else:
            self.levels[level] += 1
            self._level[order] = level

    def closed(self, order: str, now_ms: int) -> None:
        """It has its end."""
        opened_ms = self._opened_ms.pop(order, -1)
        if opened_ms >= self.from_ms:
            self.close_ms.append(now_ms - opened_ms)
