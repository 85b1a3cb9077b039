"""Duplicates, reordering, holes: which numbers count as stored, and what is given up when."""

from __future__ import annotations

from fleet.core.decisions import GapDeclared, Heard, Measured, Repeated
from fleet.core.limits import GAP_WAIT_MS, GAP_WAIT_OUTBOX_MS
from fleet.core.window import AHEAD_LIMIT, Window
from tests.small_fleet import SmallFleet


def test_a_message_that_comes_twice_is_stored_once() -> None:
    """The second is counted as repeated and changes nothing else."""
    fleet = SmallFleet()
    fleet.birth()
    fleet.fill(2, 300)
    assert fleet.fill(2, 900) == [Repeated()]
    assert (fleet.device().messages, fleet.device().repeated) == (2, 1)
    assert fleet.device().alarms == {}


def test_a_late_message_is_stored_but_overwrites_nothing() -> None:
    """Number 3 before number 2: both are stored, the newest measurement stays."""
    fleet = SmallFleet()
    fleet.birth()
    fleet.fill(3, 300)
    newest = fleet.device().measured
    (decision,) = fleet.fill(2, 900)
    assert isinstance(decision, Heard)
    assert fleet.device().measured == newest
    assert fleet.device().boots["b1"] == Window(3, [])


def test_a_hole_is_waited_for_and_then_counted() -> None:
    """A device without an outbox: 30 s, then what is missing is lost; a late one is a duplicate."""
    fleet = SmallFleet()
    fleet.birth()
    fleet.fill(5)
    fleet.wait(GAP_WAIT_MS / 1_000 - 1)
    assert fleet.device().lost == 0
    fleet.wait(1)
    assert fleet.device().lost == 3
    assert fleet.device().boots["b1"] == Window(5, [])
    assert fleet.fill(3) == [Repeated()]


def test_a_hole_that_came_up_during_the_wait_gets_its_own() -> None:
    """The timer of the first hole gives up only what was missing when it was set."""
    fleet = SmallFleet()
    fleet.birth()
    fleet.fill(3)
    fleet.wait(20)
    fleet.fill(6)
    fleet.wait(10)
    assert (fleet.device().lost, fleet.device().boots["b1"]) == (1, Window(3, [6]))
    fleet.wait(30)
    assert (fleet.device().lost, fleet.device().boots["b1"]) == (3, Window(6, []))


def test_an_outbox_is_waited_for_longer_and_not_while_its_device_is_away() -> None:
    """It sends again what no receipt covers, once it is back."""
    fleet = SmallFleet()
    fleet.birth(outbox=True)
    fleet.fill(4)
    fleet.will()
    fleet.wait(3 * GAP_WAIT_OUTBOX_MS / 1_000)
    assert (fleet.device().lost, fleet.device().presence) == (0, "lost")
    fleet.birth(5, connection=2, outbox=True)
    fleet.fill(2)
    fleet.fill(3)
    assert fleet.device().boots["b1"] == Window(5, [])
    fleet.wait(2 * GAP_WAIT_OUTBOX_MS / 1_000)
    assert fleet.device().lost == 0


def test_what_an_outbox_dropped_is_declared_not_lost() -> None:
    """The declaration settles the numbers at once; those before it that are missing are lost."""
    fleet = SmallFleet()
    fleet.birth(outbox=True)
    decisions = fleet.say("event", 9, event="outbox_dropped", first=3, last=8)
    assert decisions[-1] == GapDeclared("b1", 8, 1, 6)
    device = fleet.device()
    assert (device.lost, device.dropped, device.boots["b1"].stored) == (1, 6, 9)


def test_a_device_met_in_the_middle_of_its_life_has_lost_nothing() -> None:
    """What it said before it was registered, nobody waits for, unless it has an outbox."""
    fleet = SmallFleet()
    fleet.birth(40)
    assert fleet.device().boots["b1"] == Window(40, [])
    fleet.birth(40, name="bank1", outbox=True)
    assert fleet.device("bank1").boots["b1"] == Window(0, [40])


def test_a_new_boot_counts_from_one_and_the_old_one_may_still_speak() -> None:
    """An outbox holds messages of the boot before: stored, without overwriting the new."""
    fleet = SmallFleet()
    fleet.birth(outbox=True)
    fleet.fill(2, 100)
    fleet.birth(1, boot="b2", outbox=True)
    fleet.fill(2, 200, boot="b2")
    newest = fleet.device().measured
    (decision,) = fleet.fill(3, 900)
    assert isinstance(decision, Heard)
    assert (fleet.device().measured, fleet.device().boot) == (newest, "b2")
    assert fleet.device().boots == {"b1": Window(3, []), "b2": Window(2, [])}


def test_a_full_window_gives_the_lowest_hole_up() -> None:
    """Numbers above a hole are bounded; what is given up is counted."""
    window = Window()
    lost = sum(window.settle(number) for number in range(3, AHEAD_LIMIT + 10))
    assert (lost, window.stored, window.ahead) == (2, AHEAD_LIMIT + 9, [])


def test_telemetry_is_measured_in_order() -> None:
    """The plain case: heard and measured, nothing else."""
    fleet = SmallFleet()
    fleet.birth()
    fleet.fill(2)
    assert [type(d) for d in fleet.fill(3)] == [Heard, Measured]
