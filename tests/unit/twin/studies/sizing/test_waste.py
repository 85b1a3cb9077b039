"""Bins, rounds and cabinets: what is decided at waste points."""

from __future__ import annotations

import pytest

from scenarios.days import lay_out_days
from scenarios.schema import Scenario
from tests.small_waste import waste_scenario
from tests.unit.twin.studies.sizing.settings import sized
from twin.studies.sizing.asked.layout import lay_out_spaces


def one_point() -> Scenario:
    """Ten households, ten bags a day into bins of ten bags; 120 days at a time."""
    return waste_scenario(run={"days": 120, "warmup_days": 1, "replications": 1, "seed": 1})


def test_bins_of_each_kind_are_decided() -> None:
    """One variable a group of bins; one bin of each stream at least; what stands is rebuilt."""
    scenario = one_point()
    (space,) = lay_out_spaces(scenario, lay_out_days(scenario))
    bins = [variable for variable in space.variables if variable.template is not None]
    assert bins
    present = tuple(variable.present for variable in space.variables)
    assert space.rebuilt(present) == list(space.places)
    streams = {each.template.stream for each in bins if each.template is not None and each.low}
    assert streams == {one.stream for place in space.places for p in place.points for one in p.bins}


def test_fewer_overflows_take_more_bins() -> None:
    """A tighter promise costs more, and is kept; a promise that holds anyway buys the fewest."""
    scenario = one_point()
    loose, tight = (
        sized(scenario, f"overflow_share<={bound}", confidence=0.9) for bound in (1.0, 0.05)
    )
    assert loose["reached"]
    assert tight["reached"]
    assert loose["price"] <= tight["price"]
    assert tight["targets"][0]["upper"] <= 0.05


def test_a_cabinet_for_every_so_many_households() -> None:
    """Whole cabinets: a compound of 10 households needs three that serve 4 each."""
    data = one_point().model_dump(mode="json")
    catalogue = [{"id": "cabinet", "kind": "cabinet", "price": 36000, "households": 4}]
    document = sized(Scenario.model_validate(data | {"catalogue": catalogue}), "overflow_share<=1")
    by_site = {row["site"]: row["count"] for row in document["order"] if row["item"] == "cabinet"}
    households = {
        site: place["households"] for place in document["places"] for site in place["sites"]
    }
    assert by_site == {site: -(-count // 4) for site, count in households.items()}
    assert document["cost"]["per_year"][0] == pytest.approx(document["price"], rel=1e-6)
