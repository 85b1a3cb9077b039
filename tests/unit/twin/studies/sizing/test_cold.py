"""Cold cells as a decision: each temperature is a bank of its own, with the count of Erlang B."""

from __future__ import annotations

from typing import Any

import pytest

from scenarios.schema import Scenario
from scenarios.schema.buying.catalogue import Item
from tests.unit.twin.studies.sizing.settings import counts, flat_bank, sized
from twin.oracles.erlang import servers_for
from twin.studies.target import TargetError

AMBIENT, CHILLED = 6.0, 3.0
"""Loads in Erlang."""

BOUND = 0.033
"""Halfway between two counts of Erlang B at both loads."""

PROMISES = tuple(f"rejection_share[temperature={each}]<={BOUND}" for each in ("ambient", "chilled"))


def cold_bank(**more: Any) -> Scenario:
    """One bank of one size, a third of the parcels chilled; a thermostat that seldom switches."""
    total = AMBIENT + CHILLED
    data = flat_bank(total, "run.days=56").model_dump(mode="json")
    data["parcels"]["temperature_mix"] = {"ambient": AMBIENT / total, "chilled": CHILLED / total}
    data["banks"][0]["cold"] = {"chilled": {"A": 1}}
    kind = {"setpoint_c": 3, "limit_c": 20, "hysteresis_k": 6, "product_start_c": 4}
    cold = {"chilled": {**kind, "min_run_min": 240, "min_rest_min": 240, "wall_w_k": 0.01}}
    return Scenario.model_validate(
        data | {"cold": cold, "weather": {"mean_c": 20, "daily_swing_c": 0}} | more
    )


def test_each_temperature_gets_the_count_of_erlang_b() -> None:
    """Never fewer than Erlang B asks for at either temperature, at most one more at each."""
    document = sized(cold_bank(), *PROMISES)
    assert document["reached"]
    for item, load in (("compartment-A", AMBIENT), ("chilled-A", CHILLED)):
        assert 0 <= counts(document)[item] - servers_for(load, BOUND) <= 1
    (place,) = document["places"]
    assert place["banks"][0]["cold"]["chilled"] == {"A": counts(document)["chilled-A"]}


def test_cells_of_a_catalogue_have_their_price_and_take_electricity() -> None:
    """Modules of cells are bought where they are listed; cooling is paid as it was simulated."""
    catalogue = [
        {"id": "doors", "kind": "module", "price": 2000, "compartments": {"A": 4}},
        {"id": "chill", "kind": "module", "price": 9000, "temperature": "chilled",
         "compartments": {"A": 3}},
    ]  # fmt: skip
    economics = {"energy_price": 1.0}
    document = sized(cold_bank(catalogue=catalogue, economics=economics), *PROMISES)
    ordered = counts(document)
    assert ordered["chill"] == -(-servers_for(CHILLED, BOUND) // 3)
    assert document["price"] == 2000 * ordered["doors"] + 9000 * ordered["chill"]
    assert document["cost"]["by_kind"]["energy"][0] > 0


def test_cells_stay_where_nothing_cold_is_listed() -> None:
    """A catalogue without cold modules leaves the cells that stand."""
    catalogue = [{"id": "doors", "kind": "module", "price": 2000, "compartments": {"A": 4}}]
    document = sized(cold_bank(catalogue=catalogue), PROMISES[0])
    assert set(counts(document)) == {"doors"}
    (place,) = document["places"]
    assert place["banks"][0]["cold"]["chilled"] == {"A": 1}


def test_what_cannot_be_cold() -> None:
    """A temperature where all is ambient, and one of a thing that is no module."""
    with pytest.raises(TargetError, match="no temperature 'chilled'"):
        sized(flat_bank(5.0), "rejection_share[temperature=chilled]<=0.1")
    with pytest.raises(ValueError, match="only a module has a temperature"):
        Item(id="s", kind="sensor", price=1.0, temperature="frozen")
