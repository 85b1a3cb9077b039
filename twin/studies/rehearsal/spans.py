"""Spans of time by device and alarm, of what was so and of what was said.

Lives here: the ledger of both. Not here: what opens and closes a span (`truth`, `said` beside
this), how they are compared (`judging`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

NEVER_MS = 2**62

Name = tuple[str, str]
"""SITE/DEVICE (or SITE) and the alarm, with what it is about."""


class Spans:
    """Spans [from, to) in ms by name, in the order of time."""

    def __init__(self) -> None:
        self._open: dict[Name, int] = {}
        self._known: dict[Name, list[tuple[int, int]]] = defaultdict(list)

    def begin(self, device: str, alarm: str, at_ms: int) -> None:
        """It is so from now on; nothing where it was already."""
        self._open.setdefault((device, alarm), at_ms)

    def end(self, device: str, alarm: str, at_ms: int) -> None:
        """It is over."""
        from_ms = self._open.pop((device, alarm), None)
        if from_ms is not None and at_ms > from_ms:
            self._known[device, alarm].append((from_ms, at_ms))

    def turn(self, device: str, alarm: str, is_so: bool, at_ms: int) -> None:
        """It is so, or is not."""
        (self.begin if is_so else self.end)(device, alarm, at_ms)

    def add(self, device: str, alarm: str, from_ms: int, to_ms: int) -> None:
        """A span that is known whole."""
        if to_ms > from_ms:
            self._known[device, alarm].append((from_ms, to_ms))

    def close(self, at_ms: int) -> None:
        """The run is over: what is so still is so to the end."""
        for device, alarm in list(self._open):
            self.end(device, alarm, at_ms)

    def of(self, device: str, alarm: str) -> list[tuple[int, int]]:
        """Of one name, by their beginning."""
        return sorted(self._known.get((device, alarm), ()))

    def names(self) -> Iterator[Name]:
        """All that were so at some time."""
        return iter(sorted(self._known))
