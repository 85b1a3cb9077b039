"""What if: banks closed, trucks added, parcels multiplied, in an operator's words."""

from __future__ import annotations

import datetime as dt

import pytest

from fleet.ports.forecast import BankNow, BinNow, CellNow, SiteNow, Snapshot
from scenarios.expand import expand_sites
from scenarios.reading.library import read_scenario
from scenarios.schema import Scenario
from tests.small import scenario
from tests.small_waste import waste_scenario
from twin.studies.forecast.edits import edited
from twin.studies.forecast.study import Forecasts

TODAY = dt.date(2026, 3, 4)
NOON_MS = 1_772_596_800_000
"""12:00 in Shanghai on that day."""

EMPTY = Snapshot(NOON_MS)


def test_a_closed_bank_is_gone_from_both() -> None:
    """One of a group by its own id; what lies in it is told no more."""
    whole = read_scenario("property@equipped", Scenario).scenario
    cells = [CellNow(f"{bank}-cell1", bank, 3, NOON_MS, 4_000) for bank in ("gate", "east")]
    snapshot = Snapshot(NOON_MS, [SiteNow("c", [BankNow("gate"), BankNow("east")], cells=cells)])
    left, told = edited(whole, snapshot, ["close east"], TODAY)
    (place,) = expand_sites(left)
    assert [bank.id for bank in place.banks] == ["gate", "west", "hall"]
    assert [bank.bank for bank in told.sites[0].banks] == ["gate"]
    assert [cell.bank for cell in told.sites[0].cells] == ["gate"]
    grouped = read_scenario("yiyuan", Scenario).scenario
    again, _ = edited(grouped, EMPTY, ["close g2"], TODAY)
    ids = [bank.id for place in expand_sites(again) for bank in place.banks]
    assert "g2" not in ids
    assert "g20" in ids


def test_twice_the_parcels_of_tomorrow() -> None:
    """Edits are put into the calendar, one after the other."""
    left, _ = edited(scenario(), EMPTY, ["parcels 2 tomorrow", "parcels 0.5 2026-03-09"], TODAY)
    assert [(peak.first_day, peak.multiplier) for peak in left.calendar.peaks] == [
        (dt.date(2026, 3, 5), 2.0), (dt.date(2026, 3, 9), 0.5),
    ]  # fmt: skip


def test_a_truck_that_comes_earlier_finds_less() -> None:
    """One more round today lowers the chance that a bin overflows before the next truck."""
    drawn = waste_scenario(waste={"pile_share": 1.0})
    snapshot = Snapshot(NOON_MS, [SiteNow("c", bins=[BinNow("p-f", 600)])])
    made = Forecasts(drawn, "small", futures=50)
    plain, helped = made.forecast(snapshot), made.forecast(snapshot, ["truck t 14"])
    assert helped.bins[0].overflow < plain.bins[0].overflow
    assert helped.bins[0].truck_ms < plain.bins[0].truck_ms
    assert helped.edits == ["truck t 14"]


@pytest.mark.parametrize(
    ("edit", "says"),
    [
        ("close x", "edit 'close x': no such bank in the scenario"),
        ("truck x 9", "edit 'truck x 9': no such service with fixed rounds"),
        ("parcels two tomorrow", "edit 'parcels two tomorrow': could not convert"),
        ("parcels 2 someday", "edit 'parcels 2 someday': Invalid isoformat"),
        ("open b", "edit 'open b': must be close BANK, truck SERVICE HOUR or parcels"),
    ],
)
def test_an_edit_that_cannot_be_is_named(edit: str, says: str) -> None:
    """With the edit itself, whatever is wrong with it."""
    with pytest.raises(ValueError, match=says):
        edited(waste_scenario(), EMPTY, [edit], TODAY)
