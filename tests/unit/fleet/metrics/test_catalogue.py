"""The catalogue is whole: units, meanings, limits, names."""

from __future__ import annotations

import re

import pytest

from fleet.metrics.catalogue import CATALOGUE, measurement, unit_of
from fleet.metrics.measurement import UNITS, Measurement, UnknownMetric

NAME = re.compile(r"[a-z][a-z_]*")
SUFFIXES = {"permille": "_permille", "mc": "_mc", "mm": "_mm", "dbm": "_dbm", "ms": "_ms",
            "bytes": "_bytes", "moment": "_ms", "thousandths": "_thousandths"}  # fmt: skip


def test_names_are_unique_and_plain() -> None:
    """No name needs escaping; none is a field and a tag of one measurement."""
    names = [each.name for each in CATALOGUE]
    assert len(set(names)) == len(names)
    for each in CATALOGUE:
        inner = [tag.name for tag in each.tags] + [field.name for field in each.fields]
        assert len(set(inner)) == len(inner)
        assert all(NAME.fullmatch(name) for name in [each.name, *inner])


@pytest.mark.parametrize("of", CATALOGUE, ids=lambda of: of.name)
def test_everything_is_described(of: Measurement) -> None:
    """Each measurement, tag and field has its sentence and limit; a unit stands last in a name."""
    assert of.means.endswith(".")
    assert of.series_max >= 1
    for tag in of.tags:
        assert tag.means
        assert tag.values_max >= 1
    for field in of.fields:
        assert field.means.endswith(".")
        assert field.unit in UNITS
        assert field.name.endswith(SUFFIXES.get(field.unit, ""))


def test_unknown_names_are_errors() -> None:
    """A wall that asks for what nobody writes fails before it is shown."""
    assert unit_of("bin", "fill_permille") == "permille"
    with pytest.raises(UnknownMetric):
        measurement("bins")
    with pytest.raises(UnknownMetric):
        unit_of("bin", "fill")
