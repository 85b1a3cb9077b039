"""How many banks stand beside one another, and what becomes of those that stand already."""

from __future__ import annotations

from typing import Any

import pytest

from scenarios.reading.library import read_scenario
from scenarios.schema import Scenario
from tests.unit.twin.studies.sizing.settings import counts, flat_bank, sized
from twin.oracles.erlang import erlang_b, servers_for
from twin.studies.sizing.asked.fates import Unit, choices_of
from twin.studies.sizing.asked.items import BuyingError

FOURS = {"id": "fours", "kind": "module", "price": 3000, "width_cm": 40, "compartments": {"A": 4}}
SCREEN = {"id": "screen", "kind": "terminal", "price": 2000}
REMOVAL = {"id": "haul", "kind": "removal", "price": 500}
TRADE_IN = {"id": "old-steel", "kind": "trade-in", "price": 300}


def with_sizing(scenario: Scenario, catalogue: list[dict[str, Any]], **sizing: Any) -> Scenario:
    """The scenario with a catalogue and what is asked of it."""
    data = scenario.model_dump(mode="json")
    return Scenario.model_validate(data | {"catalogue": catalogue, "sizing": sizing})


def test_a_bank_that_would_be_too_long_is_divided() -> None:
    """Against all numbers of modules and banks by Erlang B: each bank takes a part of the parcels.

    Four modules of 40 cm fit a bank of 160 cm: too few compartments for 12 Erlang.
    """
    load, bound, most = 12.0, 0.02, 3
    scenario = flat_bank(load, "run.days=14")
    asked = with_sizing(scenario, [FOURS, SCREEN], most_banks=most, bank_width_cm=160)
    document = sized(asked, f"rejection_share<={bound}")
    known = []
    for banks in range(1, most + 1):
        for modules in range(banks, 4 * banks + 1):
            doors = [4 * (modules // banks + (b < modules % banks)) for b in range(banks)]
            if sum(erlang_b(load / banks, each) for each in doors) / banks <= bound:
                known.append((3000 * modules + 2000 * banks, banks))
    assert (document["price"], counts(document)["screen"]) == min(known)
    (place,) = document["places"]
    assert [bank["compartments"] for bank in place["banks"]] == [{"A": 12}, {"A": 12}]


def test_a_second_bank_where_couriers_wait_too_long() -> None:
    """Waiting of M/M/1 with load 0.7 is 700 s, of two with 0.35 each 162 s; steel does not help."""
    scenario = read_scenario("verify/terminal-one", Scenario, ["run.days=14"]).scenario
    asked = with_sizing(scenario, [FOURS, SCREEN], most_banks=3)
    document = sized(asked, "terminal_wait_s<=350", "rejection_share<=0.1")
    assert document["reached"]
    assert counts(document)["screen"] == 2
    waits = document["targets"][0]
    assert waits["mean"] == pytest.approx(0.35 * 300 / 0.65, rel=0.1)


def test_a_bank_is_replaced_and_its_steel_traded_in() -> None:
    """Two compartments for 5 Erlang, nothing else at the site: a new bank takes their place."""
    scenario = flat_bank(5.0, "run.days=14", "banks.b.state=existing", "banks.b.compartments.A=2")
    asked = with_sizing(scenario, [FOURS, SCREEN, REMOVAL, TRADE_IN])
    document = sized(asked, "rejection_share<=0.02")
    modules = -(-servers_for(5.0, 0.02) // 4)
    assert document["existing"] == [{"bank": "b", "decision": "replace"}]
    assert document["price"] == 3000 * modules + 2000 + 500 - 300
    rows = {row["item"]: row["price"] for row in document["order"]}
    assert (rows["haul"], rows["old-steel"]) == (500, -300)
    assert document["cost"]["per_year"][0] == pytest.approx(document["price"])
    assert sum(document["cost"]["per_year"]) == pytest.approx(document["price"])


def test_a_bank_that_is_enough_is_kept() -> None:
    """Twelve compartments for 5 Erlang keep 2 %: nothing is bought."""
    scenario = flat_bank(5.0, "run.days=14", "banks.b.state=existing", "banks.b.compartments.A=12")
    document = sized(with_sizing(scenario, [FOURS, SCREEN, REMOVAL]), "rejection_share<=0.02")
    assert document["existing"] == [{"bank": "b", "decision": "keep"}]
    assert (document["price"], document["order"]) == (0, [])


def test_which_choices_are_looked_at() -> None:
    """All of them up to nine; then each kept or not; then all alike. To keep all comes first."""
    both, last = ("keep", "retire", "replace"), ("keep", "replace")
    units = [Unit((n,), (0,), both) for n in range(5)]
    assert len(choices_of(units[:2], "decide")) == 9
    assert len(choices_of(units[:3], "decide")) == 2**3 + 1
    few = choices_of([*units[:4], Unit((9,), (0,), last)], "decide")
    assert few == [
        ("keep",) * 5, ("replace",) * 5, ("retire", "retire", "retire", "retire", "replace"),
    ]  # fmt: skip
    assert choices_of(units, "retire") == [("retire",) * 5]


def test_a_longest_bank_needs_widths() -> None:
    """A module without a width cannot be held against the length of a bank."""
    module = {key: value for key, value in FOURS.items() if key != "width_cm"}
    with pytest.raises(BuyingError, match="fours has none"):
        sized(with_sizing(flat_bank(5.0), [module], bank_width_cm=100), "rejection_share<=0.1")
