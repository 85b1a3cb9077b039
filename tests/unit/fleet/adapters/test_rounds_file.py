"""A file of rounds: what is left out is as in a scenario, what is wrong is said with its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from fleet.adapters.rulebook.rounds_file import read_rounds_file
from fleet.rounds.live import RoundError
from fleet.rounds.problem import Spot
from scenarios.schema.waste.collection import DynamicRounds, Truck

SMALL = """
depot: {latitude: 30.3, longitude: 120.1}
sites: {meadow: {latitude: 30.32, longitude: 120.12}}
"""


def _read(tmp_path: Path, text: str) -> object:
    path = tmp_path / "rounds.yaml"
    path.write_text(text, encoding="utf-8")
    return read_rounds_file(path)


def test_what_is_left_out_is_as_in_a_scenario(tmp_path: Path) -> None:
    """The defaults of trucks and prices are those of a `dynamic` collection."""
    path = tmp_path / "rounds.yaml"
    path.write_text(SMALL, encoding="utf-8")
    book, truck = read_rounds_file(path), Truck()
    usual = DynamicRounds(id="t", kind="dynamic", streams=["food"], hours=[6])
    assert book.trucks.volume_ml == truck.volume_l * 1000
    assert book.trucks.compaction_permille == truck.compaction * 1000
    assert (book.trucks.speed_kmh, book.trucks.detour_factor) == (20.0, truck.detour_factor)
    assert book.trucks.stop_ms == truck.stop_min * 60_000
    assert book.trucks.shift_ms == usual.shift_h * 3_600_000
    assert book.overflow_m == usual.overflow_km * 1000
    assert book.spread_permille == usual.spread * 1000
    assert book.least_risk_permille == usual.least_risk * 1000
    assert book.tip == book.depot == Spot(30.3, 120.1)


def test_pools_and_volumes_of_bins(tmp_path: Path) -> None:
    """A bin may be larger than the others, or one of several that are used as one."""
    path = tmp_path / "rounds.yaml"
    own = "bins: {meadow/a: {volume_l: 660}, meadow/b: {pool: food}}\nvolume_l: 120\n"
    path.write_text(SMALL + own, encoding="utf-8")
    bins = read_rounds_file(path).bins
    assert (bins["meadow/a"].volume_ml, bins["meadow/a"].pool) == (660_000, "")
    assert (bins["meadow/b"].volume_ml, bins["meadow/b"].pool) == (120_000, "food")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("depot: {latitude: 99, longitude: 0}\nsites: {a: {latitude: 0, longitude: 0}}", "99"),
        (SMALL + "truck: {}", "truck"),
        (SMALL + f"hour_weights: {[0] * 24}", "hour_weights"),
        ("depot: [", "no YAML"),
        ("sites: {}", "depot"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(tmp_path: Path, text: str, says: str) -> None:
    """A latitude out of bounds, an unknown key, weights of nothing, no YAML, no depot."""
    with pytest.raises(RoundError, match=says):
        _read(tmp_path, text)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    """It is named."""
    with pytest.raises(RoundError, match=r"none\.yaml"):
        read_rounds_file(tmp_path / "none.yaml")
