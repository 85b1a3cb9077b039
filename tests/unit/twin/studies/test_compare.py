"""Comparisons: differences replication by replication, on common random numbers."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from scenarios.schema import Scenario
from tests.unit.twin.studies.small_runs import small_scenario, small_setup
from twin.figures.rows import axes_of, kpi_rows
from twin.studies.compare import Contestant, compare_paired
from twin.studies.replications import run_replications
from twin.studies.results import encode


def contestant(name: str, scenario: Scenario, replications: int = 4) -> Contestant:
    """A scenario's run under a name."""
    outcome = run_replications(small_setup(scenario), replications, jobs=1)
    return Contestant(name, "reference", outcome)


def larger(small: int) -> Scenario:
    """The three sites with so many small compartments each."""
    return small_scenario(
        banks=[
            {"id": f"b{site}", "site": site, "compartments": {"S": small, "L": 2}} for site in "abc"
        ]
    )


def figures(document: dict[str, Any]) -> dict[str, Any]:
    """Figures of a document by name."""
    return {figure["name"]: figure for figure in document["figures"]}


def test_values_are_those_of_the_runs_and_differences_are_paired() -> None:
    """Means as a run alone gives them; the interval of a difference is that of the pairs."""
    a, b = contestant("a", larger(3)), contestant("b", larger(9))
    document = compare_paired([a, b], 3, complete=True)
    assert document["scenarios"] == ["a", "b"]
    assert document["titles"] == [{"title": a.outcome.setup.scenario.title}] * 2
    assert document["engines"] == ["reference", "reference"]
    assert (document["seed"], document["replications"], document["complete"]) == (3, 4, True)
    for each, side in ((a, 0), (b, 1)):
        setup = each.outcome.setup
        networks = [replication.network for replication in each.outcome.replications]
        whole = kpi_rows(networks, axes_of(setup.scenario, setup.days))[0]
        shown = figures(document)[whole["name"]]["values"][side]
        assert shown == {"scenario": each.name, **{k: whole[k] for k in ("mean", "low", "high")}}
    rejection = figures(document)["rejection_share"]
    (difference,) = rejection["differences"]
    means = [value["mean"] for value in rejection["values"]]
    assert difference["mean"] == pytest.approx(means[1] - means[0])
    assert difference["high"] < 0
    attempts = figures(document)["first_attempts"]["differences"][0]
    assert (attempts["mean"], attempts["low"], attempts["high"]) == (0, 0, 0)
    encode(document)


def test_every_later_one_is_held_to_the_first() -> None:
    """Three scenarios: two differences, both against the first."""
    three = [contestant(name, larger(n), 2) for name, n in (("a", 3), ("b", 4), ("c", 5))]
    document = compare_paired(three, 3, complete=True)
    differences = figures(document)["occupancy"]["differences"]
    assert [(d["scenario"], d["against"]) for d in differences] == [("b", "a"), ("c", "a")]


def test_only_replications_that_all_finished_count() -> None:
    """An interrupted run leaves fewer: the others are cut to as many."""
    a, b = contestant("a", larger(3), 4), contestant("b", larger(9), 2)
    document = compare_paired([a, b], 3, complete=False)
    assert (document["replications"], document["complete"]) == (2, False)
    same = compare_paired([contestant("a", larger(3), 2), b], 3, complete=True)
    assert document["figures"] == same["figures"]


def test_undefined_values_are_null() -> None:
    """A mean wait without couriers is undefined, and so is its difference."""
    single = small_scenario(
        couriers={"mode": "single", "companies": [{"id": "jt", "share": 1.0}]},
        rejected={"then": ["lobby"]},
    )
    of = figures(compare_paired([contestant("a", single, 2)] * 2, 3, complete=True))
    assert of["terminal_wait_s"]["values"][0]["mean"] is None
    assert of["terminal_wait_s"]["differences"][0]["mean"] is None


def test_money_in_two_currencies_is_not_compared() -> None:
    """A figure is compared where all have it in one unit."""
    setup = replace(small_setup(small_scenario(currency="EUR")))
    euro = Contestant("euro", "reference", run_replications(setup, 2, jobs=1))
    document = compare_paired([contestant("yuan", small_scenario(), 2), euro], 3, complete=True)
    assert "overdue_fees" not in figures(document)
    assert "occupancy" in figures(document)


def test_a_figure_of_some_is_null_in_the_others() -> None:
    """One scenario has figures of counters: they stand in the table, with no difference."""
    a, b = contestant("a", larger(3), 2), contestant("b", small_scenario(doorstep={}), 2)
    document = compare_paired([a, b], 3, complete=True)
    staff = figures(document)["staff_hours"]
    assert [value["mean"] for value in staff["values"]] == [None, 0.0]
    assert staff["differences"][0]["mean"] is None
    assert figures(document)["rejection_share"]["differences"][0]["mean"] is not None
    encode(document)
