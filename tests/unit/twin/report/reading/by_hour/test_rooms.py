"""What is told of every room by the hour agrees with the figures of the same run."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from scenarios.days import DAY_MS
from tests.small_counters import counter_scenario
from tests.unit.twin.report.left_behind import leave_run
from tests.unit.twin.report.rooms_run import cold_scenario, faulty_scenario, watched_scenario
from twin.eventlog.events import Kind
from twin.eventlog.record import KIND, PLACE, TIME
from twin.report.reading.by_hour.watch import WINDOW_DAYS
from twin.report.reading.hours import Hours, read_hours
from twin.report.reading.logs import read_site
from twin.report.reading.result import Result, read_result

RUN = {"days": 3, "warmup_days": 1, "replications": 2, "seed": 1}
KEYS = ("site", "bank", "size", "temperature", "stream", "day", "company", "region")


def _read(folder: Path) -> tuple[Result, Hours]:
    result = read_result(folder)
    return result, read_hours(folder, result)


def _whole(result: Result, name: str) -> float:
    (row,) = [row for row in result.kpis
              if row.name == name and all(getattr(row, key) == "*" for key in KEYS)]  # fmt: skip
    assert row.mean is not None
    return row.mean


def test_cold_cells(tmp_path: Path) -> None:
    """Minutes too warm sum to the figure; the worst cells are told with their hours of no power."""
    result, hours = _read(leave_run(tmp_path / "out", cold_scenario()))
    cold = hours.cold
    assert cold is not None
    assert cold.warm.mean() * 24 * 60 == pytest.approx(_whole(result, "excursion_minutes"))
    assert [line.temperature for line in cold.worst] == ["chilled", "frozen"]
    for line in cold.worst:
        assert (line.site, line.bank) == ("b", "bb")
        assert [(cut.begin_h, cut.end_h) for cut in line.cuts] == [(12.0, 32.0)]
        limit = result.setting.limits[line.temperature].limit_c
        within = line.product_c[12:32]
        assert (line.warm_min > 0) == (within > limit).any()
        assert line.air_c[30] > line.air_c[10] + 10
    assert cold.worst[0].warm_min > 0
    assert hours.capacity == 15 + 6


def test_faults(tmp_path: Path) -> None:
    """Blocked attempts sum to the figures; the outage is down for its hours at every site."""
    result, hours = _read(leave_run(tmp_path / "out", faulty_scenario()))
    faults = hours.faults
    assert faults is not None
    assert faults.first.sum() == pytest.approx(_whole(result, "blocked_pickups"))
    both = faults.first.sum() + faults.again.sum()
    assert both == pytest.approx(_whole(result, "blocked_attempts"))
    mains = [down for down in faults.down if down.kind == 0]
    assert {down.site: down.hours for down in mains} == {"a": 20.0, "b": 20.0, "c": 20.0}
    assert faults.down == sorted(faults.down, key=lambda down: -down.hours)
    (end,) = faults.outages
    assert 0 < end.blocked <= 2 * _whole(result, "blocked_pickups") + 1
    assert 0 < end.served <= end.blocked
    assert end.last_h is not None
    assert faults.waiting.max() > 0
    assert faults.waiting[:, :11].sum() <= faults.waiting[:, 12:32].sum()


def test_service(tmp_path: Path) -> None:
    """Waits and floors agree with the figures, shelves with what is handed in and fetched."""
    result, hours = _read(leave_run(tmp_path / "out", counter_scenario(run=RUN), replications=1))
    service = hours.service
    assert service is not None
    waits = np.nansum(service.wait_s * service.served) / service.served.sum()
    assert waits == pytest.approx(_whole(result, "counter_wait_s"))
    assert service.floors.mean() * 24 == pytest.approx(_whole(result, "floor_parcel_hours"))
    assert service.places == 2
    assert service.open_share.tolist() == [0.0] * 8 + [1.0] * 12 + [0.0] * 4
    assert service.counters.max() > 0
    assert service.counters.min() >= 0


def test_watching(tmp_path: Path) -> None:
    """Supervisors, detections, lids, bags carried on and alarms sum to the figures."""
    result, hours = _read(leave_run(tmp_path / "out", watched_scenario(), replications=1))
    watch = hours.watch
    assert watch is not None
    assert watch.present.sum() == pytest.approx(_whole(result, "supervisor_hours"))
    assert set(np.flatnonzero(watch.present)) <= {7, 8, 9, 10}
    assert watch.detections.sum() == pytest.approx(_whole(result, "detections"))
    true = watch.detections[:, 1].sum() / watch.detections.sum()
    assert true == pytest.approx(_whole(result, "detection_precision"))
    assert watch.locked.sum() == pytest.approx(_whole(result, "locked_hours"))
    assert watch.pointed.sum() == pytest.approx(_whole(result, "pointed_bags"))
    alarms = watch.delays.sum() + watch.false_alarms
    assert watch.delays.sum() / alarms == pytest.approx(_whole(result, "alarm_precision"))
    sensor = watch.sensor
    assert sensor is not None
    assert sensor.days <= WINDOW_DAYS
    assert len(sensor.reported_h) == pytest.approx(48 * sensor.days, abs=1)
    assert (np.diff(sensor.true_h) >= 0).all()
    assert sensor.true_fill.max() > 0.8


def test_the_sensor_shown_is_the_worst_of_all_replications(tmp_path: Path) -> None:
    """No bin with a sensor alarms more often in any replication than the one that is shown."""
    folder = leave_run(tmp_path / "out", watched_scenario(), replications=4)
    result, hours = _read(folder)
    assert hours.watch is not None
    shown = hours.watch.sensor
    assert shown is not None
    sites = {site.id: site for site in result.setting.sites or []}
    times: dict[tuple[str, int, int], int] = {}
    for name in sites:
        for number, log in read_site(folder, result, name):
            counted = log[log[:, TIME] >= result.days.warmup * DAY_MS]
            assert not (counted[:, KIND] == Kind.OVERFLOW).any()
            for place in counted[counted[:, KIND] == Kind.ALARM][:, PLACE].tolist():
                times[name, number, place] = times.get((name, number, place), 0) + 1
    most = max(times.values())
    assert most > max(count for (_, number, _), count in times.items() if number == 0)
    point = shown.point + len(sites[shown.site].banks)
    assert times[shown.site, shown.replication, point << 32 | shown.bin] == most
