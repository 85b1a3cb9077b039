"""Tests of twin.figures.rows: which scopes there are, and what stands in them."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import numpy as np
import pytest

from scenarios.days import DAY_MS, Days
from scenarios.schema import Scenario
from tests.unit.twin.figures.little_log import LittleLog, fold
from twin.eventlog.events import Kind
from twin.figures.catalogue import CATALOGUE
from twin.figures.counters import TallyLayout
from twin.figures.network import NetworkCounters
from twin.figures.rows import Axes, RowKey, axes_of, kpi_rows, replication_rows

KEYS = RowKey._fields
AXES = Axes(
    sizes=("S", "L"),
    companies=("jt", "zt"),
    dates=("2026-05-01", "2026-05-02"),
    labels={"sale": (1,)},
    currency="CNY",
)


def site_log(parcels: int, rejected: int, *, last_day: int = 0) -> LittleLog:
    """A site with one bank: so many small parcels of company jt rejected and deposited."""
    log = LittleLog((5, 1))
    for parcel in range(rejected):
        log.about(1, Kind.REJECTION, parcel)
    for parcel in range(rejected, parcels):
        log.lay(2, parcel)
    for parcel in range(last_day):
        log.about(30, Kind.REJECTION, 50 + parcel, company=1, size=1)
    return log


def network(*logs: LittleLog, sites: int | None = None) -> NetworkCounters:
    """The counters of sites s1, s2, … in regions r1, r2, …, over two measured days."""
    layout = TallyLayout(1, 2, 2, 0, 2)
    result = NetworkCounters.for_sites(sites or len(logs), layout)
    for number, log in enumerate(logs, 1):
        counters = fold(log.layout(0, 2), log.end(2))
        result.add_site(f"s{number}", f"r{number}", (f"b{number}",), counters)
    return result


def scopes(counters: NetworkCounters) -> list[dict[str, str]]:
    """The keys of the rows of one figure, without the stars."""
    rows = replication_rows(counters, AXES)
    return [
        {name: value for name, value in key._asdict().items() if value != "*"} | {"name": key.name}
        for key in rows
        if key.name == "rejection_share"
    ]


def test_every_row_has_all_keys() -> None:
    """Figure, unit, the eight keys and the four values, in every row."""
    for row in kpi_rows([network(site_log(3, 1))], AXES):
        assert tuple(row) == (*KEYS, "mean", "low", "high", "n")


def test_scopes_of_a_network() -> None:
    """The whole, each site and its banks, sizes, companies, regions, days and labels."""
    found = scopes(network(site_log(3, 1), site_log(2, 0)))
    stripped = [{k: v for k, v in scope.items() if k not in {"name", "unit"}} for scope in found]
    assert stripped == [
        {},
        {"site": "s1"}, {"site": "s1", "bank": "b1"},
        {"site": "s2"}, {"site": "s2", "bank": "b2"},
        {"size": "S"}, {"size": "L"},
        {"company": "jt"}, {"company": "zt"},
        {"region": "r1"}, {"region": "r2"},
        {"day": "2026-05-01"}, {"day": "2026-05-02"}, {"day": "sale"},
    ]  # fmt: skip


def test_values_stand_in_their_scope() -> None:
    """A share of each scope is that of its own attempts; a total is per day of its scope."""
    rows = replication_rows(network(site_log(4, 1), site_log(6, 2, last_day=2)), AXES)

    def value(name: str, **keys: str) -> float:
        return next(
            number
            for key, number in rows.items()
            if key == RowKey(name, key.unit, **keys) and key.name == name
        )

    assert value("rejection_share") == 5 / 12
    assert value("rejection_share", site="s1") == 1 / 4
    assert value("rejection_share", site="s2", bank="b2") == 4 / 8
    assert value("rejection_share", size="L") == 1
    assert value("rejection_share", company="jt") == 3 / 10
    assert value("rejection_share", region="r2") == 4 / 8
    assert value("rejection_share", day="sale") == 1
    assert value("first_attempts") == 12 / 2
    assert value("first_attempts", day="2026-05-01") == 10


def test_rows_only_where_the_figure_has_a_meaning() -> None:
    """No terminal wait by size, no occupancy by company; time full of a size is its class's."""
    rows = replication_rows(network(site_log(3, 1)), AXES)
    names = {figure.name for figure in CATALOGUE if not figure.part}
    assert not {key.name for key in rows} & {"load"}, "no regions: a result says nothing of load"
    by_size = {key.name for key in rows if key.size != "*"}
    by_company = {key.name for key in rows if key.company != "*"}
    assert names - by_size == {"terminal_wait_s", "courier_minutes_per_parcel", "oversize"}
    assert names - by_company == {"occupancy", "time_full_share", "lobby_parcel_hours"}
    fees = next(key for key in rows if key.name == "overdue_fees")
    assert fees.unit == "CNY/day"


def test_intervals_over_replications() -> None:
    """Means with bounds around them, n replications; undefined values and single runs are null."""
    one, two = network(site_log(4, 1)), network(site_log(4, 2))
    row = kpi_rows([one, two], AXES)[0]
    assert (row["name"], row["mean"], row["n"]) == ("rejection_share", 3 / 8, 2)
    assert row["low"] < 3 / 8 < row["high"]
    single = kpi_rows([one], AXES)
    assert all(row["low"] is None and row["high"] is None for row in single)
    wait = next(row for row in single if row["name"] == "terminal_wait_s")
    assert (wait["mean"], wait["n"]) == (None, 1)
    assert kpi_rows([], AXES) == []


def test_day_quantiles_pool_days_and_replications() -> None:
    """p95_day(rejection_share): of the day values .25, 1 and .5, undefined days left out."""
    runs = [network(site_log(4, 1, last_day=1)), network(site_log(4, 2))]
    rows = [row for row in kpi_rows(runs, AXES) if row["name"] == "p95_day(rejection_share)"]
    assert [(row["site"], row["low"], row["n"]) for row in rows] == [
        ("*", None, 2),
        ("s1", None, 2),
    ]
    expected = float(np.quantile([0.25, 1, 0.5], 0.95))
    assert [row["mean"] for row in rows] == [pytest.approx(expected)] * 2


def test_many_sites_have_no_rows_of_their_own() -> None:
    """Above the limit the sums stay the same, and rows of sites and banks are left out."""
    few, many = network(site_log(4, 1)), network(site_log(4, 1), sites=2_000)
    assert not many.apart
    assert replication_rows(many, AXES)[RowKey("rejection_share", "1")] == 1 / 4
    kept = {key for key in replication_rows(few, AXES) if key.site == "*"}
    assert set(replication_rows(many, AXES)) == kept


def test_networks_merge_and_take_the_order_of_sites() -> None:
    """Batches add up to the same counters as all sites at once; sites are put in order."""
    logs = site_log(4, 1), site_log(6, 2, last_day=2)
    whole, first, second = network(*logs), network(logs[0], sites=2), network(logs[1], sites=2)
    (share,) = second.apart
    second.apart = [replace(share, site="s2")]
    merged = NetworkCounters.for_sites(2, TallyLayout(1, 2, 2, 0, 2))
    merged.merge(second)
    merged.merge(first)
    assert (merged.by_day == whole.by_day).all()
    assert (merged.by_company == whole.by_company).all()
    merged.arrange(["s1", "s2"])
    assert [share.site for share in merged.apart] == ["s1", "s2"]


def test_axes_name_measured_days_only() -> None:
    """Dates begin after the warm-up and labels count from there."""
    days = Days(
        first=dt.date(2026, 4, 30),
        warmup_days=1,
        measured_days=2,
        weekday=np.zeros(3, dtype=np.int64),
        multiplier=np.ones(3),
        holiday=np.zeros(3, dtype=np.int64),
        labels={"sale": (2,), "before": ()},
    )
    scenario = Scenario.model_validate(
        {
            "title": "one bank",
            "start_date": "2026-05-01",
            "sites": [{"id": "a", "households": 1, "latitude": 0.0, "longitude": 0.0}],
            "sizes": [{"id": "S", "width_cm": 1.0, "height_cm": 1.0, "depth_cm": 1.0}],
            "parcels": {"per_household_day": 1.0, "size_mix": {"S": 1.0}},
            "couriers": {"companies": [{"id": "jt", "share": 1.0}]},
            "dwell": {"law": {"kind": "fixed", "mean_h": 1.0}},
        }
    )
    axes = axes_of(scenario, days)
    assert axes.dates == ("2026-05-01", "2026-05-02")
    assert axes.labels == {"sale": (1,)}
    assert days.warmup_ms == DAY_MS
