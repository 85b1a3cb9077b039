"""A what-if against what Erlang B knows, and what follows from its cases."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from scenarios.schema import Scenario
from tests.unit.twin.studies.sizing.settings import flat_bank
from twin.engines.choice import choose
from twin.oracles.erlang import erlang_b, servers_for
from twin.studies.target import TargetError, parse_promise
from twin.studies.whatif import study
from twin.studies.whatif.cases import BOUNDS
from twin.studies.whatif.estimate import estimates_of
from twin.studies.whatif.growth import growth_document
from twin.studies.whatif.study import WhatIf, ask_what_if

LOAD_ERLANG = 20.0


def asked(scenario: Scenario, *only: str, target: str = "rejection_share<=0.02") -> WhatIf:
    """A what-if in this process, of some questions."""
    _, engine = choose("auto", scenario)
    targets = (parse_promise(target),) if target else ()
    return WhatIf(scenario, targets, None, 1, engine, jobs=1, only=frozenset(only))


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache of its own for estimates; the compiled kernel stays where it is."""
    monkeypatch.setattr("twin.studies.whatif.estimate.cache_home", lambda: tmp_path)
    return tmp_path


def test_what_a_promise_costs_is_the_curve_of_erlang_b(home: Path) -> None:
    """For every bound within a compartment or two of the closed form, and dearer when tighter."""
    document = ask_what_if(asked(flat_bank(LOAD_ERLANG), "target"))
    rows = document["questions"]["target"]
    assert [row["value"] for row in rows] == list(BOUNDS)
    for row in rows:
        assert abs(row["doors"] - servers_for(LOAD_ERLANG, row["value"])) <= 2
    doors = [row["doors"] for row in rows]
    assert doors == sorted(doors, reverse=True)
    (now,) = [row for row in rows if row["value"] == 0.02]
    assert now["more_price"] == 0


def test_shorter_dwell_saves_what_less_load_needs(home: Path) -> None:
    """Half the dwell is half the load: the compartments that Erlang B asks for it."""
    document = ask_what_if(asked(flat_bank(LOAD_ERLANG), "dwell"))
    rows = document["questions"]["dwell"]
    (now,) = [row for row in rows if row["is_base"]]
    assert abs(rows[0]["doors"] - servers_for(LOAD_ERLANG / 2, 0.02)) <= 2
    assert rows[0]["more_doors"] == rows[0]["doors"] - now["doors"] < 0
    assert "tornado" not in document["questions"]


def test_a_case_is_kept_and_read_again(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second time nothing is simulated; `fresh` simulates again, to the same answer."""
    wanted = asked(flat_bank(LOAD_ERLANG), "dwell")
    first = ask_what_if(wanted)
    files = sorted((home / "whatif").glob("*.json"))
    assert len(files) == 1 + 4
    made: list[Any] = []

    def noted(task: Any) -> list[Any]:
        made.append(task)
        return estimates_of(task)

    monkeypatch.setattr("twin.studies.whatif.estimate._make", None)
    monkeypatch.setattr(study, "estimates_of", noted)
    assert ask_what_if(wanted) == first
    assert len(made) == 1 + 4


def test_a_tornado_is_sorted_by_what_moves_most(home: Path) -> None:
    """More parcels cost more, fewer cost less; the widest swing comes first."""
    document = ask_what_if(asked(flat_bank(LOAD_ERLANG), "tornado"))
    swings = [row["swing"] for row in document["tornado"]]
    assert swings == sorted(swings, reverse=True)
    (volume,) = [row for row in document["tornado"] if row["factor"] == "volume"]
    low, high = (end["more_price"] for end in volume["ends"])
    assert low < 0 < high


def test_today_is_what_stands_alone(home: Path) -> None:
    """An old bank of two compartments today; with the order the promise is kept."""
    data = flat_bank(5.0, "run.days=14").model_dump(mode="json")
    old = {"id": "old", "site": "c", "state": "existing", "compartments": {"A": 2}}
    scenario = Scenario.model_validate(data | {"banks": [*data["banks"], old]})
    rows = {row["figure"]: row for row in ask_what_if(asked(scenario, "today"))["today"]}
    assert rows["rejection_share"]["before"] > 0.5
    assert rows["rejection_share"]["after"] < 0.05
    assert rows["deposits"]["after"] > rows["deposits"]["before"]
    assert (rows["sites"]["before"], rows["sites"]["after"]) == (1, 1)


def test_today_by_age_of_the_banks(home: Path) -> None:
    """Two of three compartments of an old bank are out of service: its age has its own row.

    Erlang B says what the one that is left rejects; new banks are in the row of new ones.
    """
    data = flat_bank(5.0, "run.days=28").model_dump(mode="json")
    aged = {"id": "old", "site": "c", "state": "existing", "age_years": 9, "compartments": {"A": 3},
            "out_of_service_share": 0.7}  # fmt: skip
    scenario = Scenario.model_validate(data | {"banks": [*data["banks"], aged]})
    new, old = ask_what_if(asked(scenario, "today"))["today_by_age"]
    assert (old["from_years"], old["to_years"]) == (5.0, 10.0)
    assert (old["before"]["banks"], old["before"]["compartments"]) == (1, 1)
    assert old["before"]["out_of_service_share"] == pytest.approx(2 / 3)
    assert old["before"]["rejection_share"] == pytest.approx(erlang_b(5.0, 1), abs=0.02)
    assert old["before"]["deposits_per_compartment"] == pytest.approx(4 * 5 / 6, rel=0.1)
    assert (new["from_years"], new["before"]["banks"], new["after"]["banks"]) == (0.0, 0, 1)
    assert old["after"]["banks"] == 0


def test_without_a_promise_nothing_is_asked() -> None:
    """The scenario names none and neither does the caller."""
    with pytest.raises(TargetError, match="name at least one"):
        ask_what_if(asked(flat_bank(5.0), target=""))


def _year(count: int, price: float = 100.0) -> dict[str, Any]:
    items = {"module": {"count": count, "unit_price": price}}
    counts = {"doors": 10 * count, "bins": 0, "desks": 0}
    return {"reached": True, "price": count * price, "items": items, **counts}


def test_purchases_by_year_are_what_is_missing() -> None:
    """Nothing where it is enough, nothing sold where less would do; waiting is worth interest."""
    years = [_year(count) for count in (4, 4, 5, 4, 7)]
    document = growth_document(flat_bank(5.0), 0.1, years)
    assert [(row["year"], row["count"]) for row in document["purchases"]] == [
        (0, 4),
        (2, 1),
        (4, 2),
    ]
    assert document["next_year"] == 2
    assert document["at_once"] == 700
    assert document["staged"] == pytest.approx(400 + 100 / 1.04**2 + 200 / 1.04**4, abs=0.01)
    enough = growth_document(flat_bank(5.0), 0.1, [_year(4), _year(4)])
    assert enough["next_year"] is None
