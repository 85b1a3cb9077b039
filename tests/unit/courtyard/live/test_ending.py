"""Told to end: once is enough, twice disturbs nobody, and nothing is lost sight of half-done."""

from __future__ import annotations

import itertools
import signal

import pytest

from courtyard.live.ending import ENDING, ended_once, undisturbed


@pytest.mark.parametrize(("first", "second"), list(itertools.product(ENDING, ENDING)))
def test_who_is_told_twice_ends_once(first: int, second: int) -> None:
    """The first interrupts; what it makes us do is done whatever comes; then all is as before."""
    before = [signal.getsignal(number) for number in ENDING]
    done = []

    def stand() -> None:
        try:
            signal.raise_signal(first)
            done.append("went on")
        finally:
            signal.raise_signal(second)
            done.append("ended")

    with pytest.raises(KeyboardInterrupt), ended_once():
        stand()
    assert done == ["ended"]
    assert [signal.getsignal(number) for number in ENDING] == before


@pytest.mark.parametrize("number", ENDING)
def test_a_signal_waits_for_what_must_not_be_disturbed(number: int) -> None:
    """It is heard at the end, not in between, and not lost."""
    done = []

    def start() -> None:
        with undisturbed():
            signal.raise_signal(number)
            done.append("undisturbed")
        done.append("unheard")

    with pytest.raises(KeyboardInterrupt), ended_once():
        start()
    assert done == ["undisturbed"]


def test_what_is_ignored_stays_ignored() -> None:
    """Started by `nohup`, the terminal may close."""
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with ended_once(), undisturbed():
            signal.raise_signal(signal.SIGHUP)
        assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGHUP, before)


def test_whoever_heard_ctrl_c_before_hears_it_still() -> None:
    """The command line knows that it was interrupted, whichever signal it was."""
    heard: list[int] = []
    before = signal.signal(signal.SIGINT, lambda number, _: heard.append(number))
    try:
        with pytest.raises(KeyboardInterrupt), ended_once():
            signal.raise_signal(signal.SIGTERM)
    finally:
        signal.signal(signal.SIGINT, before)
    assert heard == [signal.SIGINT]
