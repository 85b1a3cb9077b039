"""Doors of a bank by state: what a parcel's life, a jam and a report make of one."""

from __future__ import annotations

from typing import Any

from fleet.core.overviews.doors import STATES, door_row
from fleet.core.parcels.inputs import Block, Report
from tests.unit.fleet.core.parcels.lockers import BANK, Lockers


def _row(lockers: Lockers) -> dict[str, Any]:
    leases = lockers.partition.state.parcels.leases
    return door_row(lockers.device("bank1"), lockers.bank, leases)


def _state(lockers: Lockers, number: int = 1) -> str:
    row = _row(lockers)
    return str(row["states"][row["numbers"].index(number)])


def test_a_parcel_changes_its_door_and_no_other() -> None:
    """Free, asked to open, open, lying, asked again, free; columns are as long as the bank."""
    lockers = Lockers()
    seen = [_state(lockers)]
    lockers.wish("p1")
    seen.append(_state(lockers))
    lockers.answer("p1")
    seen.append(_state(lockers))
    lockers.handled("deposited", "p1")
    seen.append(_state(lockers))
    lockers.enter(lockers.code("p1"))
    seen.append(_state(lockers))
    lockers.answer("p1")
    lockers.handled("collected", "p1")
    seen.append(_state(lockers))
    assert seen == ["free", "moving", "open", "lying", "moving", "free"]
    row = _row(lockers)
    assert (row["bank"], row["numbers"], row["sizes"]) == ("bank1", [1, 2, 3], [0, 0, 1])
    assert row["states"][1:] == ["free", "free"]
    assert row["since_ms"] == [-1, -1, -1]


def test_a_row_names_nobody() -> None:
    """Neither parcel nor recipient nor company; since when is told."""
    lockers = Lockers()
    lockers.lay("p1")
    row = _row(lockers)
    assert row["since_ms"][0] == lockers.now_ms
    assert not any(word in str(row) for word in ("p1", "swift", lockers.lease("p1").lease))


def test_the_gravest_is_said() -> None:
    """Jammed before everything, out of service before an exception, that before lying."""
    lockers = Lockers()
    lockers.lay("p1")
    report = Report("", "kim", BANK, lockers.lease("p1").lease, "damaged", "swift", 2**50, False)
    lockers.ask(report)
    assert _state(lockers) == "trouble"
    lockers.event("door", compartment=1, door="jammed")
    assert _state(lockers) == "jammed"
    lockers.event("door", compartment=1, door="closed")
    assert _state(lockers) == "trouble"
    lockers.ask(Block("", "kim", BANK, 2, True, "paint"))
    lockers.event("door", compartment=3, door="open")
    assert [_state(lockers, number) for number in (2, 3)] == ["out", "open"]


def test_what_nobody_registered_is_a_stray() -> None:
    """A sensor sees something where no parcel is known: neither free nor out of service."""
    lockers = Lockers()
    lockers.event("occupancy", compartment=2, occupancy="occupied")
    assert _state(lockers, 2) == "stray"
    lockers.event("occupancy", compartment=2, occupancy="empty")
    assert _state(lockers, 2) == "free"


def test_states_are_those_that_are_told() -> None:
    """The list of states, which the console has words and colours for, names each once."""
    assert len(set(STATES)) == len(STATES) == 10
