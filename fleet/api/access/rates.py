"""How often somebody may ask.

Lives here: a bucket of tokens for each name. Not here: who somebody is.
"""

from __future__ import annotations

NAMES_KEPT = 10_000
"""Buckets that are remembered; full ones go first, for they say nothing."""


class Rates:
    """Each name may ask `burst` times at once and `per_s` times a second in the long run."""

    def __init__(self, burst: int, per_s: float) -> None:
        self._burst = burst
        self._per_ms = per_s / 1_000
        self._buckets: dict[str, tuple[float, int]] = {}

    def take(self, name: str, now_ms: int) -> float:
        """0 where it is granted, else the seconds until it would be."""
        level = self._level(name, now_ms)
        if level < 1:
            return (1 - level) / self._per_ms / 1_000
        if len(self._buckets) >= NAMES_KEPT and name not in self._buckets:
            self._sweep(now_ms)
        self._buckets[name] = (level - 1, now_ms)
        return 0.0

    def wait_s(self, name: str, now_ms: int) -> float:
        """What `take` would say; takes nothing."""
        level = self._level(name, now_ms)
        return 0.0 if level >= 1 else (1 - level) / self._per_ms / 1_000

    def _level(self, name: str, now_ms: int) -> float:
        level, at_ms = self._buckets.get(name, (float(self._burst), now_ms))
        return min(float(self._burst), level + max(0, now_ms - at_ms) * self._per_ms)

    def _sweep(self, now_ms: int) -> None:
        kept = {n: b for n, b in self._buckets.items() if self._level(n, now_ms) < self._burst}
        while len(kept) >= NAMES_KEPT:
            del kept[next(iter(kept))]
        self._buckets = kept
