"""The clock of everything that runs live: the wall's, or one that runs faster from a given moment.

Lives here: the one place where devices read the time of day. Not here: scenario time.
"""

from __future__ import annotations

import time

DAY_MS = 86_400_000


class ScaledClock:
    """Unix milliseconds; with a speed other than 1 they run faster from `origin_ms` on.

    Two processes with the same speed and origin read the same time, without talking to each other.
    The origin is the last midnight, UTC, where none is given.
    """

    def __init__(self, speed: float = 1.0, origin_ms: int | None = None) -> None:
        if not 0 < speed <= 100_000:
            raise ValueError(f"speed = {speed}: above 0, at most 100000")
        self.speed = speed
        wall_ms = _wall_ms()
        self.origin_ms = wall_ms - wall_ms % DAY_MS if origin_ms is None else origin_ms

    def now_ms(self) -> int:
        """What time it is."""
        wall_ms = _wall_ms()
        if self.speed == 1.0:
            return wall_ms
        return self.origin_ms + round((wall_ms - self.origin_ms) * self.speed)

    def seconds_until(self, time_ms: int) -> float:
        """How long to wait in real seconds, 0 when it is past."""
        return max(0.0, (time_ms - self.now_ms()) / 1000 / self.speed)


def _wall_ms() -> int:
    return time.time_ns() // 1_000_000
