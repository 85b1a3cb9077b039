"""Tests of fleet.policy.emergency: what a fault blocks, and where staff help."""

from __future__ import annotations

import pytest

from fleet.policy.emergency import DOOR, MAINS, NETWORK, TERMINAL, causes_of_shut, opening_helps


@pytest.mark.parametrize(
    ("down", "offline", "causes"),
    [
        ((0, 0, 0), 0, 0),
        ((1, 0, 0), 1, MAINS),
        ((0, 2, 0), 0, NETWORK),
        ((0, 2, 0), 1, 0),
        ((0, 0, 1), 1, TERMINAL),
        ((2, 1, 1), 0, MAINS | NETWORK | TERMINAL),
        ((2, 1, 1), 1, MAINS | TERMINAL),
    ],
)
def test_causes_of_shut(down: tuple[int, int, int], offline: int, causes: int) -> None:
    """Each component that is down shuts the bank; offline codes make up for the network alone."""
    assert causes_of_shut(*down, offline) == causes


def test_every_cause_must_be_helped() -> None:
    """Staff with keys who need the network open nothing while it is down too."""
    helps = MAINS | TERMINAL | DOOR
    assert opening_helps(MAINS | DOOR, helps) == 1
    assert opening_helps(MAINS | NETWORK, helps) == 0
    assert opening_helps(NETWORK, NETWORK) == 1
