"""An input that raises is put aside, written down and counted; what comes after it is as if it
had never been.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from devices.wire.topics import partition_of, topic_of
from fleet.adapters.journal.sqlite import SqliteJournal
from fleet.core.applying import messages
from fleet.core.applying.table import APPLY
from fleet.core.coding import digest
from fleet.core.decisions import Heard, Issued, Quarantined, TookUp
from fleet.core.inputs import Arrived, Fired, Order
from fleet.core.recovery import recover, replay
from fleet.ports.bus import Message, Share
from fleet.service.committing import Fleet
from fleet.service.control import answer_of
from tests.small_fleet import NOON_MS, SITE, SmallFleet, payload

NUMBER = partition_of(SITE)
TOPIC = topic_of(SITE, "bin1", "reported")
POISON = "poison"


@pytest.fixture
def _poisoned(monkeypatch: pytest.MonkeyPatch) -> None:
    """Applying breaks off half way on a reported state that has a certain name in it."""

    def took_up(state: Any, device: Any, decision: TookUp, given: Any) -> None:
        messages.took_up(state, device, decision, given)
        if POISON in decision.values:
            raise RuntimeError("half done")

    monkeypatch.setitem(APPLY, TookUp, took_up)


def _share(*said: tuple[str, int, dict[str, Any]]) -> list[Share]:
    came = [
        Message(topic_of(SITE, "bin1", channel), payload("bin1", seq, NOON_MS, **words), False)
        for channel, seq, words in said
    ]
    return [Share(NUMBER, came, (), None)]


def _fill(sequence: int) -> tuple[str, int, dict[str, Any]]:
    return "telemetry", sequence, {"kind": "bin_sensor", "fill_permille": 900}


def _reported(sequence: int, name: str) -> tuple[str, int, dict[str, Any]]:
    return "reported", sequence, {"version": 0, "values": {name: 1}}


@pytest.mark.usefixtures("_poisoned")
def test_an_input_that_raises_while_it_is_applied_changes_nothing_else(tmp_path: Path) -> None:
    """Quarantined with topic and reason, in the journal; the others of its batch are stored."""
    journal = SqliteJournal(tmp_path / "journal")
    fleet = Fleet(journal, [NUMBER])
    small = SmallFleet()
    register = [(NUMBER, entry.given) for entry in small.partition.take_entries()]
    fleet.commit((), register, NOON_MS)  # type: ignore[arg-type]
    fleet.commit(_share(_fill(1), _reported(2, "well")), (), NOON_MS)
    fleet.commit(
        _share(_fill(3), _reported(4, POISON), _fill(5), _reported(6, POISON)), (), NOON_MS
    )
    fleet.commit(_share(_reported(7, "later")), (), NOON_MS)
    state = fleet.states[0]
    device = state.devices[f"{SITE}/bin1"]
    assert (state.stored, state.quarantined, device.quarantined) == (5, 2, 2)
    assert device.reported == {"later": 1}
    assert "overflow" in device.alarms
    shown = state.quarantine[-1]
    assert (shown.topic, shown.reason) == (TOPIC, "not applied: RuntimeError: half done")
    assert digest(recover(journal).values()) == fleet.digest()
    done = replay(journal)
    assert (done.difference, done.snapshot_differs) == (None, None)
    journal.close()


def test_a_timer_and_a_request_that_raise_are_put_aside_too(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The timer is used up; who asked hears of it; the next ones are served."""
    issued = APPLY[Issued]

    def broken(state: Any, device: Any, decision: Issued, given: Any) -> None:
        issued(state, device, decision, given)
        if decision.name == POISON or isinstance(given, Fired):
            raise KeyError("broken")

    monkeypatch.setitem(APPLY, Issued, broken)
    fleet = SmallFleet()
    fleet.birth()
    far_ms = NOON_MS + 60_000
    key, lock = f"{SITE}/bin1", {"locked": True}
    said = answer_of(fleet.ask(Order("", "t", key, POISON, "lock_lid", lock, far_ms)))
    assert (said.status, said.reason) == (500, "not applied: KeyError: 'broken'")
    assert fleet.device().commands == {}
    assert answer_of(fleet.ask(Order("", "t", key, "c1", "lock_lid", lock, far_ms))).status == 200
    fleet.wait(11)
    assert fleet.partition.state.quarantined == 2
    assert fleet.device().commands["c1"].attempt == 1
    assert isinstance(fleet.partition.take_entries()[-1].given, Fired)
    assert isinstance(fleet.fill(2)[0], Heard)


def test_an_input_on_which_deciding_raises_is_put_aside(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever it is that is wrong with it."""

    def broken(*_: Any) -> Any:
        raise ZeroDivisionError

    fleet = SmallFleet()
    fleet.birth()
    monkeypatch.setattr("fleet.core.partition.decide_arrival", broken)
    (decision,) = fleet.ask(Arrived(TOPIC, payload("bin1", 2, NOON_MS)))
    assert isinstance(decision, Quarantined)
    assert decision.reason.startswith("ZeroDivisionError")
    assert fleet.partition.state.quarantine[-1].topic == TOPIC


def test_a_device_that_is_born_a_thousand_times_stops_nobody() -> None:
    """A command waits for it and is sent at each birth; the wire has no attempt above 1,000."""
    fleet = SmallFleet()
    far_ms = NOON_MS + 10**9
    fleet.birth()
    fleet.ask(Order("", "t", f"{SITE}/bin1", "c1", "lock_lid", {"locked": True}, far_ms))
    for connection in range(2, 1_010):
        fleet.birth(connection, connection=connection)
    assert fleet.device().births == 1_009
    assert fleet.partition.state.quarantined == 0
    assert fleet.device().commands["c1"].attempt == 1_000
