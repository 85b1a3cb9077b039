"""Sequential verification: rows until the interval is narrow, and what a run's oracles say."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from scenarios.days import lay_out_days
from scenarios.demand.site import compile_site
from scenarios.expand import expand_sites
from scenarios.reading.library import read_scenario
from scenarios.schema import Scenario
from scenarios.streams import Streams
from tests.unit.courtyard.terminal import write
from twin.engines.reference.engine import run_group
from twin.figures.catalogue import FIGURES
from twin.studies.replications import run_replications
from twin.studies.running.setup import Setup
from twin.studies.verify.catalogue import parse_nested, parse_terminal, write_setting
from twin.studies.verify.measured import numerator_and_denominator
from twin.studies.verify.oracle_rows import oracle_rows
from twin.studies.verify.recognise import recognise
from twin.studies.verify.sequential import NoClosedForm, Task, verify_one

SHORT = ("run.days=30", "run.warmup_days=2")


def setup_of(name: str, *settings: str, with_hours: bool = False) -> Setup:
    """A library scenario on the reference engine, cut short."""
    scenario = read_scenario(name, Scenario, (*SHORT, *settings)).scenario
    return Setup(
        scenario, lay_out_days(scenario), seed=2, engine=run_group, log="none",
        with_trace_digests=False, with_hours=with_hours,
    )  # fmt: skip


def test_row_of_a_setting_with_classes(tmp_path: Path) -> None:
    """Total, classes beneath it, width reached, seed and number of replications named."""
    name, data = parse_nested("cap=1,1 load=2,2 policy=upgrade")
    file = str(write_setting(tmp_path, name, data))
    row = verify_one(Task(name, data["title"], file, "reference", 7))
    assert row["scenario"] == file
    assert row["ok"]
    assert row["reached"]
    assert row["low"] <= row["analytic"] <= row["high"]
    half_width = (row["high"] - row["low"]) / 2
    assert half_width <= max(0.03 * row["simulated"], 0.002)
    assert [part["size"] for part in row["classes"]] == ["A", "B"]
    assert (row["seed"], row["engine"], row["measure"]) == (7, "reference", "rejection_share")
    assert row["replications"] >= 30
    assert len(row["log_digest"]) == 64


def test_a_scenario_without_closed_form_is_refused(tmp_path: Path) -> None:
    """A clear error, not an empty row."""
    path = str(write(tmp_path))
    with pytest.raises(NoClosedForm, match="no closed form holds"):
        verify_one(Task("small", "small", path, "reference", None))


def test_limit_of_parcels_ends_a_row(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A row that needs too long ends with a wider interval, and says so."""
    monkeypatch.setattr(
        "twin.studies.verify.sequential.MAX_PARCELS", {"reference": 20_000, "kernel": 20_000}
    )
    name, data = parse_terminal("0.7:1")
    file = str(write_setting(tmp_path, name, data))
    row = verify_one(Task(name, data["title"], file, "reference", None))
    assert not row["reached"]
    assert row["n"] >= 20_000
    assert row["high"] - row["low"] > 0.06 * row["simulated"]


def test_limit_of_replications_ends_a_row(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """So does one whose replications have hardly a parcel."""
    monkeypatch.setattr("twin.studies.verify.sequential.MAX_REPLICATIONS", 3)
    name, data = parse_terminal("0.7:1")
    file = str(write_setting(tmp_path, name, data))
    row = verify_one(Task(name, data["title"], file, "reference", None))
    assert (row["replications"], row["reached"]) == (3, False)
    monkeypatch.setattr("twin.studies.verify.sequential.MAX_REPLICATIONS", 1)
    row = verify_one(Task(name, data["title"], file, "reference", None))
    assert (row["replications"], row["reached"]) == (2, False)


def test_oracles_of_a_run_measure_what_the_figures_say() -> None:
    """With one replication, the estimate is the figure itself, class by class."""
    setup = setup_of("verify/nested-upgrade")
    outcome = run_replications(setup, 1, jobs=1)
    network = outcome.replications[0].network
    rows = oracle_rows(outcome)
    assert [row["name"] for row in rows] == ["nested", "nested[A]", "nested[B]"]
    by_size = network.by_day.sum(axis=2)
    whole = FIGURES["rejection_share"].values(by_size.sum(axis=1)[:, None], by_size[0, :1])
    assert rows[0]["simulated"] == pytest.approx(float(whole[0]))
    shares = FIGURES["rejection_share"].values(by_size[:, 1:3], by_size[0, 1:3])
    assert [row["simulated"] for row in rows[1:]] == pytest.approx(shares.tolist())
    assert {(row["low"], row["high"], row["ok"]) for row in rows} == {(None, None, None)}


@pytest.mark.parametrize(
    ("name", "measure"),
    [
        ("verify/batches-geometric", "rejections"),
        ("verify/terminal-three", "terminal_wait_s"),
        ("verify/courier-wave", "occupied_at_hour"),
    ],
)
def test_measures_are_near_their_closed_form(name: str, measure: str) -> None:
    """Rejected a day, mean wait and occupied at an hour, each in its own unit."""
    setup = setup_of(name, with_hours=True)
    case = recognise(setup.scenario, setup.days)[0]
    assert case.measure == measure
    (replication,) = run_replications(setup, 1, jobs=1).replications
    above, below = numerator_and_denominator(case, setup.scenario, replication.network)
    assert above / below == pytest.approx(case.analytic, rel=0.5)


def test_nothing_measured_is_null() -> None:
    """A run in which no parcel came has oracles without a measurement, and does not fail."""
    setup = setup_of("verify/erlang-fixed", "parcels.per_day=0.00001")
    rows = oracle_rows(run_replications(setup, 3, jobs=1))
    assert [(row["simulated"], row["ok"]) for row in rows] == [(None, None)]


def test_replayed_runs_have_no_oracle() -> None:
    """A given trace is one draw of something else."""
    setup = setup_of("verify/erlang-fixed")
    place = next(expand_sites(setup.scenario))
    trace = compile_site(setup.scenario, setup.days, place, Streams(2, 0))
    given = replace(setup, traces={place.id: trace})
    assert oracle_rows(run_replications(given, 1, jobs=1)) == []
