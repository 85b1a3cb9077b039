"""Transition tables of a compartment."""

from __future__ import annotations

import pytest

from devices.transitions import (
    CLOSED,
    DOOR_INPUTS,
    DOOR_STATES,
    DOOR_TABLE,
    DOOR_UNKNOWN,
    JAMMED,
    OCCUPANCY_INPUTS,
    OCCUPANCY_STATES,
    OCCUPANCY_TABLE,
    OPEN,
    REFUSED,
    RELEASE,
    SHUT,
)


def test_every_state_answers_every_input() -> None:
    """The tables are whole and stay within their states."""
    assert len(DOOR_TABLE) == len(DOOR_STATES)
    assert all(len(row) == len(DOOR_INPUTS) for row in DOOR_TABLE)
    assert len(OCCUPANCY_TABLE) == len(OCCUPANCY_STATES)
    assert all(len(row) == len(OCCUPANCY_INPUTS) for row in OCCUPANCY_TABLE)
    assert {state for row in DOOR_TABLE for state in row} <= {REFUSED, *range(len(DOOR_STATES))}


@pytest.mark.parametrize("state", [CLOSED, OPEN, DOOR_UNKNOWN])
def test_a_sound_door_opens_and_shuts(state: int) -> None:
    """From any state but jammed, release opens and shut closes."""
    assert DOOR_TABLE[state][RELEASE] == OPEN
    assert DOOR_TABLE[state][SHUT] == CLOSED


def test_a_jammed_door_does_neither() -> None:
    """Release and shut are refused."""
    assert DOOR_TABLE[JAMMED][RELEASE] == DOOR_TABLE[JAMMED][SHUT] == REFUSED
