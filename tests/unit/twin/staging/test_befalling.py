"""What befalls devices without the world: troubles as acts, batteries as the world drains them."""

from __future__ import annotations

from itertools import pairwise

from devices.simulator import acts
from scenarios.days import lay_out_days
from scenarios.expand import SitePlace
from scenarios.reading.library import read_scenario
from scenarios.schema import Scenario
from twin.eventlog.events import Kind
from twin.eventlog.log import Record
from twin.studies.staging.script import TwinScript

DAYS = 12


def _script(records: list[Record], *settings: str) -> TwinScript:
    scenario = read_scenario("alarms", Scenario, settings).scenario

    def see(place: SitePlace, record: Record) -> None:
        records.append(record)

    return TwinScript(scenario, lay_out_days(scenario, DAYS), 5, see=see)


def test_acts_come_in_the_order_of_time_and_troubles_end() -> None:
    """What begins ends, but for what goes on past the run."""
    records: list[Record] = []
    timed = list(_script(records).advance(DAYS * 86_400_000))
    times = [each.time_ms for each in timed]
    assert times == sorted(times)
    wild = [each.act for each in timed if isinstance(each.act, acts.SensorErrs)]
    assert {act.how for act in wild} == {"stuck", "wild", ""}
    left = [each.act.is_open for each in timed if isinstance(each.act, acts.DoorLeft)]
    assert 0 <= left.count(True) - left.count(False) <= 1
    assert len(left) > 10
    assert [r[0] for r in records] == sorted(r[0] for r in records)


def test_a_battery_ends_when_the_worlds_does_and_is_full_when_it_is_new() -> None:
    """The charge that a sensor says falls with every report, to what is not enough for one."""
    records: list[Record] = []
    weak = "waste_points.p.sensor.battery_mah=200"
    timed = list(_script(records, weak).advance(DAYS * 86_400_000))
    ends = {(r[4], r[0]) for r in records if r[1] == Kind.BATTERY and r[3] == 1}
    assert ends
    charges: dict[str, list[tuple[int, int]]] = {}
    for each in timed:
        if isinstance(each.act, acts.Charged):
            charges.setdefault(each.device[1], []).append((each.time_ms, each.act.permille))
    new = {r[0] for r in records if r[1] == Kind.BATTERY and r[3] == 2}
    for own in charges.values():
        for (_, before), (at_ms, after) in pairwise(own):
            assert after <= before or (at_ms in new and after >= 999)
    spent = {at for own in charges.values() for at, permille in own if permille <= 1}
    assert {at_ms for _, at_ms in ends} <= spent
