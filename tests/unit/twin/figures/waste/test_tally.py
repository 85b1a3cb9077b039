"""Tests of twin.figures.waste: a little log with known answers, cuts, scopes."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from scenarios.days import DAY_MS, HOUR_MS
from twin.eventlog.events import Kind
from twin.eventlog.record import Records, pack_place, pack_stream, pack_volume
from twin.figures.counters import I64, TallyLayout
from twin.figures.network import NetworkCounters
from twin.figures.rows import Axes, RowKey, kpi_rows, replication_rows
from twin.figures.waste.catalogue import WASTE_CATALOGUE
from twin.figures.waste.counters import WasteCounter, WasteLayout
from twin.figures.waste.tally import WasteTally

C = WasteCounter
LAYOUT = WasteLayout(streams=2, warmup_days=1, measured_days=2)


def record(hour: float, kind: Kind, value: int = 0, *, ordinal: int = 0, stream: int = 0) -> Any:
    """One record about a point."""
    place, free = pack_place(0, 1), pack_volume(0, 0)
    return (round(hour * HOUR_MS), kind, 0, ordinal, place, pack_stream(stream), free, value)


LOG: Records = np.array(
    [
        record(0, Kind.BIN, 10_000),
        record(1, Kind.LANDED, 500),
        record(2, Kind.OVERFLOW, 700, ordinal=1),
        record(20, Kind.DROP_OFF, 500),
        record(25, Kind.DROP_OFF, 500),
        record(26, Kind.DROP_OFF, 800, ordinal=1, stream=1),
        record(28, Kind.CLEARING, 27 * HOUR_MS),
        record(30, Kind.TRUCK, 1_500, ordinal=1),
        record(30, Kind.EMPTYING, 9_000, ordinal=2 + 4 + 8),
        record(30, Kind.EMPTYING, 100, ordinal=1, stream=1),
        record(36, Kind.LANDED, 400, ordinal=1, stream=1),
        record(40, Kind.OVERFLOW, 900, ordinal=1),
        record(41, Kind.OVERFLOW, 100),
        record(44, Kind.REPORT, 990),
        record(44, Kind.ALARM, 2 * HOUR_MS, ordinal=1),
        record(44, Kind.DISPATCH, 50 * HOUR_MS),
        record(50, Kind.EMPTYING, 11_000, ordinal=2 + 4),
        record(60, Kind.ALARM, 0),
        (3 * DAY_MS, Kind.END, 0, 0, 0, 0, 0, 0),
    ],
    dtype=np.int64,
)
"""A warm-up day and two days: a bin over-full until 30 h, then from 40 h to 50 h."""


def folded(*blocks: Records) -> I64:
    """Counters of a log."""
    tally = WasteTally(LAYOUT)
    for block in blocks:
        tally.add(block)
    return tally.close()


def test_events_of_the_measured_days() -> None:
    """By stream and day; the warm-up counts nothing."""
    counters = folded(LOG)
    assert counters[C.DROP_OFFS, 1].tolist() == [1, 0]
    assert counters[C.DROP_OFFS, 2].tolist() == [2, 0]
    assert counters[C.MIXED, 2].tolist() == [2, 0]
    assert counters[C.LANDED].sum() == 1
    assert counters[C.OVERFLOW_ML, 1].tolist() == [1_000, 0]
    assert counters[C.EMPTYINGS, 1].tolist() == [1, 1]
    assert counters[C.NEARLY_EMPTY].sum(axis=1).tolist() == [0, 0, 1]
    assert counters[C.HEAPED, 1].tolist() == [1, 1]
    assert counters[C.REACHED, 1].tolist() == [1, 1]
    assert counters[C.REACHED_ALARMED, 1].tolist() == [1, 0]
    assert counters[C.COLLECTED_G].sum() == 20_100
    assert counters[C.TRUCK_M].sum() == 1_500
    assert counters[C.ALARMS].sum() == 2
    assert counters[C.TRUE_ALARMS].sum() == 1
    assert counters[C.DELAY_MS].sum() == 2 * HOUR_MS


def test_integrals_over_time() -> None:
    """Over-full 24–30 h and 40–50 h; on the floor 24–28 h and from 36 h on."""
    hours = folded(LOG) / HOUR_MS
    assert hours[C.OVERFLOW_MS, 1].tolist() == [6 + 8, 2]
    assert hours[C.LANDED_MS, 1].tolist() == [4, 0]
    assert hours[C.LANDED_MS, 2].tolist() == [12, 24]


@pytest.mark.parametrize("cut", range(1, len(LOG)))
def test_blocks_may_be_cut_anywhere(cut: int) -> None:
    """The same counters."""
    assert np.array_equal(folded(LOG[:cut], LOG[cut:]), folded(LOG))


def test_other_kinds_count_nothing() -> None:
    """Records of lockers pass by."""
    other = LOG.copy()
    other[:, 1] = Kind.DEPOSIT
    assert not folded(other).any()


def test_a_stream_outside_the_layout_is_refused() -> None:
    """Its number is named."""
    with pytest.raises(ValueError, match="stream 2 in the log"):
        folded(np.array([record(1, Kind.DROP_OFF, 1, stream=2)], dtype=np.int64))


DATES = ("2026-03-02", "2026-03-03")
AXES = Axes((), (), DATES, {"sale": (1,)}, "CNY", ("food", "glass"), False)


def network(sites: int = 1) -> NetworkCounters:
    """The little log at so many sites of two regions."""
    made = NetworkCounters.for_sites(sites, TallyLayout(0, 1, 1, 1, 2, streams=2))
    for site in range(sites):
        assert made.waste is not None
        made.waste.add_site(f"s{site}", f"r{site % 2}", folded(LOG))
    return made


def test_rows_of_waste_alone() -> None:
    """No row of lockers; every figure for the whole, sites, streams, days and labels."""
    rows = replication_rows(network(), AXES)
    usual = {figure.name for figure in WASTE_CATALOGUE if not figure.part}
    assert {key.name for key in rows} == usual
    whole = {key.name: value for key, value in rows.items() if key[2:] == ("*",) * 8}
    assert whole["overflow_litres"] == 0.5
    assert whole["overflow_hours"] == 8
    assert whole["overflow_share"] == pytest.approx(2 / 3)
    assert whole["landed_bag_hours"] == 20
    assert whole["emptied_nearly_empty_share"] == pytest.approx(1 / 3)
    assert whole["truck_km"] == 0.75
    assert whole["alarm_precision"] == 0.5
    assert whole["alarm_recall"] == 0.5
    assert whole["alarm_delay_min"] == 120
    assert rows[RowKey("drop_offs", "1/day", stream="glass")] == 1.0
    assert rows[RowKey("overflow_hours", "h/day", day="sale")] == 2
    assert RowKey("truck_km", "km/day", stream="food") not in rows


WATCHED: Records = np.array(
    [
        record(0, Kind.BIN, 10_000),
        record(20, Kind.LOCK, 950, ordinal=1),
        record(30, Kind.SHIFT, 3 * HOUR_MS, ordinal=2, stream=-1),
        record(31, Kind.LANDED, 500, ordinal=2),
        record(31, Kind.DETECTION, 900, ordinal=1 + 4),
        record(32, Kind.ABNORMAL, 500, ordinal=2),
        record(33, Kind.POINTED, 1),
        record(34, Kind.LOCK, 950),
        record(40, Kind.EMPTYING, 9_000, ordinal=16),
        record(40, Kind.UNLOCK, 20 * HOUR_MS),
        record(44, Kind.EMPTYING, 9_000),
        record(44, Kind.UNLOCK, 10 * HOUR_MS, ordinal=1),
        record(54, Kind.SHIFT, 0, ordinal=1 + 2, stream=-1),
        record(54.25, Kind.DETECTION, 800, ordinal=2 + 4, stream=-1),
        record(60, Kind.DETECTION, 650, ordinal=1, stream=-1),
    ],
    dtype=np.int64,
)
"""Two lids locked from 20 h and 34 h, opened at 40 h and 44 h; a shift that is kept, one missed."""


def test_rows_of_what_watches() -> None:
    """Figures of a part have rows where the scenario has that part, and these values."""
    made = NetworkCounters.for_sites(1, TallyLayout(0, 1, 1, 1, 2, streams=2))
    assert made.waste is not None
    made.waste.add_site("s", "r", folded(WATCHED))
    parts = frozenset({"abnormal", "supervision", "camera", "linkage"})
    rows = replication_rows(made, replace(AXES, parts=parts))
    whole = {key.name: value for key, value in rows.items() if key[2:] == ("*",) * 8}
    assert whole["abnormal_drop_offs"] == 0.5
    assert whole["spoilt_share"] == 0.5
    assert whole["supervisor_hours"] == 1.5
    assert whole["absence_share"] == 0.5
    assert whole["detections"] == 1.5
    assert whole["detection_precision"] == pytest.approx(2 / 3)
    assert whole["detection_recall"] == pytest.approx(2 / 3)
    assert whole["locked_hours"] == (16 + 10) / 2
    assert whole["deodoriser_hours"] == 20 / 2
    assert whole["pointed_bags"] == 0.5
    few = {key.name for key in replication_rows(made, replace(AXES, parts=frozenset({"camera"})))}
    assert "detections" in few
    assert "locked_hours" not in few


def test_rows_of_worn_sensors() -> None:
    """Two of three reports lost, one of them late; a sensor dead from 30 to 42 h."""
    log = np.array(
        [
            record(25, Kind.LOST, 300),
            record(26, Kind.LOST, 400),
            record(27, Kind.BACKFILL, 300, ordinal=2 * HOUR_MS),
            record(27, Kind.REPORT, 400),
            record(30, Kind.BATTERY, 9, ordinal=1),
            record(42, Kind.BATTERY, 0, ordinal=2),
        ],
        dtype=np.int64,
    )
    made = NetworkCounters.for_sites(1, TallyLayout(0, 1, 1, 1, 2, streams=2))
    assert made.waste is not None
    made.waste.add_site("s", "r", folded(log))
    rows = replication_rows(made, replace(AXES, parts=frozenset({"worn"})))
    whole = {key.name: value for key, value in rows.items() if key[2:] == ("*",) * 8}
    assert whole["reports"] == 0.5
    assert whole["lost_report_share"] == pytest.approx(2 / 3)
    assert whole["backfilled_share"] == 0.5
    assert whole["dead_sensor_hours"] == 6


def test_litres_that_a_truck_finds() -> None:
    """The volume before the emptyings, over the stops, whatever stream."""
    log = LOG.copy()
    log[log[:, 1] == Kind.EMPTYING, 6] = pack_volume(3_000, 0)
    made = NetworkCounters.for_sites(1, TallyLayout(0, 1, 1, 1, 2, streams=2))
    assert made.waste is not None
    made.waste.add_site("s", "r", folded(log))
    assert replication_rows(made, AXES)[RowKey("litres_per_round", "L")] == 9


def test_sums_over_sites_and_regions() -> None:
    """Merged networks give the rows of one; regions have rows where there are several."""
    one, other = network(2), network(1)
    whole = replication_rows(one, AXES)
    assert whole[RowKey("emptyings", "1/day")] == 3
    assert whole[RowKey("emptyings", "1/day", region="r1")] == 1.5
    assert whole[RowKey("emptyings", "1/day", site="s1")] == 1.5
    one.merge(other)
    assert replication_rows(one, AXES)[RowKey("emptyings", "1/day")] == 4.5


def test_rows_of_a_result() -> None:
    """Means over replications, and quantiles of the daily shares."""
    rows = kpi_rows([network(), network()], AXES)
    names = [row["name"] for row in rows]
    assert "p95_day(overflow_share)" in names
    assert not any(name.startswith("rejection") for name in names)
