"""Finishing what is done: the interrupt key waits while results are put together.

Lives here: the context in which Ctrl-C is heard but not obeyed. Not here: what is finished in it.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


@contextmanager
def finishing() -> Iterator[None]:
    """Within, Ctrl-C changes nothing: what is simulated is worth the moment it takes to keep it.

    Only the main thread hears signals; elsewhere nothing is done.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, _hear)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _hear(number: int, frame: FrameType | None) -> None:
    """Ctrl-C while results are put together."""
