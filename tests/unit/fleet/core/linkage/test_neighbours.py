"""The nearest that has room: by metres where they are known, else the next by name."""

from __future__ import annotations

from fleet.core.inputs import Register
from fleet.core.linkage.neighbours import NONE, Neighbour, nearest
from fleet.core.linkage.rules import Ahead
from tests.small_fleet import SITE, SmallFleet


def _bins(**settings: dict[str, int]) -> SmallFleet:
    """Bins with these settings, all nearly empty."""
    fleet = SmallFleet(gate="gateway")
    for name, own in settings.items():
        fleet.ask(Register("", "t", f"{SITE}/{name}", "bin_sensor", settings=own))
        fleet.birth(name=name)
        fleet.fill(2, 100, name=name)
    return fleet


def _nearest(fleet: SmallFleet, name: str) -> Neighbour:
    device = fleet.device(name)
    return nearest(Ahead(fleet.partition.state, device.key, ()), device)


def test_metres_go_before_names() -> None:
    """East and north added up; whose place is not known comes last."""
    fleet = _bins(
        bin1={"east_m": 0, "north_m": 0}, bin2={}, bin3={"east_m": 40, "north_m": -30},
        bin4={"east_m": 10, "north_m": 50},
    )  # fmt: skip
    assert _nearest(fleet, "bin1") == Neighbour("bin4", 60)
    assert _nearest(fleet, "bin2") == Neighbour("bin3", -1)


def test_names_go_round() -> None:
    """bin2 before bin10, and behind the last the first."""
    fleet = _bins(bin1={}, bin2={}, bin10={})
    found = [_nearest(fleet, name).device for name in ("bin1", "bin2", "bin10")]
    assert found == ["bin2", "bin10", "bin1"]


def test_waste_goes_to_its_own_stream() -> None:
    """A bin of another stream is none, and a camera is none for anybody."""
    fleet = _bins(bin1={"stream": 0}, bin2={"stream": 1}, bin3={"stream": 0})
    assert _nearest(fleet, "bin1").device == "bin3"
    assert _nearest(fleet, "bin2") == NONE
    assert _nearest(fleet, "gate") == NONE
