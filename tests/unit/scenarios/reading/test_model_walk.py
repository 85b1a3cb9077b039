"""What scenarios.reading.model_walk promises: pydantic's locations in terms of the data."""

from __future__ import annotations

from typing import Annotated, Any

import pytest
from pydantic import BaseModel, Field, RootModel

from scenarios.reading.model_walk import (
    MAX_ATTEMPTS,
    Shape,
    count_attempts,
    get_below,
    list_fields,
    list_tags,
    locate,
)
from scenarios.reading.places import Key, Keys, Plain
from tests.unit.scenarios.reading.toy import Exponential, Shelf, Toy, Weibull


class Names(RootModel[list[str]]):
    """A model that is a list."""


class Odd(BaseModel):
    """Types that a scenario format could also use."""

    pair: tuple[int, Shelf]
    many: tuple[Shelf, ...]
    by_name: dict[str, dict[str, Shelf]]
    names: Names
    either: Annotated[Exponential | Weibull, Field(discriminator="kind")] | list[Shelf] | None
    bare: Any


@pytest.mark.parametrize(
    ("data", "location", "keys"),
    [
        ({"banks": [{"id": "b", "doors": 0}]}, ("banks", 0, "doors"), ("banks", 0, "doors")),
        ({"dwell": {"kind": "weibull"}}, ("dwell", "weibull", "shape"), ("dwell", "shape")),
        (
            {"dwell": {"kind": "weibull", "weibull": 1}},
            ("dwell", "weibull", "weibull"),
            ("dwell", "weibull"),
        ),
        ({"shelf": {}}, ("shelf", "Shelf", "width_cm"), ("shelf", "width_cm")),
        ({"shelf": "x"}, ("shelf", "int"), ("shelf",)),
        ({"size_mix": {"a": 1}}, ("size_mix", "a", "[key]"), ("size_mix", "a")),
        (
            {"nested": {"left": {}}},
            ("nested", "Tree", "left", "Bush", "x"),
            ("nested", "left", "x"),
        ),
        ({}, ("title",), ("title",)),
        ({}, ("peakDays",), ("peakDays",)),
    ],
)
def test_a_location_becomes_an_address(data: Plain, location: tuple[Key, ...], keys: Keys) -> None:
    """Branches of unions and marks of keys are no part of an address."""
    located = locate(Toy, data, location, is_missing=location[-1] != "int")
    assert located.keys == keys
    assert located.is_key == (location[-1] == "[key]")


def test_the_way_through_unions_is_kept() -> None:
    """Errors of one branch belong together."""
    data: Plain = {"nested": {"left": {"x": 1}}}
    located = locate(Toy, data, ("nested", "Tree", "left", "Bush", "x"), is_missing=False)
    assert located.forks == ((("nested",), "Tree"), (("nested", "left"), "Bush"))
    assert list_fields(located.around, {}) == ["left", "berries"]


def test_fields_are_those_of_the_branch_that_the_data_means() -> None:
    """A literal such as `kind: exponential` chooses; without one all are known."""
    below = get_below(Shape((Toy,)), "dwell")
    assert below == Shape((Exponential, Weibull), "kind")
    assert list_tags(below) == ["exponential", "weibull"]
    assert list_fields(below, {"kind": "exponential"}) == ["kind", "mean_h"]
    assert list_fields(below, {}) == ["kind", "mean_h", "kind", "mean_h", "shape"]
    assert "peakDays" in list_fields(Shape((Toy,)), {})
    assert list_fields(below, 3) == []


@pytest.mark.parametrize(
    ("keys", "branches"),
    [
        (("pair", 1), (Shelf,)),
        (("pair", 2), ()),
        (("many", 7), (Shelf,)),
        (("by_name", "x", "y"), (Shelf,)),
        (("names", 0), (str,)),
        (("either", 0), (Shelf,)),
        (("either", "mean_h"), (float, float)),
        (("bare", "x"), ()),
        (("unknown", "x"), ()),
    ],
)
def test_every_type_that_holds_others_is_entered(keys: Keys, branches: tuple[Any, ...]) -> None:
    """Tuples, mappings, root models and unions; what is not known has no branches."""
    shape = Shape((Odd,))
    for key in keys:
        shape = get_below(shape, key)
    assert shape.branches == branches


def test_attempts_are_about_the_values_where_nothing_branches() -> None:
    """A large honest file is not refused."""
    data: Plain = {"banks": [{"id": f"b{i}", "doors": 3} for i in range(10_000)]}
    assert count_attempts(Toy, data) == 1 + 10_000 * 3


def test_attempts_double_where_branches_contain_themselves() -> None:
    """The count stops above its bound: it must not itself take that long."""
    data: Plain = {"leaf": "x"}
    for _ in range(35):
        data = {"left": data}
    assert count_attempts(Toy, {"nested": data}) > MAX_ATTEMPTS
    assert count_attempts(Toy, {"nested": {"left": {"left": {}}}}) < 20
