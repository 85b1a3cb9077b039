"""Tests of scenarios.parts.table: every optional part is whole."""

from __future__ import annotations

from dataclasses import fields

import numpy as np

from scenarios.expand import expand_sites
from scenarios.parts.table import PART_NAMES, PARTS, part_ids
from scenarios.trace import PARCEL_ARRAYS, SiteTrace
from tests.small import scenario
from tests.small_waste import waste_scenario


def test_a_part_is_a_field_of_a_trace() -> None:
    """Every row of the table has its field in SiteTrace, None unless given, and the reverse."""
    own = {field.name: field for field in fields(SiteTrace)}
    assert set(own) - set(PARCEL_ARRAYS) == {"site", "attended", *PART_NAMES}
    assert all(own[name].default is None for name in PART_NAMES)


def test_types_and_columns_name_arrays() -> None:
    """Types and columns are given for arrays that the part has."""
    for part in PARTS:
        names = {field.name for field in fields(part.kind)}
        assert set(part.types) | set(part.columns) <= names
        assert list(part.arrays()) == [f"{part.name}.{f.name}" for f in fields(part.kind)]


def test_ids_of_what_it_was_drawn_for() -> None:
    """A scenario without a part names nothing; waste names its streams, and points by site."""
    assert part_ids(scenario()) == {}
    (place,) = expand_sites(waste_scenario())
    ids = part_ids(waste_scenario())["waste"]
    assert ids["points"] == [[point.id for point in place.points]]
    assert ids["streams"]
    assert [part.stands(place) for part in PARTS if part.name == "waste"] == [True]
    types = next(part for part in PARTS if part.name == "waste").arrays()
    assert types["waste.noise_milli"] == np.int16
    assert types["waste.drop_ms"] == np.int64
