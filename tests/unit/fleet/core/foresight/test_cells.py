"""Cold cells as a manager tells a forecaster of them."""

from __future__ import annotations

from typing import Any

from fleet.core.foresight.standing import snapshot_of
from fleet.core.inputs import Register
from fleet.core.parcels.inputs import Furnish
from fleet.ports.forecast import CellNow
from tests.small_fleet import SITE, SmallFleet

KEY = f"{SITE}/bank1-cell1"


def _fleet(compartment: int = 3) -> SmallFleet:
    """A bank of three compartments, the third a cold cell of its own."""
    fleet = SmallFleet(bank1="bank")
    fleet.ask(Register("", "t", KEY, "cold_cell", settings={"compartment": compartment}))
    fleet.ask(Furnish("", "t", f"{SITE}/bank1", [2, 1], "own"))
    fleet.birth(name="bank1-cell1")
    return fleet


def _say(fleet: SmallFleet, sequence: int, **words: Any) -> None:
    given = {"kind": "cold_cell", "air_mc": 3_500, "setpoint_mc": 4_000, **words}
    fleet.say("telemetry", sequence, name="bank1-cell1", **given)


def _cells(fleet: SmallFleet) -> list[CellNow]:
    (site,) = snapshot_of([fleet.partition.state], fleet.now_ms, 0).sites
    return site.cells


def test_what_a_cell_measured_and_where_it_is() -> None:
    """By its newest report; a cell that never reported is not told."""
    fleet = _fleet()
    assert _cells(fleet) == []
    _say(fleet, 2, product_mc=3_800, ambient_mc=31_000, compressor=True, occupied=True)
    heard_ms = fleet.now_ms
    fleet.now_ms += 30_000
    assert _cells(fleet) == [
        CellNow("bank1-cell1", "bank1", 2, heard_ms, 3_500, 3_800, 31_000, True, True)
    ]
    _say(fleet, 3)
    (bare,) = _cells(fleet)
    assert (bare.product_mc, bare.ambient_mc, bare.is_running) == (None, None, None)
    assert not bare.is_filled


def test_since_when_nothing_cools() -> None:
    """Alarms of its mains and of its unit, as long as they are up; no other fault."""
    fleet = _fleet()
    _say(fleet, 2)
    fleet.say("event", 3, name="bank1-cell1", event="fault", fault="probe", active=True)
    (sound,) = _cells(fleet)
    assert (sound.dark_ms, sound.broken_ms) == (-1, -1)
    broken_ms = fleet.now_ms
    fleet.say("event", 4, name="bank1-cell1", event="fault", fault="cold_unit", active=True)
    fleet.say("event", 5, name="bank1-cell1", event="mains", mains=False)
    fleet.wait(60)
    (down,) = _cells(fleet)
    assert down.broken_ms == broken_ms
    assert down.dark_ms >= broken_ms


def test_a_cell_of_no_compartment_is_not_told() -> None:
    """Nobody can say which cell of the scenario it is."""
    fleet = _fleet(compartment=9)
    _say(fleet, 2)
    assert _cells(fleet) == []
