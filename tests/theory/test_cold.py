"""Cold cells: closed forms against numbers one can check by hand, and both engines against them."""

from __future__ import annotations

import math

import numpy as np
import pytest

from scenarios.days import DAY_MS, lay_out_days
from scenarios.schema import Scenario
from tests.equality.both import Case, cases, logs
from tests.small import scenario
from twin.engines.kernel import engine as kernel
from twin.engines.reference import engine as reference
from twin.eventlog.events import Kind
from twin.eventlog.record import KIND, ORDINAL, TIME, air_mc_of
from twin.oracles.cold.duty import compressor_share
from twin.oracles.cold.warming import TwoNodes, exponential_dwell, newton_h
from twin.oracles.errors import OracleOutOfRange
from twin.studies.running.setup import RunGroup
from twin.studies.verify.catalogue import library_settings
from twin.studies.verify.recognise import recognise

ENGINES = (reference.run_group, kernel.run_group)
HOUR = 3_600_000


def test_newton_by_hand() -> None:
    """4 °C in 30 °C with a time constant of 6 h reaches 8 °C after 1.0023 h; some limits never."""
    assert newton_h(4, 30, 8, 6) == pytest.approx(1.0023, abs=5e-5)
    assert newton_h(4, 30, 30, 6) == math.inf
    with pytest.raises(OracleOutOfRange, match="limit_c"):
        newton_h(9, 30, 8, 6)


def test_two_nodes_end_where_newton_does() -> None:
    """With walls that hold the air at the ambient temperature two nodes are Newton's one."""
    cell = TwoNodes(100.0, 21_600.0, 1.0, 1e6, 30.0)
    assert cell.limit_h(30.0, 4.0, 8.0) == pytest.approx(newton_h(4, 30, 8, 6), rel=1e-5)
    tight = TwoNodes(3_000.0, 2_000.0, 1.0, 0.5, 30.0)
    crossed_h = tight.limit_h(30.0, 4.0, 8.0)
    assert tight.product_c(30.0, 4.0, crossed_h) == pytest.approx(8.0, abs=1e-9)
    assert tight.limit_h(30.0, 4.0, 31.0) == math.inf


def test_heat_is_conserved_without_walls() -> None:
    """As good as no wall: air and product meet at the mean weighted with their capacities."""
    cell = TwoNodes(3_000.0, 1_000.0, 1.0, 1e-9, 30.0)
    assert cell.product_c(20.0, 4.0, 24.0) == pytest.approx(16.0, abs=1e-4)


def test_share_and_time_of_an_exponential_dwell() -> None:
    """Half of all lie longer than ln 2 means; being without memory, each a mean longer."""
    share, hours = exponential_dwell(math.log(2), 1.0)
    assert (share, hours) == pytest.approx((0.5, 0.5))


def test_duty_by_hand() -> None:
    """Cooling that is twice the leak at the middle runs about half the time; edges."""
    assert compressor_share(3.9, 4.1, 30, 1.0, 52.0) == pytest.approx(0.5, abs=1e-6)
    assert compressor_share(3, 5, 4.9, 1.0, 52.0) == 0.0
    assert compressor_share(3, 5, 30, 1.0, 27.0) == 1.0


def _lone(**kind: float) -> Case:
    """Cells that nobody opens, in 30 °C."""
    chilled = {"setpoint_c": 4.0, "limit_c": 8.0, "product_start_c": 4.0} | kind
    given: Scenario = scenario(
        banks=[{"id": "b", "site": "c", "compartments": {"S": 1}, "cold": {"chilled": {"S": 2}}}],
        parcels={"per_day": 0.0, "size_mix": {"S": 1.0}},
        cold={"chilled": chilled},
        weather={"mean_c": 30.0},
        run={"days": 30, "warmup_days": 0, "replications": 1, "seed": 1},
    )
    (case,) = cases(given)
    return case


@pytest.mark.parametrize("run", ENGINES)
@pytest.mark.parametrize(("hysteresis_k", "cooling_w"), [(2.0, 40.0), (0.5, 15.0), (5.0, 200.0)])
def test_compressors_run_as_long_as_the_cycle_says(
    run: RunGroup, hysteresis_k: float, cooling_w: float
) -> None:
    """Over thirty days of whole cycles: the share of time to a thousandth of it."""
    case = _lone(hysteresis_k=hysteresis_k, cooling_w=cooling_w, min_run_min=0.0, min_rest_min=0.0)
    (log,) = logs(run, case)
    read = log[log[:, KIND] == Kind.CELL_READING]
    exact = compressor_share(4 - hysteresis_k / 2, 4 + hysteresis_k / 2, 30, 0.4, cooling_w)
    assert read[:, ORDINAL].sum() / (2 * 30 * DAY_MS) == pytest.approx(exact, rel=1e-3)


@pytest.mark.parametrize("run", ENGINES)
def test_air_of_a_cell_that_is_not_cooled_follows_newton(run: RunGroup) -> None:
    """Hour after hour within a thousandth of a degree of the exponential."""
    case = _lone(cooling_w=0.0, air_j_k=8_640.0)
    (log,) = logs(run, case)
    read = log[(log[:, KIND] == Kind.CELL_READING) & (log[:, TIME] < 2 * DAY_MS)]
    hours = read[:, TIME] / HOUR
    exact = 30 - 26 * np.exp(-hours / 6)
    assert np.abs(air_mc_of(read) / 1000 - exact).max() < 2e-3


@pytest.mark.parametrize("name", ["newton", "two-node"])
def test_settings_of_the_library_are_recognised(name: str) -> None:
    """Each by what it says: a share, and minutes; with a wave of heat or a door neither."""
    data = library_settings()[name]
    given = Scenario.model_validate(data)
    found = recognise(given, lay_out_days(given))
    assert [case.measure for case in found] == ["excursion_share", "excursion_minutes_per_parcel"]
    assert found[0].name == name
    swinging = Scenario.model_validate(data | {"weather": {"mean_c": 30.0, "daily_swing_c": 4.0}})
    assert recognise(swinging, lay_out_days(swinging)) == []
    opened = {"chilled": data["cold"]["chilled"] | {"door_open_s": 10.0}}
    open_door = Scenario.model_validate(data | {"cold": opened})
    assert recognise(open_door, lay_out_days(open_door)) == []
