"""The manager beside the world of a scenario, in virtual time."""

from __future__ import annotations

import pytest

from devices.wire.presence import Firmware
from fleet.core.alarms.rules import DEFAULTS
from scenarios.days import lay_out_days
from scenarios.reading.library import read_scenario
from scenarios.schema import Scenario
from twin.studies.rehearsal.bins import BinCourse, Bins
from twin.studies.rehearsal.rules import BROKEN, Night, rehearse, told
from twin.studies.rehearsal.said import Said
from twin.studies.rehearsal.spans import Spans
from twin.studies.rehearsal.stage import Stage
from twin.studies.rehearsal.truth import Truth

HOUR_MS = 3_600_000
DAYS = 10


@pytest.fixture(scope="module")
def night() -> Night:
    """Ten days in which everything happens."""
    scenario = read_scenario("alarms", Scenario, ()).scenario
    return rehearse(scenario, 7, DAYS)


def test_what_is_told_at_once_is_always_true_and_always_noticed(night: Night) -> None:
    """Doors, faults and mains: events that arrive at once leave no room for error."""
    for alarm in ("door_forced", "jammed", "fault", "mains_lost"):
        counts = night.rules[alarm]
        assert counts.episodes >= 1, alarm
        assert (counts.false, counts.noticed) == (0, counts.episodes), alarm


def test_rules_that_measure_miss_little(night: Night) -> None:
    """A tenth of their alarms is false at most; what lies on the floor is seen nine times in ten
    by cameras that see nine in ten.
    """
    for alarm, least in (("overflow", 0.7), ("bank_full", 0.8), ("landed_bag", 0.75)):
        counts = night.rules[alarm]
        assert counts.alarms >= 10, alarm
        assert counts.false <= counts.alarms / 10, alarm
        assert counts.noticed >= least * counts.episodes, alarm


def test_the_table_names_what_never_happened(night: Night) -> None:
    """Firmware needs two weeks: no share of nothing; every rule has its row."""
    found = told([night, night], {"bank", "bin_sensor"})
    rows = {row["alarm"]: row for row in found["rules"]}
    assert set(rows) == set(DEFAULTS) - BROKEN
    assert rows["firmware"]["recall"]["mean"] is None
    assert (rows["firmware"]["can_happen"], rows["excursion"]["can_happen"]) == (True, False)
    assert found["threshold"]["alarms"] > rows["overflow"]["alarms"]


def test_the_same_seed_is_the_same_night() -> None:
    """Everything is drawn by the seed; another differs."""
    scenario = read_scenario("alarms", Scenario, ()).scenario
    nights = [rehearse(scenario, seed, 2) for seed in (3, 3, 4)]
    assert nights[0].rules == nights[1].rules
    assert nights[0].rules != nights[2].rules


def test_a_stage_keeps_the_times_of_the_place() -> None:
    """The run's first midnight is the place's, warm-up before the first day."""
    scenario = read_scenario("alarms", Scenario, ()).scenario
    stage = Stage(scenario, lay_out_days(scenario, 1), 1)
    # 2026-05-30 00:00 in Shanghai, two days before the start.
    assert stage.epoch_ms == 1_780_070_400_000
    assert stage.utc_offset_min == 480
    stage.run()
    state = stage.partitions["c"].state
    assert {device.presence for device in state.devices.values()} <= {"ready", "lost", "silent"}
    assert state.quarantined == 0


def test_without_troubles_devices_are_never_in_trouble() -> None:
    """No door is left open, no sensor stuck: truth and alarms agree on nothing."""
    scenario = read_scenario("alarms", Scenario, ["troubles=[]", "faults=[]", "blocked=null"])
    night = rehearse(scenario.scenario, 7, 3)
    for alarm in ("door_open", "door_forced", "clock", "stuck", "jammed", "mains_lost", "incident"):
        assert night.rules[alarm].episodes == night.rules[alarm].alarms == 0, alarm


def test_a_bin_is_filling_where_what_comes_would_fill_it() -> None:
    """70 ‰ an hour, emptied after the fifth bag: at 4 h it holds 280 ‰, one bag more comes before
    the emptying, nothing with the next, and ten in the rest of twelve hours: 1,050 ‰.
    """
    course = BinCourse("s/b")
    for hour in range(20):
        course.change_ms.append(hour * HOUR_MS)
        course.change_level.append(70 * hour if hour < 6 else 70 * (hour - 6))
    course.emptied_ms.append(5 * HOUR_MS + 1)
    course.emptied_level.append(350)
    bins, spans = Bins(), Spans()
    bins.courses["s/b"] = course
    bins.write(spans, 24 * HOUR_MS, {"s/b": 5})
    assert spans.of("s/b", "filling") == [(4 * HOUR_MS, 5 * HOUR_MS + 1)]
    assert spans.of("s/b", "overflow") == [(18 * HOUR_MS, 24 * HOUR_MS)]
    assert spans.of("s/b", "aged") == [
        (5 * HOUR_MS, 5 * HOUR_MS + 1), (10 * HOUR_MS + 1, 24 * HOUR_MS)
    ]  # fmt: skip


def test_incidents_hold_alarms_that_are_up_all_the_same() -> None:
    """What a site's incident holds is told by it: noticed, and no second alarm."""
    scenario = read_scenario("alarms", Scenario, ()).scenario
    truth, said = Truth(), Said()
    days = lay_out_days(scenario, 8)
    stage = Stage(scenario, days, 7, see=truth.see, decided=said.decided, acted=truth.acted)
    stage.run()
    truth.spans.close(stage.horizon_ms)
    said.spans.close(stage.horizon_ms)
    assert truth.spans.of("c", "incident")
    for begin, end in truth.spans.of("c/gate", "mains_lost"):
        if end - begin > HOUR_MS // 60:
            assert any(up < end for up, _ in said.spans.of("c/gate", "mains_lost"))


def test_who_runs_less_than_the_newest_of_its_model_is_behind() -> None:
    """Of one model at one site."""
    scenario = read_scenario("alarms", Scenario, ()).scenario
    stage = Stage(scenario, lay_out_days(scenario, 1), 1)
    truth = Truth()
    truth.cast(list(stage.members.values()))
    truth.spans.close(10)
    behind = {name for name, alarm in truth.spans.names() if alarm == "firmware"}
    for member in stage.members.values():
        alike = [m for m in stage.members.values() if m.kind == member.kind]
        newest = max(m.identity().firmware.version for m in alike)
        own: Firmware = member.identity().firmware
        assert (f"{member.site}/{member.device}" in behind) == (own.version < newest)
