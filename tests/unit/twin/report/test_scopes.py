"""Rows sorted by what they speak of."""

from __future__ import annotations

from tests.unit.twin.studies.small_runs import small_scenario, small_setup
from twin.report.reading.result import Row
from twin.report.scopes import Scope, divide, is_date, median_rejection, worst_first
from twin.studies.replications import run_replications
from twin.studies.results import make_document


def test_every_row_finds_its_scope() -> None:
    """The whole, sites, banks, sizes, days, labels, companies; none is lost or doubled."""
    scenario = small_scenario(labels={"first": [{"first_day": "2026-05-01"}]})
    outcome = run_replications(small_setup(scenario), 1, jobs=1)
    rows = [Row(**row) for row in make_document("three", "reference", outcome)["kpis"]]
    scopes = divide(rows)
    assert [scope.site for scope in scopes.sites] == ["a", "b", "c"]
    assert (scopes.banks[0].site, scopes.banks[0].key) == ("a", "ba")
    assert [scope.key for scope in scopes.sizes] == ["S", "L"]
    assert [scope.key for scope in scopes.days] == ["2026-05-01", "2026-05-02"]
    assert [scope.key for scope in scopes.labels] == ["first"]
    assert [scope.key for scope in scopes.companies] == ["jt", "zt"]
    assert scopes.regions == scopes.streams == []
    groups = (scopes.sites, scopes.banks, scopes.sizes, scopes.days, scopes.labels,
              scopes.companies, [scopes.whole])  # fmt: skip
    assert sum(len(scope.of) for group in groups for scope in group) == len(rows)


def _scope(name: str, share: float | None) -> Scope:
    row = Row(
        name="rejection_share", unit="1", site=name, bank="*", size="*", temperature="*",
        stream="*", day="*", company="*", region="*", mean=share, low=None, high=None, n=1,
    )  # fmt: skip
    return Scope(name, name, {"rejection_share": row})


def test_worst_first() -> None:
    """By share rejected; equals keep their order, undefined counts as nothing."""
    scopes = [_scope("a", 0.1), _scope("b", None), _scope("c", 0.3), _scope("d", 0.1)]
    assert [scope.key for scope in worst_first(scopes)] == ["c", "a", "d", "b"]
    assert median_rejection(scopes) == 0.1
    assert scopes[1].mean("occupancy") is None


def test_dates_and_labels() -> None:
    """A label is whatever is no date."""
    assert is_date("2026-11-09")
    assert not is_date("double11")
