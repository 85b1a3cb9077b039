"""Parts that stand, and their end, whoever tells them and however often."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from courtyard.live.brokers import ChosenBroker
from courtyard.live.ending import ended_once
from courtyard.live.standing import Plan, Standing

TELLS_AGAIN = """
import os, signal, sys
signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})
print("ready", flush=True)
signal.sigwait({signal.SIGTERM})
os.kill(os.getppid(), signal.SIGTERM)
"""
"""A part that, when it is told to end, tells us once more before it does."""


def test_every_part_is_ended_though_we_are_told_again_and_again(tmp_path: Path) -> None:
    """As `timeout` does it: the second signal comes while the parts are being ended."""
    broker = ChosenBroker([], 1, 1, "5", ())
    parts = Standing(Plan(tmp_path, "smoke", 1.0, None, 1, 2), 0, broker)
    started = []
    with ended_once():
        for name in ("broker", "manager", "devices"):
            parts.start(name, [sys.executable, "-S", "-c", TELLS_AGAIN])
            log = tmp_path / f"{name}.log"
            parts.until(lambda log=log: log.read_text() == "ready\n", name)  # type: ignore[misc]
            started.append(parts.parts[-1][1])
        with pytest.raises(KeyboardInterrupt):
            parts.end()
    assert parts.parts == []
    assert [process.returncode for process in started] == [0, 0, 0]
