"""Which sequence numbers of one boot are settled.

Lives here: a window over duplicates, reordering and holes. Not here: how long a hole is waited for.
"""

from __future__ import annotations

from bisect import bisect_left, insort

from msgspec import Struct

AHEAD_LIMIT = 1_024
"""Numbers kept above a hole. When full the lowest hole is given up and counted as lost: a device
sends no more than this many in flight, see docs/wire.md."""


class Window(Struct, gc=False):
    """Everything up to `stored` is settled; `ahead` are settled numbers above a hole, ascending."""

    stored: int = 0
    ahead: list[int] = []

    @property
    def highest(self) -> int:
        """The highest number settled."""
        return self.ahead[-1] if self.ahead else self.stored

    def has(self, sequence: int) -> bool:
        """Whether a number is settled."""
        if sequence <= self.stored:
            return True
        at = bisect_left(self.ahead, sequence)
        return at < len(self.ahead) and self.ahead[at] == sequence

    def settle(self, sequence: int) -> int:
        """Settle a number; returns how many others were given up because the window is full."""
        if sequence == self.stored + 1 and not self.ahead:
            self.stored = sequence
            return 0
        if self.has(sequence):
            return 0
        insort(self.ahead, sequence)
        self._absorb()
        return self.give_up(self.ahead[0] - 1) if len(self.ahead) > AHEAD_LIMIT else 0

    def missing(self, up_to: int) -> int:
        """How many numbers up to one are not settled."""
        if up_to <= self.stored:
            return 0
        return up_to - self.stored - bisect_left(self.ahead, up_to + 1)

    def give_up(self, up_to: int) -> int:
        """Settle all numbers up to one; returns how many were missing."""
        missing = self.missing(up_to)
        if up_to > self.stored:
            del self.ahead[: bisect_left(self.ahead, up_to + 1)]
            self.stored = up_to
            self._absorb()
        return missing

    def _absorb(self) -> None:
        taken = 0
        for number in self.ahead:
            if number != self.stored + 1:
                break
            self.stored = number
            taken += 1
        del self.ahead[:taken]
