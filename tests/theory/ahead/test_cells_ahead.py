"""Cold cells ahead of life: against closed forms of warming and of first failures."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import pytest

from fleet.ports.forecast import BankNow, CellAhead, CellNow, Forecast, ParcelNow, SiteNow, Snapshot
from scenarios.days import HOUR_MS
from tests.small import scenario
from twin.oracles.cold.warming import TwoNodes
from twin.studies.forecast.simulate import BATCH
from twin.studies.forecast.study import Forecasts

NOON_MS = 1_772_596_800_000
"""12:00 in Shanghai on 4 March 2026."""

CHILLED = {"setpoint_c": 4.0, "limit_c": 8.0, "product_start_c": 4.0, "hysteresis_k": 0.2}
WARMS = TwoNodes(6_000.0, 7_000.0, 1.0, 0.4, 30.0)
HOLDS_H = WARMS.limit_h(4.0, 4.0, 8.0)
PERMANENT = {"work": {"law": "fixed", "mean_h": 2_000.0}}


def told(
    cells: list[CellNow], futures: int = BATCH, seed: int = 1, banks: Sequence[BankNow] = (),
    **parts: Any,
) -> Forecast:  # fmt: skip
    """Of cells of one bank in 30 °C, the first at position 3, 24 hours from noon."""
    bank = {"id": "b", "site": "c", "compartments": {"S": 2, "L": 1}}
    given = scenario(
        banks=[{**bank, "cold": {"chilled": {"S": 3}}}],
        parcels={"per_household_day": 0.0, "size_mix": {"S": 0.7, "L": 0.3}},
        cold={"chilled": CHILLED},
        weather={"mean_c": 30.0},
        **parts,
    )
    forecasts = Forecasts(given, "small", futures, seed, 18.0, 24.0, "Asia/Shanghai")
    return forecasts.forecast(Snapshot(NOON_MS, [SiteNow("c", list(banks), cells=cells)]))


def cell(number: int = 0, **parts: Any) -> CellNow:
    """A cell with a parcel, both at 4 °C, of which we have just heard."""
    said: dict[str, Any] = {"air_mc": 4_000, "product_mc": 4_000, "is_filled": True}
    return CellNow(f"b-cell{number + 1}", "b", 3 + number, **{"heard_ms": NOON_MS, **said, **parts})


def steps(until_h: float) -> list[float]:
    """Surely too warm from a time on, by hour."""
    return [float(hour >= until_h) for hour in range(1, 25)]


def test_without_power_it_gets_too_warm_when_two_nodes_do() -> None:
    """To the minute: planned, lost now without a repair, its unit broken, and as `holds_min`; a
    cooled one never does, though it holds no longer without cooling.
    """
    assert 0.5 < HOLDS_H < 3.0
    assert HOLDS_H % 1 > 0.01
    (only,) = told([cell()]).cells
    assert only == CellAhead("c", "b-cell1", True, [0.0] * 24, math.floor(60 * HOLDS_H))
    dark, broken, sound = told([
        cell(0, dark_ms=NOON_MS), cell(1, broken_ms=NOON_MS), cell(2)
    ]).cells  # fmt: skip
    assert dark.too_warm == broken.too_warm == steps(HOLDS_H)
    assert sound.too_warm == [0.0] * 24
    cut = {"id": "cut", "kind": "mains", "first_day": "2026-03-04", "from_hour": 15, "hours": 9}
    (planned,) = told([cell()], outages=[cut]).cells
    assert planned.too_warm.index(1.0) in {3 + math.floor(HOLDS_H), 3 + math.floor(HOLDS_H - 0.1)}
    assert planned.holds_min == math.floor(60 * HOLDS_H)


def test_a_planned_outage_says_when_the_mains_are_back() -> None:
    """Half an hour is left of it: what is dark now is cooled before it is too warm."""
    cut = {"id": "cut", "kind": "mains", "first_day": "2026-03-04", "from_hour": 11.5, "hours": 1}
    (only,) = told([cell(dark_ms=NOON_MS - HOUR_MS // 2)], outages=[cut]).cells
    assert only.too_warm == [0.0] * 24


def test_an_old_report_is_carried_on_to_now() -> None:
    """Heard when the power went, half the time ago: half the time is left. Longer ago than it
    holds: too warm already, and for good.
    """
    since_ms = NOON_MS - round(HOLDS_H / 2 * HOUR_MS)
    (half,) = told([cell(heard_ms=since_ms, dark_ms=since_ms)]).cells
    assert half.too_warm == steps(HOLDS_H / 2)
    assert half.holds_min == pytest.approx(30 * HOLDS_H, abs=1)
    since_ms = NOON_MS - round(2 * HOLDS_H * HOUR_MS)
    (gone,) = told([cell(heard_ms=since_ms, dark_ms=since_ms)]).cells
    assert (gone.too_warm, gone.holds_min) == ([1.0] * 24, 0)


def test_an_empty_cell_is_asked_for_a_product_laid_in_now() -> None:
    """As warm as parcels come, into air that is what it is."""
    (warm,) = told([cell(air_mc=12_000, product_mc=None, is_filled=False)]).cells
    expected_h = WARMS.limit_h(12.0, 4.0, 8.0)
    assert warm.holds_min == math.floor(60 * expected_h)


def test_warmer_than_the_weather_of_the_scenario_says() -> None:
    """By what is measured, it stays so much warmer: it holds as in 38 °C."""
    (hot,) = told([cell(ambient_mc=38_000)]).cells
    expected_h = TwoNodes(6_000.0, 7_000.0, 1.0, 0.4, 38.0).limit_h(4.0, 4.0, 8.0)
    assert hot.holds_min == math.floor(60 * expected_h)


def test_first_failures_of_the_mains_come_at_their_rate() -> None:
    """Never repaired: P(too warm by t) = 1 − exp(−λ (t − h)), h how long it holds; within five
    standard errors, and what the phase of the thermostat makes of h. All cells together.
    """
    futures, mtbf_h = 20 * BATCH, 20.0
    faults = [{"id": "mains", "mtbf_h": mtbf_h, "repair": PERMANENT}]
    first, second = told([cell(0), cell(1)], futures, faults=faults).cells
    assert first.too_warm == second.too_warm == sorted(first.too_warm)
    for hour in (6, 12, 24):
        expected = 1 - math.exp(-(hour - HOLDS_H) / mtbf_h)
        error = 5 * math.sqrt(expected * (1 - expected) / futures) + 0.1 / mtbf_h
        assert first.too_warm[hour - 1] == pytest.approx(expected, abs=error)


def test_what_is_down_is_repaired_by_its_law() -> None:
    """Exponential work of 3 h, begun already: too warm where it takes longer than it holds."""
    futures, mean_h = 20 * BATCH, 3.0
    work = {"work": {"law": "exponential", "mean_h": mean_h}}
    faults = [{"id": "cold_unit", "mtbf_h": 1e8, "repair": work}]
    broken, sound = told([cell(0, broken_ms=NOON_MS), cell(1)], futures, faults=faults).cells
    expected = math.exp(-HOLDS_H / mean_h)
    error = 5 * math.sqrt(expected * (1 - expected) / futures)
    assert broken.too_warm[-1] == pytest.approx(expected, abs=error)
    assert sound.too_warm == [0.0] * 24


def test_the_same_again_and_more_begin_with_the_same() -> None:
    """A seed gives a digest; fifty futures of a hundred are those of a forecast with fifty."""
    faults = [{"id": "mains", "mtbf_h": 10.0, "repair": {"work": {"law": "fixed", "mean_h": 4}}}]
    one, again = (told([cell()], 2 * BATCH, faults=faults) for _ in range(2))
    few = told([cell()], BATCH, faults=faults)
    other = told([cell()], 2 * BATCH, seed=2, faults=faults)
    assert one == again
    assert one.digest != other.digest
    counts = [2 * BATCH * share for share in one.cells[0].too_warm]
    of_few = [BATCH * share for share in few.cells[0].too_warm]
    assert all(0 <= more - less <= BATCH for more, less in zip(counts, of_few, strict=True))


def test_a_parcel_in_a_cold_cell_takes_no_other_compartment() -> None:
    """A bank tells of it as of any other: class 2 is the first that is cold, 6 is none."""
    bank = BankNow("b", [ParcelNow(2, 0, NOON_MS)], [0] * 6)
    told_so = told([cell()], banks=[bank])
    assert [size.free[-1][0] for size in told_so.banks[0].sizes] == [2, 1]
    assert told_so.cells == told([cell()]).cells
    with pytest.raises(ValueError, match="a parcel in class 6: the scenario has 6"):
        told([cell()], banks=[BankNow("b", [ParcelNow(6, 0, NOON_MS)], [0] * 6)])


def test_a_compartment_that_is_no_cold_cell_is_refused() -> None:
    """The scenario says which steel stands there."""
    with pytest.raises(ValueError, match="compartment 3 of bank b is no cold cell"):
        told([CellNow("x", "b", 2, NOON_MS, 4_000)])
    with pytest.raises(ValueError, match="bank z of site c: not in the scenario"):
        told([CellNow("x", "z", 3, NOON_MS, 4_000)])
