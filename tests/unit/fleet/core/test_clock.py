"""The clock of a device: its offset is found and followed, late messages do not move it."""

from __future__ import annotations

from fleet.core.deciding.clock import next_offset_ms
from tests.small_fleet import SmallFleet


def test_a_birth_sets_the_offset() -> None:
    """Received minus sent, as it is: a birth is made when it is sent."""
    fleet = SmallFleet()
    fleet.birth(time_ms=fleet.now_ms - 3_600_000)
    assert fleet.device().offset_ms == 3_600_000
    assert fleet.device().time_ms == fleet.now_ms - 3_600_000


def test_delays_do_not_pass_for_an_offset() -> None:
    """A hundred messages two minutes late move it by less than their delay, the next one back."""
    offset_ms = 0
    for _ in range(100):
        offset_ms = next_offset_ms(offset_ms, 1_000_000, 1_000_000 + 120_000, False)
    assert 0 < offset_ms < 120_000
    assert next_offset_ms(offset_ms, 1_000_000, 1_000_040, False) == 40


def test_a_clock_set_back_is_followed() -> None:
    """Every message late by the same hour: the clock is off, not the network."""
    offset_ms = 0
    for _ in range(1_000):
        offset_ms = next_offset_ms(offset_ms, 0, 3_600_000, False)
    assert 3_599_000 < offset_ms <= 3_600_000


def test_messages_from_before_the_birth_are_no_samples() -> None:
    """What waited in an outbox was made long before it came."""
    fleet = SmallFleet()
    fleet.birth(5, outbox=True)
    fleet.wait(1)
    fleet.fill(2, time_ms=fleet.now_ms - 900_000)
    assert fleet.device().offset_ms == 0
