"""Targets: reading, and when they hold."""

from __future__ import annotations

import pytest

from twin.studies.target import Target, TargetError, parse_promise, parse_target


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


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("rejection_share@double11<=0.05", Target("rejection_share", True, 0.05, "double11")),
        ("p95_day(rejection_share)<=0.02", Target("rejection_share", True, 0.02, of_days=True)),
        (
            "p95_day( rejection_share )[site=*]@sale<=0.02",
            Target("rejection_share", True, 0.02, "sale", True, ("site", "*")),
        ),
        (
            "overflow_hours[stream=food]<=2",
            Target("overflow_hours", True, 2.0, scope=("stream", "food")),
        ),
    ],
)
def test_promises_are_read(text: str, target: Target) -> None:
    """Label, day quantile and scope; printed, they read the same again; explore refuses them."""
    assert parse_promise(text) == target
    assert parse_promise(str(target)) == target
    with pytest.raises(TargetError, match="a figure of the whole"):
        parse_target(text)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("p95_day(dwell_h)<=3", "p95_day speaks of shares, dwell_h is none"),
        ("rejection_share[size=*]<=0.1", "[size=*]: must be one of site=*"),
        ("rejection_share[bank=b]<=0.1", "[bank=b]: must be one of site=*"),
        ("p95_day(rejection_share<=0.1", "NAME@label"),
    ],
)
def test_promises_that_cannot_be_read(text: str, message: str) -> None:
    """What a promise may speak of is said."""
    with pytest.raises(TargetError) as caught:
        parse_promise(text)
    assert message in str(caught.value)
