"""Tables and answers: what is shown of a document, and what is said where there is nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from courtyard.show.compare_table import print_comparison
from courtyard.show.explore_table import answer as explored
from courtyard.show.explore_table import print_exploration
from courtyard.show.run_table import MAX_PLACES, answer, print_run
from courtyard.show.verify_table import print_verification
from tests.small_waste import DEPOT, threshold, waste_scenario
from tests.small_waste import point as waste_point
from tests.unit.twin.studies.small_runs import InterruptedEngine, small_scenario, small_setup
from twin.figures.rows import SCOPE_KEYS
from twin.studies.replications import run_replications
from twin.studies.results import Document, make_document

Capsys = pytest.CaptureFixture[str]


def document_of(setup: Any = None, replications: int = 2) -> Document:
    """The document of a small run."""
    outcome = run_replications(setup or small_setup(), replications, jobs=1)
    return make_document("three", "reference", outcome)


def test_run_table_shows_whole_sites_banks_and_sizes(capsys: Capsys) -> None:
    """Every scope a person asks for first, and where the files are."""
    print_run(document_of(), 1.5, Path("out"))
    said = " ".join(capsys.readouterr().out.split())
    for word in ("The whole", "Sites", "Banks", "Sizes", "rejection_share", "Written to out"):
        assert word in said
    assert "2 days from 2026-05-01 after 1 of warm-up, 2 replications, seed 3" in said


def test_run_table_of_many_sites_shows_the_worst(capsys: Capsys) -> None:
    """Forty sites do not scroll the answer away."""
    sites = [{"id": "s", "count": 40, "households": 5, "latitude": 36.0, "longitude": 118.0}]
    banks = [{"id": "b", "site": "s", "compartments": {"S": 1, "L": 1}}]
    scenario = small_scenario(sites=sites, banks=banks, rejected={"then": ["lobby"]})
    print_run(document_of(small_setup(scenario), 1), 1.0, None)
    said = capsys.readouterr().out
    assert f"Sites, the worst {MAX_PLACES} of 40" in said
    assert "Written to" not in said


def test_run_table_of_an_interrupted_run(capsys: Capsys) -> None:
    """It says so first; with no replication finished there is nothing else to say."""
    print_run(document_of(small_setup(engine=InterruptedEngine(groups=3))), 1.0, None)
    assert "interrupted: 1 replications finished" in capsys.readouterr().out
    print_run(document_of(small_setup(engine=InterruptedEngine(groups=0))), 1.0, None)
    said = capsys.readouterr().out
    assert "interrupted: 0 replications finished" in said
    assert "The whole" not in said


def test_run_table_shows_cold_cells(capsys: Capsys) -> None:
    """A sentence and a line for each temperature; without cells neither."""
    parcels = {
        "per_household_day": 1.0,
        "size_mix": {"S": 1.0},
        "temperature_mix": {"ambient": 0.5, "chilled": 0.5},
    }
    cold = small_scenario(
        sites=[{"id": "s", "households": 5, "latitude": 36.0, "longitude": 118.0}],
        banks=[{"id": "b", "site": "s", "compartments": {"S": 4}, "cold": {"chilled": {"S": 4}}}],
        cold={"chilled": {"setpoint_c": 4, "limit_c": 8, "product_start_c": 12}},
        weather={"mean_c": 25},
        parcels=parcels,
    )
    print_run(document_of(small_setup(cold)), 1.0, None)
    said = " ".join(capsys.readouterr().out.split())
    assert "parcels get too warm in their cold cells" in said
    assert "Cold cells" in said
    assert "chilled" in said
    print_run(document_of(), 1.0, None)
    assert "too warm" not in capsys.readouterr().out


def test_answer_without_parcels() -> None:
    """Nothing presented, nothing claimed."""
    empty = small_scenario(parcels={"per_household_day": 0.0, "size_mix": {"S": 1.0}})
    document = document_of(small_setup(empty), 1)
    whole = [row for row in document["kpis"] if row["site"] == row["size"] == row["day"] == "*"]
    assert answer(document, whole).startswith("No parcel was presented at a bank.")


def test_answer_where_things_fail() -> None:
    """How many pick-ups are blocked and for how long; or that none was."""
    cut = {"id": "o", "kind": "mains", "first_day": "2026-05-01", "from_hour": 12, "hours": 20}
    for when, says in (
        ({}, "Faults block "),
        ({"first_day": "2027-01-01"}, "No pick-up was blocked"),
    ):
        document = document_of(small_setup(small_scenario(outages=[cut | when])), 2)
        whole = [row for row in document["kpis"] if all(row[key] == "*" for key in SCOPE_KEYS)]
        assert says in answer(document, whole)


def test_oracles_of_a_run_are_shown(capsys: Capsys) -> None:
    """Held, missed, and without an interval."""
    oracle = {"name": "erlang-b", "analytic": 0.1, "simulated": 0.2, "low": 0.15, "high": 0.25}
    document = document_of()
    document["oracles"] = [
        oracle | {"ok": False},
        oracle | {"low": None, "high": None, "ok": None},
    ]
    print_run(document, 1.0, None)
    said = capsys.readouterr().out
    assert "Closed forms that hold for this setting" in said
    assert "NO" in said


def point(median: int | None, compartments: int | None, mean_h: str) -> dict[str, Any]:
    """A point of an exploration with a target."""
    return {
        "settings": {"dwell.law.mean_h": mean_h},
        "least": median,
        "median": median,
        "most": median,
        "dwell_h": 9.2,
        "flat": {
            "parcels_per_day": 278.0,
            "load_erlang": 104.25,
            "mean_dwell_h": 9.0,
            "compartments": compartments,
        },
    }


def exploration(*points: dict[str, Any], complete: bool = True) -> dict[str, Any]:
    """A document of `explore --until`."""
    return {
        "title": "Small",
        "vary": {"dwell.law.mean_h": ["9", "16"]},
        "until": "rejection_share<=0.01",
        "find": "banks.g.doors",
        "complete": complete,
        "points": list(points),
    }


def test_answer_of_an_exploration() -> None:
    """Smallest and largest need, and both against the flat figure."""
    said = explored(exploration(point(160, 122, "9"), point(260, 200, "16")))
    assert "banks.g.doors = 160 (dwell.law.mean_h 9) to 260 (dwell.law.mean_h 16)" in said
    assert "1.30 to 1.31 times what flat arrivals of the latent dwell suggest" in said


def test_answer_where_nothing_meets_the_target(capsys: Capsys) -> None:
    """The bounds of the search are not passed over in silence."""
    document = exploration(point(None, 122, "9"))
    assert explored(document).startswith("No point meets rejection_share<=0.01")
    print_exploration(document)
    assert "not met" in capsys.readouterr().out


def test_interrupted_exploration(capsys: Capsys) -> None:
    """The points that were finished, or none."""
    print_exploration(exploration(complete=False))
    said = capsys.readouterr().out
    assert "interrupted: the points that were finished" in said
    assert "Smallest" not in said


def test_interrupted_comparison(capsys: Capsys) -> None:
    """Only replications that all have finished count, and it says so."""
    figure = {
        "name": "occupancy",
        "unit": "1",
        "values": [{"scenario": s, "mean": 0.5, "low": 0.4, "high": 0.6} for s in "ab"],
        "differences": [{"scenario": "b", "against": "a", "mean": 0.1, "low": 0.05, "high": 0.15}],
    }
    print_comparison(
        {"scenarios": ["a", "b"], "complete": False, "replications": 2, "seed": 1,
         "figures": [figure],
         "titles": [{"title": "One [way]"}, {"title": "One", "variant_title": "The other"}]}
    )  # fmt: skip
    said = capsys.readouterr().out
    assert "a: One [way]" in said
    assert "b: The other" in said
    assert "interrupted: the replications that all have finished" in said
    assert "10.00 ± 5.00 %" in said


def test_verification_table(capsys: Capsys) -> None:
    """Held and missed rows, size classes beneath their total, widths that were not reached."""
    row = {
        "name": "nested-own", "setting": "Nested", "analytic": 0.1, "simulated": 0.2, "low": 0.15,
        "high": 0.25, "ok": False, "reached": False, "n": 1000, "engine": "reference",
        "classes": [
            {"name": "erlang-b[A]", "analytic": 0.1, "simulated": 0.1, "low": 0.05, "high": 0.15,
             "ok": True}
        ],
    }  # fmt: skip
    print_verification([row, row | {"name": "other", "ok": True, "reached": True, "classes": []}])
    said = capsys.readouterr().out
    assert "outside: nested-own (engine reference)." in said
    assert "1 intervals are wider than asked" in said
    assert "erlang-b[A]" in said


def test_run_table_of_waste(capsys: Capsys) -> None:
    """Two sentences about bags and rounds, a line a stream, nothing of lockers."""
    setup = small_setup(waste_scenario(waste={"pile_share": 1.0}))
    print_run(document_of(setup), 1.0, None)
    said = " ".join(capsys.readouterr().out.split())
    for word in ("bags a day", "Streams", "food", "drop-offs in 1.0 s", "truck_km"):
        assert word in said
    assert "rejection_share" not in said
    assert "Sizes" not in said


def test_nothing_dropped_off_and_nothing_emptied() -> None:
    """0/0 is said in words."""
    none = waste_scenario(sites=[{"id": "c", "households": 0, **DEPOT}])
    document = document_of(small_setup(none), 1)
    assert "Nothing was dropped off" in answer(document, document["kpis"])
    never = waste_scenario(collection=[threshold(level=1.0)], waste_points=[unfilled()])
    document = document_of(small_setup(never), 1)
    whole = [row for row in document["kpis"] if row["site"] == row["stream"] == row["day"] == "*"]
    assert "No bin was emptied" in answer(document, whole)


def unfilled() -> dict[str, Any]:
    """A point whose bin never fills."""
    bins = [{"id": "f", "stream": "food", "volume_l": 10_000}]
    return waste_point(bins=bins, sensor={"report_every_min": 60, "noise_mm": 0})


def test_a_target_of_waste_is_compared_with_no_flat_arrivals() -> None:
    """What is needed is said, without Erlang B."""
    text = explored(exploration(point(50, None, "1"), point(112, None, "2")))
    assert "a site needs" in text
    assert "= 50 (dwell.law.mean_h 1) to 112" in text
    assert "Erlang" not in text
