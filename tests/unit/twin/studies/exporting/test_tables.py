"""Tables of a run: what devices would have logged."""

from __future__ import annotations

from tests.small_logs import often_full
from twin.engines.kernel.engine import run_group as kernel
from twin.eventlog.events import Kind
from twin.studies.exporting import tables
from twin.studies.exporting.kept import run_kept


def test_parcels_and_their_ends() -> None:
    """A row a deposit; ended by the recipient, by the courier, or not at all; times with offset."""
    overdue = {"free_h": 18.0, "take_back_after_h": 48.0}
    run = run_kept(often_full(overdue=overdue), kernel, tables.STAYS, days=20)
    rows = list(tables.parcel_rows(run))
    ended = [row[5] for row in rows]
    assert {"collection", "take_back", ""} == set(ended)
    records = run.sites[0][1]
    assert len(rows) == (records[:, 1] == Kind.DEPOSIT).sum()
    assert ended.count("take_back") == (records[:, 1] == Kind.TAKE_BACK).sum()
    assert len({row[0] for row in rows}) == len(rows)
    assert all(str(row[3]) < str(row[4]) for row in rows if row[4])
    assert str(rows[0][3]).startswith("2026-03-02T")
    assert str(rows[0][3]).endswith("+08:00")
    assert {row[2] for row in rows} == {"S", "L"}


def test_visits_of_couriers() -> None:
    """A row a leg that was over: arrival, turn at the terminal, departure, parcels on board."""
    couriers = {
        "companies": [{"id": "x", "share": 1.0}], "parcels_per_visit": 10, "setup_s": 60,
        "handling": {"law": "fixed", "mean_s": 30},
    }  # fmt: skip
    run = run_kept(often_full(couriers=couriers), kernel, tables.VISITS, days=5)
    rows = list(tables.visit_rows(run))
    assert {(row[1], row[2]) for row in rows} == {("x", "b")}
    assert all(str(row[3]) <= str(row[4]) < str(row[5]) for row in rows)
    assert 1 <= max(int(row[6]) for row in rows) <= 10


def test_one_run_is_like_the_other() -> None:
    """The same seed gives the same table, another seed another."""
    first, again, other = (
        list(tables.parcel_rows(run_kept(often_full(), kernel, tables.STAYS, seed=seed, days=3)))
        for seed in (1, 1, 2)
    )
    assert first == again
    assert first != other
