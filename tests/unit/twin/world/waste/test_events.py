"""What happens at a waste point, event by event, on hand-written traces."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from scenarios.days import lay_out_days
from scenarios.schema import Scenario
from scenarios.trace import SiteTrace
from tests.small import H, column, trace
from tests.small import scenario as with_lockers
from tests.small_waste import DEPOT, fixed, point, stream, threshold, waste_scenario, waste_trace
from twin.engines.reference.engine import run_group
from twin.eventlog.events import Kind
from twin.eventlog.record import (
    ENTITY,
    KIND,
    ORDINAL,
    TIME,
    VALUE,
    Records,
    bank_of,
    compartment_of,
    household_of,
    stream_of,
    volume_ml_of,
)
from twin.world.plan import plan_groups

Line = tuple[float, Kind, int, int, int]
PILES, CARELESS = 1, 2


def run(given: Scenario, *traces: SiteTrace) -> list[Records]:
    """Logs of the one group of sites."""
    (plan,) = plan_groups(given, lay_out_days(given))
    blocks: list[list[Records]] = [[] for _ in plan.sites]
    run_group(plan, traces, [None] * len(traces), lambda site, block: blocks[site].append(block))
    return [np.concatenate(b) for b in blocks]


def lines(log: Records, *kinds: Kind) -> list[Line]:
    """(hour, kind, entity, ordinal, value) of some kinds, or of all but BIN and END."""
    return [
        (int(r[TIME]) / H, Kind(int(r[KIND])), int(r[ENTITY]), int(r[ORDINAL]), int(r[VALUE]))
        for r in log
        if (r[KIND] in kinds if kinds else r[KIND] not in {Kind.BIN, Kind.END})
    ]


def test_bags_go_in_and_are_taken_out() -> None:
    """4 kg and 5 kg in a bin of 10 L at 1 kg/L; the truck of 6 h takes them, the next nothing."""
    (log,) = run(waste_scenario(), waste_trace([(1, 4_000), (2, 5_000)]))
    assert lines(log)[:5] == [
        (1, Kind.DROP_OFF, 0, 0, 4_000),
        (2, Kind.DROP_OFF, 1, 0, 5_000),
        (6, Kind.TRUCK, 0, 1, 0),
        (6, Kind.EMPTYING, 0, 0, 9_000),
        (30, Kind.TRUCK, 0, 1, 0),
    ]
    assert [line[3] for line in lines(log, Kind.EMPTYING)] == [0, 1, 1]
    assert [Kind(k) for k in log[[0, -1], KIND]] == [Kind.BIN, Kind.END]
    assert log[0, VALUE] == 10_000


def test_records_say_where_which_stream_and_who() -> None:
    """Points are numbered after banks, bins from 1; of an emptying the volume is that before it."""
    (log,) = run(waste_scenario(), waste_trace([(1, 4_000), (2, 5_000)]))
    bags = log[log[:, KIND] == Kind.DROP_OFF]
    assert bank_of(bags).tolist() == [0, 0]
    assert compartment_of(bags).tolist() == [1, 1]
    assert stream_of(bags).tolist() == [0, 0]
    assert volume_ml_of(bags).tolist() == [4_000, 9_000]
    assert household_of(bags).tolist() == [0, 1]
    assert volume_ml_of(log[log[:, KIND] == Kind.EMPTYING]).tolist() == [9_000, 0, 0]


def test_a_full_bin_leaves_the_bag_on_the_floor() -> None:
    """It lies two hours until a cleaner presses it in, over the brim, or into the emptied bin."""
    (log,) = run(waste_scenario(), waste_trace([(1, 9_000), (2, 3_000), (5, 2_000)]))
    assert lines(log)[:8] == [
        (1, Kind.DROP_OFF, 0, 0, 9_000),
        (2, Kind.LANDED, 1, 0, 3_000),
        (4, Kind.CLEARING, 1, 0, 2 * H),
        (4, Kind.OVERFLOW, 1, 1, 2_000),
        (5, Kind.LANDED, 2, 0, 2_000),
        (6, Kind.TRUCK, 0, 1, 0),
        (6, Kind.EMPTYING, 0, 2, 12_000),
        (7, Kind.CLEARING, 2, 0, 2 * H),
    ]


def test_who_piles_puts_it_on_top_while_the_heap_holds() -> None:
    """The heap takes a quarter of 10 L: the second bag of 2 kg over the brim lands."""
    bags = waste_trace([(1, 9_000), (2, 2_000), (3, 1_000), (4, 2_000)], habit=PILES)
    (log,) = run(waste_scenario(), bags)
    assert lines(log)[:6] == [
        (1, Kind.DROP_OFF, 0, 0, 9_000),
        (2, Kind.DROP_OFF, 1, 0, 2_000),
        (2, Kind.OVERFLOW, 1, 1, 1_000),
        (3, Kind.DROP_OFF, 2, 0, 1_000),
        (3, Kind.OVERFLOW, 2, 0, 1_000),
        (4, Kind.LANDED, 3, 0, 2_000),
    ]


def test_a_careless_bag_lands_beside_an_empty_bin() -> None:
    """Badly sorted too: ordinal 1."""
    (log,) = run(waste_scenario(), waste_trace([(1, 1_000)], habit=CARELESS, mixed=1))
    assert lines(log)[:2] == [(1, Kind.LANDED, 0, 1, 1_000), (3, Kind.CLEARING, 0, 1, 2 * H)]


def test_outside_the_windows_only_the_bin_that_is_always_open() -> None:
    """Closed at 4 h: into the second bin; when that is full, on the floor; at 6 h the first."""
    bins = [
        {"id": "f", "stream": "food", "volume_l": 10},
        {"id": "g", "stream": "food", "volume_l": 2, "always_open": True},
    ]
    windows = [{"from_hour": 6, "to_hour": 9}]
    given = waste_scenario(
        waste_points=[point(bins=bins, windows=windows)], collection=[fixed(hours=[20])]
    )
    (log,) = run(given, waste_trace([(4, 1_500), (5, 1_000), (6, 1_000)], landed_h=20))
    bags = log[np.isin(log[:, KIND], [Kind.DROP_OFF, Kind.LANDED])]
    assert compartment_of(bags).tolist() == [2, 0, 1]


def test_other_streams_have_other_bins_and_other_trucks() -> None:
    """Glass goes into the glass bin; the food truck leaves it there."""
    bins = [{"id": name, "stream": name, "volume_l": 10} for name in ("food", "glass")]
    given = waste_scenario(
        waste={"streams": [stream(), stream("glass")]},
        waste_points=[point(bins=bins)],
        collection=[fixed(), fixed(id="g", streams=["glass"], hours=[12], weekdays=["tue"])],
    )
    (log,) = run(given, waste_trace([(1, 1_000), (2, 2_000)], streams=[0, 1]))
    emptied = log[log[:, KIND] == Kind.EMPTYING]
    assert stream_of(emptied).tolist() == [0, 0, 1, 0]
    assert (emptied[:, TIME] / H).tolist() == [6, 30, 36, 54]
    assert emptied[:, VALUE].tolist() == [1_000, 0, 2_000, 0]


def by_fill(**parts: Any) -> Scenario:
    """A sensor that reports every two hours, an alarm at 80 %, a truck two hours later."""
    sensor = {"report_every_min": 120, "noise_mm": 50, "resolution_mm": 1}
    plain = {"waste_points": [point(sensor=sensor)], "collection": [threshold()]}
    return waste_scenario(**(plain | parts))


def test_a_report_over_the_level_calls_a_truck() -> None:
    """Full at 3 h, reported at 4 h, alarm an hour late, the truck there at 6 h; then all is new."""
    (log,) = run(by_fill(), waste_trace([(1, 5_000), (3, 4_000), (5, 500), (7, 9_000)]))
    assert lines(log)[:12] == [
        (1, Kind.DROP_OFF, 0, 0, 5_000),
        (2, Kind.REPORT, 0, 0, 500),
        (3, Kind.DROP_OFF, 1, 0, 4_000),
        (4, Kind.REPORT, 0, 0, 900),
        (4, Kind.ALARM, 0, 1, H),
        (4, Kind.DISPATCH, 0, 0, 6 * H),
        (5, Kind.DROP_OFF, 2, 0, 500),
        (6, Kind.TRUCK, 0, 1, 0),
        (6, Kind.EMPTYING, 0, 4 + 8, 9_500),
        (6, Kind.REPORT, 0, 0, 0),
        (7, Kind.DROP_OFF, 3, 0, 9_000),
        (8, Kind.REPORT, 0, 0, 900),
    ]
    assert lines(log, Kind.ALARM)[1] == (8, Kind.ALARM, 0, 1, H)


def test_noise_makes_a_false_alarm() -> None:
    """In the slot of 4 h the echo is 4 cm of 90 too near: 79 % are reported as 83.4 %."""
    noise = [[0] * (3 * 144)]
    noise[0][24] = -800
    (log,) = run(by_fill(), waste_trace([(1, 7_900)], noise_milli=noise))
    assert lines(log, Kind.REPORT)[1][4] == 834
    assert lines(log, Kind.ALARM) == [(4, Kind.ALARM, 0, 0, 0)]
    assert lines(log, Kind.EMPTYING)[0] == (6, Kind.EMPTYING, 0, 8, 7_900)


def test_noise_hides_a_full_bin_until_the_next_report() -> None:
    """The alarm comes with the report of 6 h: the delay counts from 3 h."""
    noise = [[0] * (3 * 144)]
    noise[0][24] = 3_000
    (log,) = run(by_fill(), waste_trace([(3, 9_000)], noise_milli=noise))
    assert lines(log, Kind.ALARM) == [(6, Kind.ALARM, 0, 1, 3 * H)]


def test_old_waste_calls_a_truck_without_an_alarm() -> None:
    """A tenth full for a day: called at the first report from then on."""
    given = by_fill(collection=[threshold(age_limit_h=24)])
    (log,) = run(given, waste_trace([(1, 1_000)]))
    assert lines(log, Kind.DISPATCH, Kind.ALARM)[0] == (24, Kind.DISPATCH, 0, 0, 26 * H)
    assert lines(log, Kind.EMPTYING)[0] == (26, Kind.EMPTYING, 0, 1, 1_000)


def test_a_truck_that_is_called_drives_there_and_back() -> None:
    """One kilometre, detour 1.3; what does not fit takes another trip."""
    far = {"latitude": 30.0 + 1 / 111.195, "longitude": 120.0}
    truck = {"volume_l": 100, "compaction": 1.0}
    given = by_fill(
        depot=far,
        waste_points=[
            point(
                bins=[{"id": "f", "stream": "food", "volume_l": 150}],
                sensor={"report_every_min": 120, "noise_mm": 0},
            )
        ],
        collection=[threshold(truck=truck)],
    )
    (log,) = run(given, waste_trace([(1, 140_000)]))
    (first,) = lines(log, Kind.TRUCK)
    assert first[3] == 2
    assert abs(first[4] - 2 * 2_600) <= 4


def test_bins_of_one_stream_at_a_point_share_a_truck() -> None:
    """Two alarms, one call; the half-empty bin is emptied with the full one."""
    bins = [{"id": "f", "stream": "food", "volume_l": 10, "count": 2}]
    sensor = {"report_every_min": 120, "noise_mm": 0}
    given = by_fill(waste_points=[point(bins=bins, sensor=sensor)])
    (log,) = run(given, waste_trace([(1, 9_000), (3, 2_000)]))
    assert len(lines(log, Kind.DISPATCH)) == 1
    assert [(line[2], line[4]) for line in lines(log, Kind.EMPTYING)] == [(0, 9_000), (1, 2_000)]


def test_lockers_and_waste_on_one_clock() -> None:
    """Both in one log, in time order; the point is the place after the bank."""
    given = with_lockers(
        depot=DEPOT,
        waste={"streams": [stream()]},
        waste_points=[point()],
        collection=[fixed()],
    )
    waste = waste_trace([(9, 1_000)]).waste
    parcels = trace([(8 * H, [0])])
    both = replace(parcels, waste=waste)
    (log,) = run(given, both)
    assert (np.diff(log[:, TIME]) >= 0).all()
    assert {Kind.DEPOSIT, Kind.COLLECTION, Kind.DROP_OFF, Kind.EMPTYING} <= set(log[:, KIND])
    assert set(bank_of(log[log[:, KIND] == Kind.DROP_OFF]).tolist()) == {1}
    assert column(*lines(log, Kind.DROP_OFF)[0][2:]).tolist() == [0, 0, 1_000]
