"""Forecasts of the small compound, by the twin itself, kept as a manager keeps them.

Lives here: a scenario of its sites, a forecast a day old with what was seen since, one of now. Not
here: the compound.
"""

from __future__ import annotations

from pathlib import Path

import yaml
from msgspec.structs import replace

from courtyard.main import run_app
from fleet.adapters.forecasts.ledger import Ledger, ledger_path
from fleet.adapters.series.stores import StoreAddress
from fleet.core.foresight.scores import Seen, scores_of
from fleet.core.foresight.standing import midnight_of, snapshot_of
from scenarios.schema import Scenario
from tests.integration.series.produced import Compound
from tests.small import scenario
from tests.small_waste import DEPOT, fixed, stream
from twin.studies.forecast.study import Forecasts

WEEK = 7
MONDAY = "2026-05-25"
"""Of the week in which the compound lives; the scenario begins on a Monday."""

DAY_MS = 86_400_000
ZONE = "Asia/Shanghai"


def drawn() -> Scenario:
    """Its sites; what is not told apart there (the bank and bins of the second) is left out."""
    site = {"households": 40, **DEPOT}
    bins = [{"id": name, "stream": "food", "volume_l": 20} for name in "ab"]
    return scenario(
        depot=DEPOT,
        sites=[{"id": name, **site} for name in ("meadow", "brook")],
        banks=[{"id": "bank1", "site": "meadow", "compartments": {"S": 6, "L": 5}}],
        waste={"streams": [stream()], "hour_weights": [1.0] * 24},
        waste_points=[{"id": "food1", "site": "meadow", "bins": bins}],
        collection=[fixed(hours=[6, 17])],
        dwell={"law": {"kind": "exponential", "mean_h": 9.0}},
    )


def write_run(folder: Path, address: StoreAddress) -> None:
    """A week of it, written beside life under the name of its folder."""
    scenario = folder.with_name("compound.yaml")
    data = drawn().model_dump(mode="json", exclude_unset=True)
    scenario.write_text(yaml.safe_dump(data), encoding="utf-8")
    run = ["run", str(scenario), "--days", str(WEEK), "--log", "full", "--out", str(folder)]
    assert run_app([*run, "--json"]) == 0
    series = f"{address.url}?db={address.database}"
    write = ["influx", "write", str(folder), "--influx", series, "--first-day", MONDAY]
    assert run_app(write) == 0


def keep_forecasts(journal: Path, compound: Compound) -> None:
    """One of yesterday, what came since, one of now with the score of the first."""
    ledger = Ledger(ledger_path(journal))
    now_ms = compound.now_ms
    snapshot = snapshot_of(compound.fleet.states, now_ms, midnight_of(now_ms, ZONE))
    made = Forecasts(drawn(), "compound", futures=50)
    first = made.forecast(replace(snapshot, taken_ms=now_ms - DAY_MS))
    ledger.keep_forecast(first)
    for at_ms in (first.taken_ms, *first.hours_ms):
        ledger.keep_seen(Seen(at_ms, "meadow", "bank1", [3, 2], was_full=False))
    ledger.keep_forecast(made.forecast(snapshot), scores_of(ledger.forecasts, ledger.seen))
