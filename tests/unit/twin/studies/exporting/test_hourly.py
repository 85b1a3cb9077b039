"""A run by the hour: what stood in banks, bins and cold cells, as points under its name."""

from __future__ import annotations

import datetime as dt

import numpy as np

from scenarios.days import HOUR_MS, lay_out_days
from scenarios.demand.site import SiteCompiler
from scenarios.expand import SitePlace
from scenarios.reading.library import read_scenario
from scenarios.schema import Scenario
from scenarios.streams import Streams
from tests.integration.series.told import apart
from twin.engines.kernel.engine import run_group
from twin.eventlog.events import Kind
from twin.eventlog.record import (
    KIND,
    PLACE,
    TIME,
    VALUE,
    Records,
    bank_of,
    free_of_bank,
    product_mc_of,
    volume_ml_of,
)
from twin.staging.cast import cast_of
from twin.studies.exporting.hourly import DeviceHours, Ends, hours_of, lines_of
from twin.world.plan import plan_groups

DAYS = 2


def ran() -> tuple[SitePlace, Records, Scenario]:
    """Two days, and one of warm-up, of a compound that has all three."""
    scenario = read_scenario("property@equipped", Scenario).scenario
    days = lay_out_days(scenario, DAYS, warmup_days=1)
    (plan,) = plan_groups(scenario, days)
    blocks: list[Records] = []
    trace = SiteCompiler(scenario, days).compile(plan.sites[0], Streams(1, 0))
    run_group(plan, [trace], [None], lambda _, block: blocks.append(block.copy()))
    return plan.sites[0], np.concatenate(blocks), scenario


def test_every_device_as_it_stood_at_each_full_hour() -> None:
    """Banks, bins and cells of the cast, each by its own name; values walked out of the log record
    by record.
    """
    place, records, scenario = ran()
    ends = Ends.of(dt.date(2026, 3, 3), 1, DAYS, "Asia/Shanghai")
    found = {each.device: each for each in hours_of(place, records, ends)}
    cast = {m.device for m in cast_of([place], cold=scenario.cold) if m.kind != "camera"}
    assert set(found) == cast
    banks = [bank.id for bank in place.banks]
    free = dict.fromkeys(banks, -1)
    rows = iter(records)
    row = next(rows, None)
    for hour, end_ms in enumerate(ends.run_ms.tolist()):
        while row is not None and row[TIME] <= end_ms:
            if row[KIND] in (Kind.START, Kind.DEPOSIT, Kind.COLLECTION, Kind.TAKE_BACK):
                free[banks[int(bank_of(row[None])[0])]] = int(free_of_bank(row[None])[0])
            row = next(rows, None)
        for bank, expected in free.items():
            assert found[bank].fields["free"][hour] == expected
    for built in place.banks:
        own = found[built.id].fields
        assert set((own["free"] + own["occupied"]).tolist()) == {sum(built.classes)}


def test_levels_and_temperatures() -> None:
    """A bin is empty after its truck, and has what was thrown in else; cells as they were read."""
    place, records, _ = ran()
    ends = Ends.of(dt.date(2026, 3, 3), 1, DAYS, "Asia/Shanghai")
    found = list(hours_of(place, records, ends))
    fills = [each for each in found if each.of.name == "bin"]
    starts = records[records[:, KIND] == Kind.BIN]
    assert len(fills) == len(starts)
    kinds = (Kind.DROP_OFF, Kind.EMPTYING, Kind.OVERFLOW, Kind.CLEARING)
    seen_empty = 0
    for each, start in zip(fills, starts, strict=True):
        own = records[np.isin(records[:, KIND], kinds) & (records[:, PLACE] == start[PLACE])]
        for hour, end_ms in enumerate(ends.run_ms.tolist()):
            before = own[own[:, TIME] <= end_ms]
            volume_ml = 0
            if len(before) and before[-1, KIND] != Kind.EMPTYING:
                volume_ml = int(volume_ml_of(before[-1:])[0])
            seen_empty += not volume_ml
            assert each.fields["fill_permille"][hour] == volume_ml * 1000 // start[VALUE]
    assert seen_empty
    (first, *_) = [each for each in found if each.of.name == "cold_cell"]
    readings = records[(records[:, KIND] == Kind.CELL_READING)]
    own = readings[readings[:, PLACE] == readings[0, PLACE]]
    counted = own[own[:, TIME] >= 24 * HOUR_MS]
    assert first.fields["product_mc"].tolist() == product_mc_of(counted).tolist()


def test_points_stand_where_they_are_asked_to_and_say_whose_they_are() -> None:
    """The first measured hour ends at one o'clock of the day given, by the clock of the place."""
    ends = Ends.of(dt.date(2026, 11, 23), 1, DAYS, "Asia/Shanghai")
    assert ends.run_ms[0] == 25 * HOUR_MS
    place, records, _ = ran()
    bank: DeviceHours = next(iter(hours_of(place, records, ends)))
    lines = lines_of(place.id, bank, ends, "plan b")
    assert len(set(lines)) == 24 * DAYS
    series, fields, time_ns = apart(lines[0])
    assert series == f"bank,device={bank.device},site={place.id},source=twin,run=plan\\ b"
    assert set(fields) == {"compartments", "occupied", "free"}
    one = dt.datetime(2026, 11, 22, 17, tzinfo=dt.UTC)
    assert time_ns == round(one.timestamp()) * 10**9


def test_a_day_of_twenty_five_hours_is_no_hole() -> None:
    """Where clocks go back, hours of the run are those of the wall's clock, in order."""
    ends = Ends.of(dt.date(2026, 10, 24), 0, 3, "Europe/Berlin")
    assert list(ends.since_1970_ms) == sorted(ends.since_1970_ms)
    assert ends.since_1970_ms[-1] - ends.since_1970_ms[0] == (71 + 1) * HOUR_MS
