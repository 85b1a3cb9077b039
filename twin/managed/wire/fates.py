"""What becomes of messages: lost, doubled, late; drawn before the run, as potential outcomes.

Lives here: the faults that a run asks for, and the fate of the n-th message of a lane. Not here:
lanes (`twin.managed.wire.broker`).
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
    """Faults of a network, a broker and a manager.

    Of messages, each way of every link: ‰ `lost` and `doubled`, `delay_ms` from and to. How often a
    day each bank is cut off, the manager ends by kill -9, the broker ends; and how long each of
    them is away, the mean of an exponential law in s.
    """

    lost_permille: float = 0.0
    doubled_permille: float = 0.0
    delay_ms: tuple[int, int] = (0, 0)
    cuts_per_day: float = 0.0
    cut_s: float = 600.0
    ends_per_day: float = 0.0
    end_s: float = 20.0
    broker_ends_per_day: float = 0.0
    broker_end_s: float = 20.0

    @property
    def spares_messages(self) -> bool:
        """Whether every message that finds a connection arrives once and at once."""
        calm = CALM.lost_permille, CALM.doubled_permille, CALM.delay_ms
        return (self.lost_permille, self.doubled_permille, self.delay_ms) == calm


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
        self._is_calm = faults.spares_messages
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
