"""A live round: what the manager knows becomes a driver's list, the same for the same state."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from xml.etree import ElementTree

import pytest

from fleet.core.facts.alarms import Trend
from fleet.core.state import Device
from fleet.rounds.lists import COLUMNS, csv_text, gpx_text, rows_of
from fleet.rounds.live import HOUR_MS, BinPlan, RoundBook, RoundError, plan_live
from fleet.rounds.problem import Spot, Trucks
from tests.small_fleet import NOON_MS, SmallFleet

DEPOT = Spot(30.30, 120.10)
BOOK = RoundBook(
    depot=DEPOT,
    tip=DEPOT,
    trucks=Trucks(2, 8_000_000, 2_500, 20.0, 1.3, 600_000, 0, 8 * HOUR_MS),
    sites={
        "meadow": Spot(30.32, 120.12),
        "orchard": Spot(30.28, 120.13),
        "hill": Spot(30.33, 120.1),
    },
    volume_ml=240_000,
    next_h=24,
    utc_offset_min=480,
    hour_weights=(1,) * 24,
    spread_permille=300,
    holds_permille=1_000,
    overflow_m=20_000,
    least_risk_permille=10,
    age_limit_ms=-1,
    iterations=50,
)


def _bin(site: str, fill: int, rate: int = 200, name: str = "bin1") -> Device:
    measured = b'{"kind": "bin_sensor", "fill_permille": %d}' % fill
    trend = Trend(NOON_MS, fill, rate, NOON_MS)
    return Device(site, name, "bin_sensor", measured=measured, time_ms=NOON_MS, trend=trend)


BINS = [_bin("meadow", 900), _bin("orchard", 100), _bin("hill", 950), _bin("away", 990)]


def test_full_bins_are_called_at_and_empty_ones_left() -> None:
    """Two of three sites of the file; one that is not in the file counts nowhere."""
    found = plan_live(BINS, BOOK, NOON_MS)
    assert {call.site for call in found.calls} == {"meadow", "hill"}
    assert [call.site for call in found.left] == ["orchard"]
    first = found.calls[0]
    assert first.arrives_ms > NOON_MS
    assert first.ahead_permille >= first.fill_permille >= 900
    assert first.risk_permille > 500
    assert sum(call.metres for call in found.calls) > 0


def test_the_same_state_gives_the_same_list() -> None:
    """Twelve sites in another order of devices: line by line the same."""
    sites = {f"s{n}": Spot(30.25 + 0.011 * n, 120.05 + 0.007 * (n % 5)) for n in range(12)}
    bins = [_bin(site, 400 + 50 * n) for n, site in enumerate(sites)]
    book = replace(BOOK, sites=sites)
    assert plan_live(bins, book, NOON_MS) == plan_live(bins[::-1], book, NOON_MS)


def test_bins_of_a_pool_are_one_line() -> None:
    """A full bin beside an empty one of the same pool is half full; alone each is a line."""
    bins = [_bin("meadow", 1000, name="a"), _bin("meadow", 0, name="b")]
    pool = {f"meadow/{name}": BinPlan(240_000, "food") for name in "ab"}
    together = plan_live(bins, replace(BOOK, bins=pool), NOON_MS)
    (line,) = [*together.calls, *together.left]
    assert line.bins == ("meadow/a", "meadow/b")
    assert line.fill_permille == 500
    apart = plan_live(bins, BOOK, NOON_MS)
    assert [call.bins for call in apart.calls] == [("meadow/a",)]
    assert [call.bins for call in apart.left] == [("meadow/b",)]


def test_the_managers_own_state_is_understood() -> None:
    """A bin that fills by 50 per mille an hour, told by its messages: full by tomorrow, visited."""
    fleet = SmallFleet()
    fleet.birth()
    for hour in range(8):
        fleet.fill(2 + hour, permille=100 + 50 * hour)
        fleet.wait(3_600)
    found = plan_live(list(fleet.partition.state.devices.values()), BOOK, fleet.now_ms)
    (call,) = found.calls
    assert call.bins == ("meadow/bin1",)
    assert call.fill_permille == 450
    assert call.ahead_permille > 450
    assert call.risk_permille > 500


def test_a_bin_that_never_spoke_is_visited() -> None:
    """Nobody knows, so somebody goes; its fill is not known."""
    found = plan_live([Device("meadow", "bin1", "bin_sensor")], BOOK, NOON_MS)
    assert rows_of(found.calls)[0]["fill"] is None


def test_no_sensor_at_any_site_is_said() -> None:
    """A file for other sites plans nothing, and says so."""
    with pytest.raises(RoundError, match="no fill sensor at any of the sites"):
        plan_live([_bin("away", 990)], BOOK, NOON_MS)


def test_csv_and_gpx_have_every_visit() -> None:
    """A spreadsheet reads the columns; a navigator the routes and points, names escaped."""
    odd = replace(BOOK, sites={"meadow": Spot(30.32, 120.12), "a&b": Spot(30.28, 120.13)})
    found = plan_live([_bin("meadow", 990), _bin("a&b", 990)], odd, NOON_MS)
    lines = list(csv.DictReader(io.StringIO(csv_text(found).removeprefix("\ufeff"))))
    assert tuple(lines[0]) == COLUMNS
    assert {line["site"] for line in lines} == {"meadow", "a&b"}
    assert lines[0]["arrives"].endswith("Z")
    tree = ElementTree.fromstring(gpx_text(found).encode())
    space = {"g": "http://www.topografix.com/GPX/1/1"}
    points = tree.findall(".//g:rtept", space)
    assert {float(point.attrib["lat"]) for point in points} == {30.32, 30.28}
    names = [point.findtext("g:name", "", space) for point in points]
    assert sorted(name.partition(" ")[2] for name in names) == ["a&b", "meadow"]
