"""Stays: what happens to a parcel while it lies in a compartment.

Lives here: deposit, reminder, overdue, collection, take-back, and the choice of what comes next.
Not here: how the parcel came to the bank (`twin.world.deliveries`).
"""

from __future__ import annotations

from devices.models.bank import Bank
from fleet.policy import retention
from scenarios.days import DAY_MS
from scenarios.people.recipient import Recipient
from twin.eventlog.events import Kind
from twin.world.cold.cells import ColdCells
from twin.world.desk import Desk
from twin.world.faults.breakdowns import Breakdowns
from twin.world.parcel import Parcel
from twin.world.plan import Plan
from twin.world.scribe import Scribe

STEPS = {
    retention.COLLECT: Kind.COLLECTION,
    retention.TAKE_BACK: Kind.TAKE_BACK,
    retention.REMIND: Kind.REMINDER,
    retention.TURN_OVERDUE: Kind.OVERDUE,
}


class Stays:
    """The parcels that lie in the compartments of one group of sites."""

    def __init__(
        self,
        plan: Plan,
        banks: list[Bank],
        desk: Desk,
        scribe: Scribe,
        breakdowns: Breakdowns | None = None,
        cold: ColdCells | None = None,
    ) -> None:
        self._plan = plan
        self._cold = cold
        self._rules = plan.rules
        self._banks = banks
        self._desk = desk
        self._scribe = scribe
        self._breakdowns = breakdowns
        self._lying: dict[tuple[int, int], Parcel] = {}

    def deposit(self, now: int, parcel: Parcel, position: int, recipient: Recipient) -> None:
        """The parcel goes into the compartment at `position` of its bank."""
        self._lay(now, parcel, position, recipient)
        leg = 0 if parcel.courier is None else parcel.courier.leg
        self._scribe.parcel(now, Kind.DEPOSIT, parcel, parcel.presented, leg)
        parcel.presented += 1
        self._plan_stay(parcel, recipient)
        self._schedule_step(parcel, now)
        if self._cold is not None:
            self._cold.lay_in(now, parcel, self._position(parcel))

    def _position(self, parcel: Parcel) -> int:
        """Where a parcel lies, counted through the group."""
        return self._plan.class_first[parcel.bank * self._plan.classes] + parcel.position

    def hold(self, parcel: Parcel, position: int, recipient: Recipient, deposited_ms: int) -> None:
        """A parcel of the initial state lies there since `deposited_ms`."""
        self._lay(deposited_ms, parcel, position, recipient)
        self._scribe.parcel(self._rules.begin_ms, Kind.HELD, parcel, 0, deposited_ms)

    def resume(self, parcel: Parcel) -> None:
        """The beginning for a parcel held: what lies before is past, the rest is scheduled."""
        assert parcel.recipient is not None
        begin_ms = self._rules.begin_ms
        self._plan_stay(parcel, parcel.recipient)
        while begin_ms > self._desk.reminder_ms(parcel.deposited_ms, parcel.reminders) != -1:
            parcel.reminders += 1
        parcel.turned_overdue = parcel.overdue_ms != -1 and parcel.overdue_ms < begin_ms
        self._schedule_step(parcel, begin_ms)

    def _lay(self, since_ms: int, parcel: Parcel, position: int, recipient: Recipient) -> None:
        self._banks[parcel.bank].deposit(position, parcel.number)
        parcel.position = position
        parcel.deposited_ms = since_ms
        parcel.recipient = recipient
        self._lying[parcel.site, parcel.number] = parcel

    def _plan_stay(self, parcel: Parcel, recipient: Recipient) -> None:
        desk, rules = self._desk, self._rules
        parcel.overdue_ms = desk.overdue_ms(parcel.deposited_ms)
        parcel.take_back_ms = desk.take_back_ms(parcel.deposited_ms)
        recipient.learn_of_deposit(
            parcel.deposited_ms, parcel.overdue_ms, rules.first_weekday, rules.weekend_permille
        )

    def _schedule_step(self, parcel: Parcel, now: int) -> None:
        """The one pending event of a parcel that lies: whatever comes first."""
        recipient, desk = parcel.recipient, self._desk
        assert recipient is not None
        collection_ms = max(recipient.collection_ms, now)
        take_back_ms = parcel.take_back_ms
        if take_back_ms != -1:
            take_back_ms = max(take_back_ms, now)
        reminder_ms = desk.reminder_ms(parcel.deposited_ms, parcel.reminders)
        overdue_ms = -1 if parcel.turned_overdue else parcel.overdue_ms
        step = desk.next_step(collection_ms, take_back_ms, reminder_ms, overdue_ms)
        time_ms = (collection_ms, take_back_ms, reminder_ms, overdue_ms)[step]
        ordinal = parcel.reminders if step == retention.REMIND else 0
        self._scribe.at(time_ms, STEPS[step], parcel.site, parcel.number, ordinal)

    def collect(self, now: int, site: int, number: int, _ordinal: int) -> None:
        """The recipient takes the parcel out and pays what is due; or finds that he cannot."""
        if self._breakdowns is not None and self._blocks(self._breakdowns, now, site, number):
            return
        parcel = self._lying.pop((site, number))
        self._banks[parcel.bank].empty(parcel.position)
        self._scribe.parcel(now, Kind.COLLECTION, parcel, 0, now - parcel.deposited_ms)
        if parcel.blocked_times > 0:
            opened = 1 if parcel.opening_ms == now else 0
            self._scribe.parcel(now, Kind.RECOVERED, parcel, opened, now - parcel.blocked_ms)
        if parcel.turned_overdue:
            fee = self._desk.fee_cents(parcel.overdue_ms, now)
            if fee > 0:
                self._scribe.parcel(now, Kind.FEE, parcel, 0, fee)
        if self._cold is not None:
            self._cold.take_out(now, self._position(parcel))

    def _blocks(self, breakdowns: Breakdowns, now: int, site: int, number: int) -> bool:
        """Whether a fault keeps the recipient from his parcel; he comes again, or staff open."""
        parcel = self._lying[site, number]
        causes = breakdowns.causes_of_block(parcel.bank, parcel.position)
        staff = breakdowns.staff_can_open(causes)
        if causes == 0:
            parcel.opening_ms = -1
            return False
        if parcel.opening_ms == now and staff:
            breakdowns.release(now, parcel.bank, parcel.position)
            return False
        self._scribe.parcel(now, Kind.BLOCKED, parcel, parcel.blocked_times, causes)
        if parcel.blocked_times == 0:
            parcel.blocked_ms = now
        parcel.blocked_times += 1
        assert parcel.recipient is not None
        parcel.recipient.collection_ms = breakdowns.returns_ms(now, site, number)
        if parcel.opening_ms <= now:
            parcel.opening_ms = breakdowns.opened_ms(now) if staff else -1
        if parcel.opening_ms >= 0:
            parcel.recipient.collection_ms = min(parcel.recipient.collection_ms, parcel.opening_ms)
        self._schedule_step(parcel, now)
        return True

    def take_back(self, now: int, site: int, number: int, _ordinal: int) -> None:
        """The courier takes an old parcel back, or cannot and comes again the next day."""
        parcel = self._lying[site, number]
        if self._breakdowns is not None:
            causes = self._breakdowns.causes_of_block(parcel.bank, parcel.position)
            if causes != 0:
                self._scribe.parcel(now, Kind.TURNED_AWAY, parcel, 1, causes)
                parcel.take_back_ms = now + DAY_MS
                self._schedule_step(parcel, now)
                return
        del self._lying[site, number]
        self._banks[parcel.bank].empty(parcel.position)
        self._scribe.parcel(now, Kind.TAKE_BACK, parcel, 0, now - parcel.deposited_ms)
        if self._cold is not None:
            self._cold.take_out(now, self._position(parcel))

    def remind(self, now: int, site: int, number: int, ordinal: int) -> None:
        """A reminder is sent; the recipient may come sooner."""
        parcel = self._lying[site, number]
        assert parcel.recipient is not None
        self._scribe.parcel(now, Kind.REMINDER, parcel, ordinal, 0)
        parcel.recipient.receive_reminder(ordinal, now)
        parcel.reminders += 1
        self._schedule_step(parcel, now)

    def turn_overdue(self, now: int, site: int, number: int, _ordinal: int) -> None:
        """The free time is over."""
        parcel = self._lying[site, number]
        parcel.turned_overdue = True
        self._scribe.parcel(now, Kind.OVERDUE, parcel, 0, 0)
        self._schedule_step(parcel, now)
