"""Progress: a bar where somebody looks on, silence where nobody does."""

from __future__ import annotations

import io
import sys

import pytest

from courtyard.show import progress
from courtyard.show.progress import watch_run


class Terminal(io.StringIO):
    """A standard error that is a terminal."""

    def isatty(self) -> bool:
        """Somebody looks on."""
        return True


def draw(monkeypatch: pytest.MonkeyPatch, stream: io.StringIO, *, quiet: bool) -> str:
    """What a watched run writes."""
    monkeypatch.setattr(sys, "stderr", stream)
    monkeypatch.setattr(progress, "SHOWN_FROM_S", 0.0)
    with watch_run("small", quiet=quiet) as watch:
        watch.announce(75.0)
        watch.progress(0.5, 12_345.0)
        watch.progress(1.0, 0.0)
    return stream.getvalue()


def test_bar_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """The estimate, then a bar with the title, the share and the speed; standard output is left."""
    said = draw(monkeypatch, Terminal(), quiet=False)
    assert said.startswith("about 75 s; Ctrl-C keeps what is finished\n")
    assert "small" in said


def test_no_bar_in_a_file(monkeypatch: pytest.MonkeyPatch) -> None:
    """A log of a batch job holds the estimate and no bar."""
    said = draw(monkeypatch, io.StringIO(), quiet=False)
    assert said == "about 75 s; Ctrl-C keeps what is finished\n"


def test_quiet_is_silent(monkeypatch: pytest.MonkeyPatch) -> None:
    """With --json nothing is written, even on a terminal."""
    assert draw(monkeypatch, Terminal(), quiet=True) == ""


def test_long_runs_in_minutes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Above two minutes nobody wants seconds."""
    stream = io.StringIO()
    monkeypatch.setattr(sys, "stderr", stream)
    with watch_run("small", quiet=False) as watch:
        watch.announce(600.0)
    assert stream.getvalue().startswith("about 10 min;")
