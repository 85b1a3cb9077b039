"""What a visit is worth: full bins, soon full ones, unknown ones, old ones; and the load."""

from __future__ import annotations

from dataclasses import replace

import pytest

from fleet.policy.rounds import DAY_MS, HOUR_MS
from fleet.rounds.problem import Trucks
from fleet.rounds.wanting import UNKNOWN, Outlook, Point, Pool, pooled, stop_at

TRUCKS = Trucks(1, 8_000_000, 2_000, 20.0, 1.3, 600_000, 0, 4 * HOUR_MS)
FLAT = Outlook(
    sets_out_ms=8 * HOUR_MS,
    until_ms=32 * HOUR_MS,
    hour_weights=(1,) * 24,
    spread_permille=300,
    overflow_m=20_000,
    least_risk_permille=10,
)


def _pool(fill: int, rate: int, known_ms: int = 8 * HOUR_MS, emptied_ms: int = 0) -> Pool:
    return Pool(240_000, fill, known_ms, rate, emptied_ms)


def test_prize_grows_with_the_risk() -> None:
    """Empty, half, nearly full, full: nothing, something, more, the whole price of an overflow."""
    prizes = [
        stop_at(Point(0, (_pool(f, 300),)), FLAT, TRUCKS).prize_m for f in (0, 600, 750, 1000)
    ]
    assert prizes[0] == 0
    assert 0 < prizes[1] < prizes[2] < prizes[3] == FLAT.overflow_m


def test_nobody_knows_so_somebody_goes() -> None:
    """Without a reading, or without a rate, a point is worth a visit, and counts as full."""
    for pool in (_pool(UNKNOWN, 300), _pool(100, UNKNOWN)):
        stop = stop_at(Point(0, (pool,)), FLAT, TRUCKS)
        assert stop.prize_m == FLAT.overflow_m
        assert stop.load_ml == 240_000 // 2


def test_load_is_that_of_a_quarter_of_the_shift() -> None:
    """Half full at eight, half a bin a day, an hour: 520 per mille of 240 L, pressed to half."""
    stop = stop_at(Point(0, (_pool(500, 500),)), FLAT, TRUCKS)
    assert stop.load_ml == 520 * 240 // 2


def test_two_pools_add_up() -> None:
    """A point with two streams of the truck is worth both risks."""
    one, two = _pool(900, 300), _pool(800, 300)
    each = [stop_at(Point(0, (pool,)), FLAT, TRUCKS).prize_m for pool in (one, two)]
    assert stop_at(Point(0, (one, two)), FLAT, TRUCKS).prize_m == sum(each)


def test_old_waste_is_fetched() -> None:
    """An age limit that passes before the next round makes an empty bin worth a visit."""
    outlook = replace(FLAT, age_limit_ms=DAY_MS)
    assert outlook.risk_of(_pool(10, 1, emptied_ms=0)) == 1_000
    assert outlook.risk_of(_pool(10, 1, emptied_ms=20 * HOUR_MS)) == 0


def test_a_forecast_knows_the_hours_of_a_day() -> None:
    """All waste comes between 18 and 19 h: nothing until then, everything after."""
    evening = tuple(int(hour == 18) for hour in range(24))
    outlook = replace(FLAT, hour_weights=evening, midnight_ms=-HOUR_MS)
    pool = _pool(200, 600, known_ms=7 * HOUR_MS)
    assert outlook.fill_at(pool, 17 * HOUR_MS - 1) == 200
    assert outlook.fill_at(pool, 17 * HOUR_MS + HOUR_MS // 2) == 500
    assert outlook.fill_at(pool, 18 * HOUR_MS) == 800


def test_bins_of_a_stream_are_one_pool() -> None:
    """A full bin beside an empty one of three times its volume: a quarter; the oldest reading."""
    small, large = Pool(100, 1000, 5, 40, 7), Pool(300, 0, 9, 80, 3)
    assert pooled([small, large]) == Pool(400, 250, 5, 70, 3)
    assert pooled([small, Pool(300, UNKNOWN, 9, 80)]).fill_permille == UNKNOWN
    assert pooled([small, Pool(300, 0, 9, UNKNOWN)]) == Pool(400, 250, 5, UNKNOWN, -1)
    with pytest.raises(ValueError, match="no bins"):
        pooled([])
