"""Waste points in the kernel: a long agenda, big points, what stands around, what is refused."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from scenarios.days import lay_out_days
from scenarios.schema import Scenario
from scenarios.trace import SiteTrace
from tests.equality.both import Case, cases, compare, logs
from tests.equality.settings import setting
from tests.small import H, column
from tests.small_waste import (
    fixed,
    point,
    stream,
    threshold,
    waste_scenario,
    waste_trace,
    watched,
    worn,
)
from twin.engines.kernel.engine import run_group
from twin.eventlog.events import Kind
from twin.eventlog.log import BLOCK_RECORDS
from twin.eventlog.record import KIND, TIME, VALUE
from twin.world.plan import plan_groups


def _case(given: Scenario, trace: SiteTrace) -> Case:
    (plan,) = plan_groups(given, lay_out_days(given))
    return Case(plan, (trace,), (None,))


def _bin(**parts: Any) -> dict[str, Any]:
    return {"id": "f", "stream": "food", "volume_l": 10} | parts


def test_bags_on_the_floor_lengthen_the_agenda() -> None:
    """A thousand bags wait for the cleaner at once, more than the agenda holds at the start."""
    bags = [(9 + i / 1000, 1_000) for i in range(1_000)]
    (log,) = compare(_case(waste_scenario(), waste_trace(bags, habit=2, landed_h=20.0)))
    assert (log[:, KIND] == Kind.LANDED).sum() == 1_000
    assert (log[:, KIND] == Kind.CLEARING).sum() == 1_000


def test_a_point_of_two_hundred_bins_is_emptied_at_once() -> None:
    """An emptying writes a record for each bin, wherever the log is full just then."""
    given = waste_scenario(
        waste_points=[point(bins=[_bin(count=200)])],
        collection=[fixed(hours=[hour / 2 for hour in range(48)])],
    )
    (log,) = compare(_case(given, waste_trace([(8.0, 1_000)])))
    emptied = log[log[:, KIND] == Kind.EMPTYING]
    assert len(emptied) == 200 * 48 * 3
    assert len(log) > 3 * BLOCK_RECORDS


def test_a_truck_without_lead_comes_between_reports_of_one_point() -> None:
    """Called by the first bin's report, it is there before the second bin reports the same time."""
    given = waste_scenario(
        waste_points=[
            point(bins=[_bin(count=2)], sensor={"report_every_min": 60, "noise_mm": 0}),
        ],
        collection=[threshold(lead_h=0)],
    )
    (log,) = compare(_case(given, waste_trace([(8.5, 9_000), (8.6, 9_000)])))
    at_nine = log[log[:, TIME] == 9 * H]
    assert at_nine[:, KIND].tolist() == [
        Kind.REPORT, Kind.ALARM, Kind.DISPATCH, Kind.TRUCK, Kind.EMPTYING, Kind.EMPTYING,
        Kind.REPORT,
    ]  # fmt: skip
    assert at_nine[-1, VALUE] == 0


def test_a_stream_without_a_bin_is_taken_away() -> None:
    """A bag that no bin of the point takes lands, and is gone when it is cleared."""
    given = waste_scenario(waste={"streams": [stream(), stream("glass")]})
    (log,) = compare(_case(given, waste_trace([(8.0, 500), (9.0, 600)], streams=[1, 0])))
    assert (log[:, KIND] == Kind.LANDED).sum() == 1


def test_without_a_bag_bins_stand_and_are_emptied() -> None:
    """No drop-off at all: the rounds come all the same, to bins that are empty."""
    (log,) = compare(_case(waste_scenario(), waste_trace([])))
    assert log[:, KIND].tolist() == [Kind.BIN, *[Kind.TRUCK, Kind.EMPTYING] * 3, Kind.END]


def test_memory_left_from_before_does_not_matter() -> None:
    """With and without waste, noise and several sites after each other: each as it is alone."""
    mixed = [
        case
        for name in ("waste: several sites", "plain", "waste: rounds", "waste: sensors")
        for case in cases(setting(name), held_share=0.4)
    ]
    first = [logs(run_group, case) for case in mixed]
    for case, before in zip(reversed(mixed), reversed(first), strict=True):
        for again, log in zip(logs(run_group, case), before, strict=True):
            assert np.array_equal(again, log)


@pytest.mark.parametrize(
    ("arrays", "says"),
    [
        ({"drop_ms": column(9 * H, 8 * H)}, "drop_ms = 28800000: must be in ascending order"),
        ({"drop_ms": column(9 * H)}, "must be 1 rows"),
        ({"drop_point": column(0, 1)}, "drop_point = 1: must be 0 to 0"),
        ({"drop_stream": np.array([0, 3], dtype=np.int8)}, "drop_stream = 3: must be 0 to 0"),
        ({"drop_mass_g": column(1, 0)}, "drop_mass_g = 0: must be 1 to"),
        ({"drop_mass_g": np.array([0.5, 1.0])}, "drop_mass_g holds float64"),
        ({"drop_habit": np.array([0, 3], dtype=np.int8)}, "drop_habit = 3: must be 0 to 2"),
        ({"drop_landed_ms": column(1, 0)}, "drop_landed_ms = 0"),
        ({"noise_milli": np.zeros((1, 5), dtype=np.int16)}, "noise_milli = 5: must be 1 rows of"),
    ],
)
def test_a_trace_that_does_not_fit_is_refused(arrays: dict[str, Any], says: str) -> None:
    """Shapes, ranges and orders are looked at before anything runs, and named with the site."""
    right = waste_trace([(8.0, 1_000), (9.0, 1_000)])
    assert right.waste is not None
    wrong = replace(right, waste=replace(right.waste, **arrays))
    with pytest.raises(ValueError, match=f"trace of site c: .*{says}"):
        logs(run_group, _case(waste_scenario(), wrong))


def test_more_than_whole_numbers_hold_is_refused() -> None:
    """A mountain whose volume times the depth passes 63 bits would be wrong without a word."""
    light = stream(density_kg_l=0.001)
    given = waste_scenario(
        waste={"streams": [light]}, waste_points=[point(bins=[_bin(depth_mm=10_000)])]
    )
    heavy = waste_trace([(8.0, 10_000_000)] * 100)
    with pytest.raises(ValueError, match="drop_mass_g sums up to 1000000000: too much"):
        logs(run_group, _case(given, heavy))


def test_a_trace_without_the_part_that_the_plan_asks_for_is_refused() -> None:
    """Nobody drew what the camera would see, or drew it for other bags."""
    given = waste_scenario(waste_points=[point(camera={})])
    bags = waste_trace([(8.0, 1_000), (9.0, 1_000)])
    with pytest.raises(ValueError, match="trace of site c: has no watch part"):
        logs(run_group, _case(given, bags))
    other = replace(bags, watch=watched(waste_trace([(8.0, 1_000)])).watch)
    with pytest.raises(ValueError, match=r"watch\.drop_abnormal = 1: must be 2 rows"):
        logs(run_group, _case(given, other))
    compare(_case(given, watched(bags)))


def test_a_full_point_opens_all_its_lids_at_once() -> None:
    """An emptying of two hundred locked bins writes two records for each, wherever the log ends."""
    linkage = {"by": "contact", "lock_at": 0.0, "deodorise": True}
    places = [point(bins=[_bin(count=200)], linkage=linkage)]
    given = waste_scenario(waste_points=places, collection=[fixed(hours=[12])])
    bags = waste_trace([(8 + i / 1_000, 1_000) for i in range(250)])
    (log,) = compare(_case(given, watched(bags)))
    assert (log[:, KIND] == Kind.LOCK).sum() == 200
    assert (log[:, KIND] == Kind.UNLOCK).sum() == 200


def test_worn_sensors_need_their_part_and_room_for_all_that_comes_late() -> None:
    """A sensor that keeps 48 reports sends them in one event, wherever the log is full."""
    wear = {"dropout_share": 0.5, "backfill_reports": 48, "report_every_min": 10}
    given = waste_scenario(waste_points=[point(bins=[_bin(count=40)], sensor=wear)])
    bags = waste_trace([(8.0, 1_000), (9.0, 1_000)])
    with pytest.raises(ValueError, match="trace of site c: has no sensor part"):
        logs(run_group, _case(given, bags))
    lost = {(row, slot): int(slot % 49 > 0) for row in range(40) for slot in range(432)}
    (log,) = compare(_case(given, worn(bags, bins=40, lost=lost)))
    assert (log[:, KIND] == Kind.BACKFILL).sum() == 40 * 48 * 8
    fewer = worn(bags, bins=39)
    with pytest.raises(ValueError, match=r"wear\.charge_permille = 39: must be 40 rows"):
        logs(run_group, _case(given, fewer))
