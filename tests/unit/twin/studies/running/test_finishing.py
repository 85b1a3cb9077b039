"""Ctrl-C while results are put together."""

from __future__ import annotations

import os
import signal
import threading

import pytest

from twin.studies.running.finishing import finishing


def test_the_interrupt_key_waits() -> None:
    """Within, the signal is heard and nothing is raised; afterwards it is as before."""
    before = signal.getsignal(signal.SIGINT)
    reached = False
    with finishing():
        os.kill(os.getpid(), signal.SIGINT)
        reached = True
    assert reached
    assert signal.getsignal(signal.SIGINT) is before
    with pytest.raises(KeyboardInterrupt):
        os.kill(os.getpid(), signal.SIGINT)


def test_other_threads_finish_too() -> None:
    """Only the main thread hears signals; in another nothing is touched."""
    done: list[bool] = []

    def work() -> None:
        with finishing():
            done.append(True)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert done == [True]
