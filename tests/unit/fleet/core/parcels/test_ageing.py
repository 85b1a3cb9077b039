"""What becomes of a parcel that lies: reminders, overdue, fees, take-back, exceptions."""

from __future__ import annotations

from typing import Any

import msgspec

from fleet.core.decisions import Refused
from fleet.core.inputs import FaceSeen, Furnish, OpenInNeed, Report, TakeOut, Told
from fleet.core.parcels.state import Notice, Retention
from fleet.policy.retention import fee_cents
from tests.unit.fleet.core.parcels.lockers import BANK, Lockers, names

HOUR_MS = 3_600_000
RULES = Retention(
    remind_after_ms=[6 * HOUR_MS, 12 * HOUR_MS], free_ms=18 * HOUR_MS, fee_step_ms=12 * HOUR_MS,
    fee_cents=50, fee_cap_cents=300, take_back_ms=48 * HOUR_MS, round_ms=10 * HOUR_MS,
)  # fmt: skip
"""Free for 18 h, then 0.50 for every 12 h up to 3.00, as the largest Chinese operator has it."""


def _lying(**words: Any) -> Lockers:
    lockers = Lockers(retention=RULES, notify=True, **words)
    lockers.lay("p1")
    return lockers


def _notices(lockers: Lockers) -> list[Notice]:
    return list(lockers.partition.state.parcels.notices.values())


def _trouble(lockers: Lockers) -> tuple[str, str]:
    trouble = lockers.lease("p1").trouble
    return ("", "") if trouble is None else (trouble.what, trouble.responsible)


def test_a_step_of_the_fee_that_begins_on_a_holiday_is_free() -> None:
    """Laid at some hour, overdue 18 h later, taken 40 h after the deposit: two steps, of which the
    second begins on a day that is free; a day by local midnight, whatever its distance from UTC.
    """
    second_ms = Lockers(retention=RULES).now_ms + 30 * HOUR_MS
    for begins_ms, cents in ((second_ms - HOUR_MS, 50), (second_ms + HOUR_MS, 100)):
        rules = msgspec.structs.replace(RULES, holidays_ms=[begins_ms - 48 * HOUR_MS, begins_ms])
        free = Lockers(retention=rules)
        free.lay("p1")
        for _ in range(40):
            free.wait(3_600)
        free.enter(free.code("p1"))
        free.answer("p1")
        free.handled("collected", "p1")
        assert free.lease("p1").fee_cents == cents


def test_notices_come_in_the_order_of_the_rules() -> None:
    """The code at once, two reminders, overdue, take-back at the first round after two days."""
    lockers = _lying()
    laid_ms = lockers.now_ms
    for _ in range(90):
        lockers.wait(3_600)
    assert [n.kind for n in _notices(lockers)] == [
        "code", "reminder", "reminder", "overdue", "take_back",
    ]  # fmt: skip
    after_h = [(n.due_ms - laid_ms) // HOUR_MS for n in _notices(lockers)]
    assert after_h[:4] == [0, 6, 12, 18]
    assert 48 <= after_h[4] < 72
    lease = lockers.lease("p1")
    assert (lease.reminders, lease.overdue_ms, lease.wanted_back) == (
        2, laid_ms + 18 * HOUR_MS, True,
    )  # fmt: skip


def test_a_fee_is_owed_from_the_overdue_hour_on() -> None:
    """By the policy of the twin; a parcel taken in time is free."""
    lockers = _lying()
    for _ in range(40):
        lockers.wait(3_600)
    lockers.enter(lockers.code("p1"))
    lockers.answer("p1")
    lockers.handled("collected", "p1")
    lease = lockers.lease("p1")
    expected = fee_cents(lease.overdue_ms, lockers.now_ms, 12 * HOUR_MS, 50, 300, (), 0)
    assert lease.fee_cents == expected == 100
    in_time = _lying()
    in_time.enter(in_time.code("p1"))
    in_time.handled("collected", "p1")
    assert in_time.lease("p1").fee_cents == 0


def test_a_parcel_that_was_kept_ages_on() -> None:
    """Shut again upon it: its next reminder comes at its time."""
    lockers = _lying()
    lockers.enter(lockers.code("p1"))
    lockers.answer("p1")
    lockers.handled("kept", "p1")
    lockers.wait(6 * 3_600)
    assert [n.kind for n in _notices(lockers)] == ["code", "reminder"]


def test_a_courier_takes_back_what_is_due_and_nothing_else() -> None:
    """Not before, not another company's; it is no collection and costs nobody a fee."""
    lockers = _lying()
    lease = lockers.lease("p1").lease
    take = TakeOut("t1", "c9", BANK, lease, "swift")
    (refused,) = lockers.ask(take)
    assert isinstance(refused, Refused)
    for _ in range(90):
        lockers.wait(3_600)
    (other,) = lockers.ask(TakeOut("t2", "c9", BANK, lease, "slow"))
    assert isinstance(other, Refused)
    assert names(lockers.ask(take)) == ["DoorOrdered"]
    assert names(lockers.ask(take)) == ["Issued"]
    lockers.answer("p1")
    lockers.handled("collected", "p1")
    assert (lockers.lease("p1").ended, lockers.lease("p1").fee_cents) == ("taken_back", 0)
    assert lockers.bank.free == [2, 1]


def test_an_emergency_opening_has_a_reason_and_stays_in_the_custody() -> None:
    """Staff open whatever lies there; put back it lies there still."""
    lockers = _lying()
    lease = lockers.lease("p1")
    (refused,) = lockers.ask(OpenInNeed("n1", "kim", BANK, lease.lease, ""))
    assert isinstance(refused, Refused)
    assert names(lockers.ask(OpenInNeed("n1", "kim", BANK, lease.lease, "smoke"))) == [
        "DoorOrdered"
    ]
    assert (lease.custody[-1].what, lease.custody[-1].by) == ("collecting", "kim")
    lockers.answer("p1")
    lockers.handled("kept", "p1")
    assert lease.stage == "lying"
    lockers.ask(OpenInNeed("n2", "kim", BANK, lease.lease, "fire brigade"))
    lockers.handled("collected", "p1")
    assert lease.ended == "removed"


def test_exceptions_have_somebody_and_a_deadline() -> None:
    """Reported, settled, or settled by looking: then the compartment is free."""
    lockers = _lying()
    lease = lockers.lease("p1")
    later_ms = lockers.now_ms + HOUR_MS
    for bad in (
        Report("", "kim", BANK, lease.lease, "gone", "swift", later_ms),
        Report("", "kim", BANK, lease.lease, "damaged", "", later_ms),
        Report("", "kim", BANK, lease.lease, "damaged", "swift", lockers.now_ms),
    ):
        assert names(lockers.ask(bad)) == ["Refused"]
    report = Report("", "kim", BANK, lease.lease, "damaged", "swift", later_ms)
    assert names(lockers.ask(report)) == ["Troubled"]
    assert _trouble(lockers) == ("damaged", "swift")
    assert names(lockers.ask(Report("", "kim", BANK, lease.lease, ""))) == ["Troubled"]
    assert _trouble(lockers) == ("", "")
    lost = Report("", "kim", BANK, lease.lease, "lost", "swift", later_ms, True)
    assert names(lockers.ask(lost)) == ["Troubled", "LeaseEnded"]
    assert (lease.ended, lockers.bank.free) == ("lost", [2, 1])


def test_a_door_that_opened_and_of_which_nothing_is_heard_is_stranded() -> None:
    """Its company has to see to it; the compartment stays taken until the bank speaks."""
    lockers = Lockers()
    lockers.wish("p1")
    lockers.answer("p1")
    lockers.wait(301)
    assert _trouble(lockers) == ("stranded", "swift")
    assert lockers.bank.free == [1, 1]
    lockers.handled("deposited", "p1")
    assert _trouble(lockers) == ("", "")
    assert lockers.lease("p1").stage == "lying"


def test_a_face_check_says_yes_or_no() -> None:
    """No is a wrong code; yes opens the door for the recipient."""
    lockers = _lying()
    lease = lockers.lease("p1")
    assert names(lockers.ask(FaceSeen("f1", "gate", BANK, lease.lease, False))) == ["WrongCode"]
    assert len(lockers.bank.wrong_ms) == 1
    assert names(lockers.ask(FaceSeen("f2", "gate", BANK, lease.lease, True))) == ["DoorOrdered"]
    assert lease.leaving == "collected"


def test_notices_leave_the_outbox_when_they_are_done() -> None:
    """Sent and given up are counted; what is tried again waits for its time."""
    lockers = _lying()
    lockers.lay("p2")
    lockers.lay("p3", size=1)
    later_ms = lockers.now_ms + 60_000
    assert names(lockers.ask(Told("", "n", BANK, [1], [2], [], {3: later_ms}))) == ["NoticesDone"]
    parcels = lockers.partition.state.parcels
    assert (parcels.notices_sent, parcels.notices_failed) == (1, 1)
    assert [(n.due_ms, n.attempt) for n in _notices(lockers)] == [(later_ms, 1)]
    assert lockers.ask(Told("", "n", BANK, [1], [], [], {})) == []


def test_rules_that_make_no_sense_are_refused() -> None:
    """Negative fees, a round at no hour of the day, reminders out of order."""
    lockers = Lockers()
    for rules in (
        Retention(fee_cents=-1), Retention(round_ms=24 * HOUR_MS), Retention(free_ms=-2),
        Retention(remind_after_ms=[5, 3]), Retention(remind_after_ms=list(range(40))),
        Retention(holidays_ms=[5, 4]), Retention(holidays_ms=[0, 5]),
        Retention(holidays_ms=[0, 4_000 * 24 * HOUR_MS]),
    ):  # fmt: skip
        assert names(lockers.ask(Furnish("", "kim", BANK, [2, 1], retention=rules))) == ["Refused"]
