"""The queue before a bank."""

from __future__ import annotations

from devices.models.terminal import Terminal


def test_first_come_first_served() -> None:
    """With one terminal the second and third wait in their order."""
    terminal: Terminal[str] = Terminal(1)
    assert [terminal.join(p) for p in "abc"] == [True, False, False]
    assert [terminal.leave() for _ in "abc"] == ["b", "c", None]
    assert terminal.busy == 0


def test_several_terminals_serve_at_once() -> None:
    """Two are served, the third waits until one goes."""
    terminal: Terminal[str] = Terminal(2)
    assert [terminal.join(p) for p in "abc"] == [True, True, False]
    assert terminal.leave() == "c"
    assert terminal.busy == 2
