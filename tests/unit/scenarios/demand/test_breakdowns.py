"""Tests of scenarios.demand.breakdowns: who fails how often, and what shifts nothing."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from scenarios.days import HOUR_MS, lay_out_days
from scenarios.demand import SiteCompiler
from scenarios.expand import expand_sites
from scenarios.parts.faults import DOOR, MAINS, SENSOR, TERMINAL, FaultTrace
from scenarios.streams import Streams
from tests.small import scenario
from tests.small_waste import DEPOT, point, waste_scenario

BANK = {"id": "b", "site": "c", "compartments": {"S": 6, "L": 4}}


def fault(kind: str, mtbf_h: float = 50.0, **parts: Any) -> dict[str, Any]:
    """A kind of fault with fixed work of an hour."""
    return {"id": kind, "mtbf_h": mtbf_h, "repair": {"work": {"law": "fixed", "mean_h": 1}}} | parts


def drawn(days: int = 400, unit_ms: int = 1, **parts: Any) -> FaultTrace:
    """The faults of the first site."""
    given = scenario(**{"banks": [BANK], "parcels": {"per_household_day": 0.0, "size_mix":
                        {"S": 1.0}}} | parts)  # fmt: skip
    compiler = SiteCompiler(given, lay_out_days(given, days), unit_ms)
    made = compiler.compile(next(expand_sites(given)), Streams(1, 0)).faults
    assert made is not None
    return made


def rows(trace: FaultTrace, component: int) -> slice:
    """Rows of one component."""
    return slice(int(trace.first[component]), int(trace.first[component + 1]))


def test_means_are_those_of_the_file() -> None:
    """A bank of three years at 10 % a year fails 1.3 times as often; ten doors fail as ten."""
    banks = [BANK | {"age_years": 3.0}]
    made = drawn(4000, banks=banks, faults=[fault("terminal", ageing_per_year=0.1), fault("door")])
    assert made.kind.tolist() == [TERMINAL, DOOR]
    for component, mean_h in ((0, 50 / 1.3), (1, 5.0)):
        operating_ms = made.operating_ms[rows(made, component)]
        tolerance = 4 / len(operating_ms) ** 0.5
        assert operating_ms.mean() / HOUR_MS == pytest.approx(mean_h, rel=tolerance)
    assert set(made.work_ms.tolist()) == {HOUR_MS}
    door = made.door[rows(made, 1)] / 2**31
    assert door.min() >= 0
    assert door.mean() == pytest.approx(0.5, abs=0.02)


def test_more_that_fails_shifts_nothing() -> None:
    """Another kind, another bank and more days leave the faults of a terminal as they were."""
    one = drawn(faults=[fault("terminal")])
    second = BANK | {"id": "d"}
    more = drawn(800, banks=[BANK, second], faults=[fault("mains"), fault("terminal")])
    assert more.kind.tolist() == [MAINS, TERMINAL, TERMINAL]
    count = len(one.operating_ms)
    assert more.operating_ms[rows(more, 1)][:count].tolist() == one.operating_ms.tolist()


def test_another_rate_is_the_same_luck() -> None:
    """Twice as reliable: every operating time twice as long."""
    often, seldom = (drawn(faults=[fault("terminal", hours)]) for hours in (50.0, 100.0))
    count = len(seldom.operating_ms)
    assert np.abs(2 * often.operating_ms[:count] - seldom.operating_ms).max() <= 2


def test_times_lie_on_the_grid() -> None:
    """Rounded to a minute, none is nought."""
    made = drawn(unit_ms=60_000, faults=[fault("door", 0.1)], days=2)
    assert not (made.operating_ms % 60_000).any()
    assert made.operating_ms.min() >= 60_000


def test_only_sensors_that_stand_fail() -> None:
    """Bins are counted through the site; a point without sensors has none that fails."""
    with_sensor = point(id="q", sensor={"report_every_min": 60})
    given = waste_scenario(
        sites=[{"id": "c", "households": 5, **DEPOT}],
        waste_points=[point(), with_sensor],
        faults=[fault("sensor"), fault("mains")],
    )
    compiler = SiteCompiler(given, lay_out_days(given))
    made = compiler.compile(next(expand_sites(given)), Streams(1, 0)).faults
    assert made is not None
    assert list(zip(made.kind.tolist(), made.number.tolist(), strict=True)) == [(SENSOR, 1)]


def test_too_many_faults_are_refused() -> None:
    """Before anything is drawn."""
    banks = [{"id": "b", "site": "c", "compartments": {"S": 5000}}]
    with pytest.raises(ValueError, match="faults expected: at most"):
        drawn(3000, banks=banks, faults=[fault("door", 0.1)])
