"""What becomes of messages: lost, doubled, late; drawn before the run, as potential outcomes.

Lives here: the faults that a run asks for, and the fate of the n-th message of a lane. Not here:
lanes (`twin.managed.broker`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from scenarios.streams import Purpose, Streams

CHUNK = 1_024
"""Fates drawn at once; each chunk has a part of the stream of its own."""

LANE_SHIFT = 32


@dataclass(frozen=True, slots=True)
class WireFaults:
    """Faults of a network, each way of every link: ‰ of messages lost and doubled, delay in ms."""

    lost_permille: float = 0.0
    doubled_permille: float = 0.0
    delay_ms: tuple[int, int] = (0, 0)

    @property
    def is_calm(self) -> bool:
        """Whether every message arrives once and at once."""
        return self == CALM


CALM = WireFaults()


class Fate(NamedTuple):
    """Of one message. `again_ms`: how much after the first it comes a second time, −1 never."""

    is_lost: bool
    delay_ms: int
    again_ms: int


AT_ONCE = Fate(False, 0, -1)


class Fates:
    """Fates of the messages of one lane, in order; lane `number` of a place of that name."""

    def __init__(self, streams: Streams, place: str, number: int, faults: WireFaults) -> None:
        self._streams = streams
        self._place = place
        self._part = number << LANE_SHIFT
        self._faults = faults
        self._is_calm = faults.is_calm
        self._drawn = self._draw()

    def next(self) -> Fate:
        """What becomes of the next message."""
        return AT_ONCE if self._is_calm else next(self._drawn)

    def _draw(self) -> Iterator[Fate]:
        faults = self._faults
        least, most = faults.delay_ms
        while True:
            generator = self._streams.generator(Purpose.WIRE, self._place, self._part)
            self._part += 1
            for lost, doubled, delay, again in generator.random((CHUNK, 4)).tolist():
                yield Fate(
                    lost * 1_000 < faults.lost_permille,
                    least + int(delay * (most - least + 1)),
                    int(again * (most + 1)) if doubled * 1_000 < faults.doubled_permille else -1,
                )
