"""Which ways a procurement study compares."""

from __future__ import annotations

from pathlib import Path

import pytest

from courtyard.commands.buying.asking import read_wanted, ways_of
from courtyard.inputs import InputError
from tests.unit.courtyard.terminal import write
from twin.studies.sizing.asked.question import Way

POINT = """\
title: One point
start_date: 2026-03-02
depot: {latitude: 30, longitude: 120}
sites: [{id: c, households: 10, latitude: 30, longitude: 120}]
waste_points: [{id: p, site: c, bins: [{id: f, stream: food, volume_l: 240}]}]
waste:
  streams:
    - {id: food, kg_per_household_day: 1, density_kg_l: 1, bag: {law: fixed, mean_kg: 1}}
collection: [{id: t, kind: fixed, streams: [food], hours: [6]}]
variants: {late: {title: Late, set: {collection.t.hours: [20]}}}
"""

CHOOSE = """\
sizing:
  targets: ["overflow_share<=0.02"]
  ways: [late]
  choose:
    waste_points.p.sensor: [null, {report_every_min: 120}]
    collection.t:
      - {id: t, kind: fixed, streams: [food], hours: [6]}
      - {id: t, kind: threshold, streams: [food], lead_h: 4}
"""


def ways(tmp_path: Path, text: str) -> list[Way]:
    """The ways of a file."""
    name = str(write(tmp_path, text))
    wanted = read_wanted(name, (), None, None)
    return ways_of(name, wanted.scenario, (), None, None)


def test_every_combination_that_can_be_is_a_way(tmp_path: Path) -> None:
    """Calls need a sensor, so three of four combinations; the variant changes what they set."""
    found = ways(tmp_path, POINT + CHOOSE)
    built = [(w.scenario.waste_points[0].sensor is not None, w.scenario.collection[0].kind)
             for w in found]  # fmt: skip
    assert built == [(False, "fixed"), (True, "fixed"), (True, "threshold")]
    assert found[0].variant == (
        'waste_points.p.sensor=null · collection.t={"id": "t", "kind": "fixed", '
        '"streams": ["food"], "hours": [6]}'
    )


def test_without_a_choice_the_ways_are_the_variants(tmp_path: Path) -> None:
    """The scenario as it is, and each variant by its title."""
    asked = 'sizing: {targets: ["overflow_share<=0.02"], ways: [late]}\n'
    assert [(w.variant, w.title) for w in ways(tmp_path, POINT + asked)] == [
        (None, None), ("late", "Late"),
    ]  # fmt: skip


def test_too_many_combinations(tmp_path: Path) -> None:
    """Each is a search of its own."""
    many = f"sizing: {{choose: {{collection.t.hours: {[[h] for h in range(17)]}}}}}\n"
    with pytest.raises(InputError, match="17 ways, must be at most 16"):
        ways(tmp_path, POINT + many)
