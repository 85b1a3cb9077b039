"""A snapshot on the scenario's calendar and steel."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from fleet.ports.forecast import BankNow, BinNow, ParcelNow, SiteNow, Snapshot
from scenarios.days import DAY_MS, HOUR_MS
from scenarios.reading.library import read_scenario
from scenarios.schema import Scenario
from tests.small import scenario
from tests.small_waste import waste_scenario
from twin.studies.forecast.moment import Moment, bin_names, moment_of
from twin.studies.forecast.reduced import reduced


def _at(
    hour: float, *sites: SiteNow, by_hour: float = 18.0, drawn: Scenario | None = None
) -> Moment:
    midnight = dt.datetime(2026, 3, 4, tzinfo=ZoneInfo("Asia/Shanghai")).timestamp()
    snapshot = Snapshot(round((midnight + hour * 3600) * 1000), list(sites))
    return moment_of(snapshot, drawn or scenario(), by_hour, 24.0)


def _since(moment: Moment, hours_ago: float) -> int:
    return moment.since_1970_ms(moment.span.now_ms) - round(hours_ago * HOUR_MS)


def test_the_clock_of_the_scenario() -> None:
    """Day 0 is the local date; by 18:00 is today's before six, tomorrow's after it."""
    noon, evening = _at(12.5), _at(19.0)
    assert noon.days.date(0) == dt.date(2026, 3, 4)
    assert (noon.span.now_ms, noon.by_ms) == (round(12.5 * HOUR_MS), 18 * HOUR_MS)
    assert evening.by_ms == DAY_MS + 18 * HOUR_MS
    assert evening.span.end_ms == 43 * HOUR_MS
    assert evening.days.count == 2


def test_parcels_and_what_is_blocked_take_compartments_of_their_class() -> None:
    """Compartments of a class are filled in order; a parcel keeps size and age."""
    since = _since(_at(12.0), 30.0)
    bank = BankNow("b", [ParcelNow(1, 0, since), ParcelNow(0, 0, since)], blocked=[1, 0])
    site = _at(12.0, SiteNow("c", [bank], come_today=5)).sites["c"]
    assert site.compartment.tolist() == [1, 2, 3]
    assert site.size.tolist() == [0, 0, 0]
    assert site.is_parcel.tolist() == [True, False, True]
    assert site.since_ms.tolist() == [-18 * HOUR_MS, 12 * HOUR_MS, -18 * HOUR_MS]
    assert site.come_today == 5


def test_bins_weigh_what_stands_so_high() -> None:
    """Below the brim waste lies loose; what is not told of is empty."""
    drawn = waste_scenario()
    site = _at(12.0, SiteNow("c", bins=[BinNow("p-f", 250)]), drawn=drawn).sites["c"]
    assert site.bins_g is not None
    assert site.bins_g.tolist() == [2_500]


@pytest.mark.parametrize(
    ("site", "says"),
    [
        (SiteNow("x"), "site x: not in the scenario"),
        (SiteNow("c", [BankNow("z")]), "bank z of site c: not in the scenario"),
        (
            SiteNow("c", [BankNow("b", [ParcelNow(1, 0, 0)] * 2)]),
            "2 compartments of class 1 in use",
        ),
        (SiteNow("c", [BankNow("b", [ParcelNow(0, 1, 0)])]), "of size 1 in class 0"),
        (SiteNow("c", bins=[BinNow("p-x", 1)]), "bin p-x of site c: not in the scenario"),
    ],
)
def test_what_does_not_fit_the_scenario(site: SiteNow, says: str) -> None:
    """A snapshot of other steel is refused, by name."""
    drawn = waste_scenario() if site.bins else scenario()
    with pytest.raises(ValueError, match=says):
        _at(12.0, site, drawn=drawn)


@pytest.mark.parametrize("name", ["property@equipped", "hangzhou", "outage", "sensors", "heatwave"])
def test_library_scenarios_are_reduced(name: str) -> None:
    """What is left has neither faults, cold cells, counters nor cameras; steel stays."""
    whole = read_scenario(name, Scenario).scenario
    left = reduced(whole)
    assert (left.has_faults, left.has_cold, left.has_service) == (False, False, False)
    assert [bank.id for bank in left.banks] == [bank.id for bank in whole.banks]
    assert left.parcels.share_to_lockers <= whole.parcels.share_to_lockers


def test_bins_are_named_as_their_devices() -> None:
    """POINT-BIN, through the points of a site."""
    from scenarios.expand import expand_sites

    (place,) = expand_sites(read_scenario("property@equipped", Scenario).scenario)
    names = bin_names(place)
    assert names[:3] == ["p1-food1", "p1-food2", "p1-residual1"]
    assert len(names) == 14
