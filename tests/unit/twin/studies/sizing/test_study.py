"""Procurement studies against closed forms, and the promises of their document."""

from __future__ import annotations

import itertools

import pytest

from scenarios.schema import Scenario
from tests.unit.twin.studies.sizing.settings import counts, flat_bank, nested_bank, sized
from twin.oracles.erlang import erlang_b, servers_for
from twin.oracles.nested import nested_sizes
from twin.studies.sizing.asked.items import BuyingError
from twin.studies.target import TargetError


@pytest.mark.parametrize(("load_erlang", "analytic"), [(5.0, False), (20.0, False), (20.0, True)])
def test_flat_arrivals_give_the_count_of_erlang_b(load_erlang: float, *, analytic: bool) -> None:
    """Never fewer than Erlang B asks for, at most one more; the proof holds the true mean."""
    document = sized(flat_bank(load_erlang), "rejection_share<=0.01", analytic=analytic)
    ordered = counts(document)["compartment-A"]
    assert 0 <= ordered - servers_for(load_erlang, 0.01) <= 1
    (row,) = document["targets"]
    assert row["met"]
    assert row["upper"] <= row["bound"] == 0.01
    assert erlang_b(load_erlang, ordered) <= row["upper"]


@pytest.mark.parametrize(
    ("loads", "rule", "bound"), [((3.0, 1.0), "upgrade", 0.05), ((1.5, 2.5), "own", 0.08)]
)
def test_cheapest_mix_is_the_cheapest_of_all(
    loads: tuple[float, float], rule: str, bound: float
) -> None:
    """Against full enumeration with the exact chain: no mix that keeps the target is cheaper."""
    document = sized(nested_bank(loads, rule), f"rejection_share<={bound}")
    prices = 500.0, 1000.0
    kept = [
        sum(price * count for price, count in zip(prices, mix, strict=True))
        for mix in itertools.product(range(1, 18), range(1, 12))
        if nested_sizes(mix, loads, rule).total_loss <= bound
    ]
    assert document["price"] == min(kept)
    assert document["cheapest_of_all"]


def test_same_seed_same_document() -> None:
    """Orders, limits and counts of what was simulated follow from scenario, targets and seed."""
    first, again = (sized(flat_bank(10.0), "rejection_share<=0.05", seed=3) for _ in range(2))
    assert first == again


def test_what_blocks_a_target_that_cannot_be_reached() -> None:
    """The best there was, the target it misses, and no claim that it is met."""
    scenario = flat_bank(5.0, "run.days=14")
    document = sized(scenario, "rejection_share<=0.05", "dwell_h<=1")
    assert not document["reached"]
    assert document["blocked_by"] == ["dwell_h<=1"]


def test_sites_that_are_alike_are_served_alike() -> None:
    """Three compounds of two kinds: one decision a kind, the larger gets more; every site pays."""
    scenario = flat_bank(
        4.0, "run.days=200", "parcels.per_day=96", 'sites.c.count=3', 'sites.c.households=10',
        'sites.c.members={"c3": {"households": 30}}',
    )  # fmt: skip
    document = sized(scenario, "rejection_share[site=*]<=0.1")
    by_site = {row["site"]: row["count"] for row in document["order"]}
    assert by_site["c1"] == by_site["c2"] < by_site["c3"]
    assert document["price"] == sum(row["price"] for row in document["order"])


def test_an_old_bank_that_stands_in_the_way_is_retired() -> None:
    """Half of the parcels are presented first at two compartments: no new bank helps but alone."""
    data = flat_bank(5.0, "run.days=14").model_dump(mode="json")
    old = {"id": "old", "site": "c", "state": "existing", "compartments": {"A": 2}}
    scenario = Scenario.model_validate(data | {"banks": [*data["banks"], old]})
    document = sized(scenario, "rejection_share<=0.05")
    assert document["retired"] == ["old"]
    assert document["reached"]


def test_modules_of_a_catalogue_and_their_terminals() -> None:
    """Whole modules are bought, and a terminal for every so many compartments."""
    data = flat_bank(5.0, "run.days=56").model_dump(mode="json")
    catalogue = [
        {"id": "small", "kind": "module", "price": 3000, "compartments": {"A": 3}},
        {"id": "large", "kind": "module", "price": 7000, "compartments": {"A": 10}},
        {"id": "screen", "kind": "terminal", "price": 5000},
    ]
    sizing = {"doors_per_terminal": 8}
    scenario = Scenario.model_validate(data | {"catalogue": catalogue, "sizing": sizing})
    document = sized(scenario, "rejection_share<=0.02")
    doors = 3 * counts(document).get("small", 0) + 10 * counts(document).get("large", 0)
    assert counts(document)["screen"] == -(-doors // 8)
    assert servers_for(5.0, 0.02) <= doors <= servers_for(5.0, 0.02) + 3


@pytest.mark.parametrize(
    ("targets", "message"),
    [
        ((), "--target: name at least one"),
        (("rejection_share<=0.01", "rejection_share>=0.02"), "contradict each other"),
        (("rejection_share@double11<=0.01",), "no measured day has the label 'double11'"),
        (("rejection_share[size=Z]<=0.01",), "no size 'Z'"),
        (("overflow_hours<=1",), "a figure of waste, the scenario has none"),
        (("rejection_share<=-1",), "never below 0"),
        (("rejection_share[site=zz]<=0.01",), "no site 'zz'"),
    ],
)
def test_targets_that_cannot_be_asked(targets: tuple[str, ...], message: str) -> None:
    """What is wrong is said before anything is simulated."""
    with pytest.raises(TargetError) as caught:
        sized(flat_bank(5.0), *targets)
    assert message in str(caught.value)


def test_nothing_to_decide_is_said() -> None:
    """Banks that all stand already leave nothing to buy; a catalogue needs a module."""
    with pytest.raises(BuyingError, match="nothing to decide"):
        sized(
            flat_bank(5.0, "banks.b.state=existing", 'sizing={"existing": "keep"}'),
            "rejection_share<=0.01",
        )
    data = flat_bank(5.0).model_dump(mode="json")
    bins = [{"id": "k", "kind": "bin", "price": 1, "volume_l": 240}]
    with pytest.raises(BuyingError, match="no item of kind module"):
        sized(Scenario.model_validate(data | {"catalogue": bins}), "rejection_share<=0.01")


def test_a_promise_for_each_day_asks_for_more() -> None:
    """95 % of days within 2 % is more than 2 % on average."""
    mean, days = (
        sized(flat_bank(30.0, "run.days=28"), target)
        for target in ("rejection_share<=0.02", "p95_day(rejection_share)<=0.02")
    )
    assert days["reached"]
    assert days["price"] > mean["price"]
