"""Tests of twin.figures.sums.slots: sums over sites, and the scopes that rows speak of."""

from __future__ import annotations

import numpy as np

from twin.figures.cold.counters import COLD_COUNTERS
from twin.figures.counters import I64
from twin.figures.sums.slots import SlotSums

NAMES = ("chilled", "frozen")


def _site(value: int) -> tuple[I64, I64]:
    by_day = np.zeros((COLD_COUNTERS, 3, 2), dtype=np.int64)
    by_day[0, 1], by_day[0, 2] = (value, 2 * value), (0, value)
    by_bank = np.zeros((COLD_COUNTERS, 1), dtype=np.int64)
    by_bank[0, 0] = 3 * value
    return by_day, by_bank


def _sums(*sites: tuple[str, str, int]) -> SlotSums:
    sums = SlotSums(COLD_COUNTERS, "temperature", 3, 2, keeps_sites=True, keeps_site_days=True)
    for site, region, value in sites:
        by_day, by_bank = _site(value)
        sums.add_site(site, region, by_day, (f"{site}-b",), by_bank)
    return sums


def test_sums_are_merged_in_order() -> None:
    """Two batches become what one would be, sites in the order asked for."""
    one = _sums(("b", "north", 2))
    one.merge(_sums(("a", "south", 5)))
    one.arrange({"a": 0, "b": 1})
    whole = _sums(("a", "south", 5), ("b", "north", 2))
    assert np.array_equal(one.by_day, whole.by_day)
    assert [share.site for share in one.apart] == ["a", "b"]
    assert {region: int(sums[0]) for region, sums in one.regions.items()} == {
        "north": 8, "south": 20,
    }  # fmt: skip


def test_scopes_cover_the_whole_in_every_direction() -> None:
    """Sites, banks, temperatures, regions and days each add up to the whole; ambient has no row."""
    sums = _sums(("a", "south", 5), ("b", "north", 2))
    found = {
        tuple(keys.items()): (int(counters[0]), days)
        for keys, counters, days in sums.scopes(NAMES, ("d0", "d1"), {"both": (0, 1)})
    }
    assert found[()] == (28, 2)
    assert found[("site", "a"),] == (20, 2)
    assert found[("site", "a"), ("bank", "a-b")] == (15, 2)
    assert found[("temperature", "chilled"),] == (21, 2)
    assert found[("temperature", "frozen"),] == (7, 2)
    assert (("temperature", "ambient"),) not in found
    assert found[("region", "north"),] == (8, 2)
    assert found[("day", "d0"),] == (7, 1)
    assert found[("day", "both"),] == (28, 2)
