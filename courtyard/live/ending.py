"""How commands that start programs are told to end: by Ctrl-C, SIGTERM or a terminal that closes.

Lives here: what these signals do, and when they wait. Not here: the programs, and ending them
(`courtyard.live.standing`).
"""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from types import FrameType
from typing import Any

ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@contextmanager
def ended_once() -> Iterator[None]:
    """Within it the first of ENDING raises KeyboardInterrupt, and no other is heard after it.

    `timeout` and impatient users tell twice, and the second must not interrupt the ending of what
    was started. A signal that is ignored already (`nohup`) stays so. In the main thread only.
    """
    press = signal.getsignal(signal.SIGINT)

    def hear(number: int, frame: FrameType | None) -> None:
        for each in before:
            signal.signal(each, _overhear)
        if callable(press):
            press(signal.SIGINT, frame)
        raise KeyboardInterrupt

    before = _now_heard_by(hear)
    try:
        yield
    finally:
        _heard_as(before)


@contextmanager
def undisturbed() -> Iterator[None]:
    """Whoever tells us to end within it is heard at its end: nothing is lost sight of half-done."""
    waiting: list[int] = []

    def note(number: int, frame: FrameType | None) -> None:
        waiting.append(number)

    before = _now_heard_by(note)
    try:
        yield
    finally:
        _heard_as(before)
        if waiting:
            signal.raise_signal(waiting[0])


def _now_heard_by(hear: Callable[[int, FrameType | None], None]) -> dict[int, Any]:
    """All of ENDING that is not ignored goes to `hear`; who heard each of them before."""
    before: dict[int, Any] = {number: signal.getsignal(number) for number in ENDING}
    heard = {number: by for number, by in before.items() if by not in {signal.SIG_IGN, None}}
    for number in heard:
        signal.signal(number, hear)
    return heard


def _heard_as(before: Mapping[int, Any]) -> None:
    for number, by in before.items():
        signal.signal(number, by)


def _overhear(number: int, frame: FrameType | None) -> None:
    """Not SIG_IGN, which programs that are started would inherit."""
