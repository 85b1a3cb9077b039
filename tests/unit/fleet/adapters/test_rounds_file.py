"""A file of rounds: what is left out is as in a scenario."""

from __future__ import annotations

from pathlib import Path

from courtyard.site_files import read_rounds
from fleet.rounds.problem import Spot
from scenarios.schema.waste.collection import DynamicRounds, Truck

SMALL = """
depot: {latitude: 30.3, longitude: 120.1}
sites: {meadow: {latitude: 30.32, longitude: 120.12}}
"""


def test_what_is_left_out_is_as_in_a_scenario(tmp_path: Path) -> None:
    """The defaults of trucks and prices are those of a `dynamic` collection."""
    path = tmp_path / "rounds.yaml"
    path.write_text(SMALL, encoding="utf-8")
    book, truck = read_rounds(path), Truck()
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
    bins = read_rounds(path).bins
    assert (bins["meadow/a"].volume_ml, bins["meadow/a"].pool) == (660_000, "")
    assert (bins["meadow/b"].volume_ml, bins["meadow/b"].pool) == (120_000, "food")
