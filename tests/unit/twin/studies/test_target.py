"""Targets: reading, and when they hold."""

from __future__ import annotations

import pytest

from twin.studies.target import Target, TargetError, parse_target


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("rejection_share<=0.01", Target("rejection_share", True, 0.01)),
        ("occupancy >= 5e-1 ", Target("occupancy", False, 0.5)),
        ("terminal_wait_s<=-1", Target("terminal_wait_s", True, -1.0)),
    ],
)
def test_targets_are_read(text: str, target: Target) -> None:
    """Figure, direction and bound, with or without spaces; printed, they read the same again."""
    assert parse_target(text) == target
    assert parse_target(str(target)) == target


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "write FIGURE<=BOUND"),
        ("rejection_share<0.01", "write FIGURE<=BOUND"),
        ("rejection_share<=", "write FIGURE<=BOUND"),
        ("rejection_share<=1e", "'1e' is no number"),
        ("rejection_shar<=0.01", "no figure 'rejection_shar', did you mean 'rejection_share'?"),
        ("zzz<=0.01", "no figure 'zzz'; known: rejection_share, "),
    ],
)
def test_targets_that_cannot_be_read(text: str, message: str) -> None:
    """The form, the nearest figure, or all of them; a clear error for the command line."""
    with pytest.raises(TargetError) as caught:
        parse_target(text)
    assert message in str(caught.value)
    assert caught.value.clear


def test_bounds_belong_to_what_holds() -> None:
    """At the bound a target holds, in both directions; an undefined value holds."""
    at_most, at_least = Target("occupancy", True, 0.5), Target("occupancy", False, 0.5)
    assert [at_most.holds(value) for value in (0.4, 0.5, 0.6, None)] == [True, True, False, True]
    assert [at_least.holds(value) for value in (0.4, 0.5, 0.6, None)] == [False, True, True, True]
