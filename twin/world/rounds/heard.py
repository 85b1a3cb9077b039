"""What is known of the bins of a group: last reports, and how fast each fills.

Lives here: what a report and an emptying change of it. Not here: the arithmetic (the desk is
asked), what truly lies in a bin (`twin.world.waste.bins`).
"""

from __future__ import annotations

from collections.abc import Sequence

from twin.world.desk import GOES_ON, RISES, CollectionDesk

UNKNOWN = -1


class Heard:
    """Bins are numbered through the group; `weights_of` each are its service's weights of hours,
    None where its service plans no rounds: nothing is kept of it.

    `rate_per_day` in per mille, −1 while none is known: by a clock that runs with the waste, so
    that hours of the day in which little comes say no less than others. An emptying is known at
    once: the driver says so.
    """

    def __init__(self, weights_of: Sequence[Sequence[int] | None], desk: CollectionDesk) -> None:
        self._desk = desk
        self._weights_of = weights_of
        bins = len(weights_of)
        self.fill_permille = [UNKNOWN] * bins
        self.known_ms = [UNKNOWN] * bins
        self.rate_per_day = [UNKNOWN] * bins
        self._from_permille = [UNKNOWN] * bins
        self._from_waste_ms = [UNKNOWN] * bins

    def hear(self, now: int, number: int, fill: int) -> None:
        """A sensor reports; a rate is taken from one report to another some time later."""
        weights = self._weights_of[number]
        if weights is None:
            return
        self.fill_permille[number], self.known_ms[number] = fill, now
        waste_ms = self._desk.waste_ms(weights, now)
        if self._from_waste_ms[number] >= 0:
            before = self._from_permille[number]
            elapsed_ms = waste_ms - self._from_waste_ms[number]
            said = self._desk.trend_step(fill, before, elapsed_ms)
            if said == GOES_ON:
                return
            if said == RISES:
                self._learn(number, fill - before, elapsed_ms)
        self._from_permille[number], self._from_waste_ms[number] = fill, waste_ms

    def empty(self, now: int, number: int) -> None:
        """A truck empties the bin; what it had risen until its last report counts, too."""
        weights = self._weights_of[number]
        if weights is None:
            return
        if self.rate_per_day[number] >= 0:
            last_ms = self._desk.waste_ms(weights, self.known_ms[number])
            rise = self.fill_permille[number] - self._from_permille[number]
            self._learn(number, rise, last_ms - self._from_waste_ms[number])
        self.fill_permille[number] = self._from_permille[number] = 0
        self.known_ms[number] = now
        self._from_waste_ms[number] = self._desk.waste_ms(weights, now)

    def _learn(self, number: int, rise: int, elapsed_ms: int) -> None:
        self.rate_per_day[number] = self._desk.rate_after(
            self.rate_per_day[number], max(rise, 0), elapsed_ms
        )
