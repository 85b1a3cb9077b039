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
        self._desk.laid(now, parcel)

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
        """The one pending event of a parcel that lies: whatever comes first.

        Where somebody else announces reminders they may move what is pending: the old event stays
        in the queue and is known by its time.
        """
        recipient, desk = parcel.recipient, self._desk
        assert recipient is not None
        collection_ms = max(recipient.collection_ms, now)
        take_back_ms = parcel.take_back_ms
        if take_back_ms != -1:
            take_back_ms = max(take_back_ms, now)
        reminder_ms = overdue_ms = -1
        if desk.announces:
            reminder_ms = desk.reminder_ms(parcel.deposited_ms, parcel.reminders)
            overdue_ms = -1 if parcel.turned_overdue else parcel.overdue_ms
        step = desk.next_step(collection_ms, take_back_ms, reminder_ms, overdue_ms)
        time_ms = (collection_ms, take_back_ms, reminder_ms, overdue_ms)[step]
        if (step, time_ms) == (parcel.step, parcel.due_ms):
            return
        parcel.step, parcel.due_ms = step, time_ms
        ordinal = parcel.reminders if step == retention.REMIND else 0
        self._scribe.at(time_ms, STEPS[step], parcel.site, parcel.number, ordinal)

    def _due(self, now: int, step: int, site: int, number: int) -> Parcel | None:
        """The parcel that this is about, its step begun; None where it was put off or is out."""
        parcel = self._lying.get((site, number))
        if parcel is None or (parcel.step, parcel.due_ms) != (step, now):
            return None
        parcel.step = parcel.due_ms = -1
        return parcel

    def collect(self, now: int, site: int, number: int, _ordinal: int) -> None:
        """The recipient comes for the parcel, and takes it out or finds that he cannot."""
        parcel = self._due(now, retention.COLLECT, site, number)
        if parcel is None:
            return
        if self._breakdowns is not None and self._blocks(self._breakdowns, now, parcel):
            return
        self._desk.open_to_collect(now, parcel, self._collected)

    def _collected(self, now: int, parcel: Parcel, position: int) -> None:
        """His door is open, and he pays what is due; or it is not, and he comes again."""
        if position < 0:
            assert parcel.recipient is not None
            parcel.recipient.collection_ms = self._desk.returns_ms(now, parcel)
            self._schedule_step(parcel, now)
            return
        self._take_out(now, parcel)
        self._scribe.parcel(now, Kind.COLLECTION, parcel, 0, now - parcel.deposited_ms)
        if parcel.blocked_times > 0:
            opened = 1 if parcel.opening_ms == now else 0
            self._scribe.parcel(now, Kind.RECOVERED, parcel, opened, now - parcel.blocked_ms)
        if parcel.turned_overdue:
            fee = self._desk.fee_cents(parcel.overdue_ms, now)
            if fee > 0:
                self._scribe.parcel(now, Kind.FEE, parcel, 0, fee)
        self._left(now, parcel)

    def _take_out(self, now: int, parcel: Parcel) -> None:
        del self._lying[parcel.site, parcel.number]
        self._banks[parcel.bank].empty(parcel.position)

    def _left(self, now: int, parcel: Parcel) -> None:
        if self._cold is not None:
            self._cold.take_out(now, self._position(parcel))
        self._desk.gone(now, parcel)

    def _blocks(self, breakdowns: Breakdowns, now: int, parcel: Parcel) -> bool:
        """Whether a fault keeps the recipient from his parcel; he comes again, or staff open."""
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
        parcel.recipient.collection_ms = breakdowns.returns_ms(now, parcel.site, parcel.number)
        if parcel.opening_ms <= now:
            parcel.opening_ms = breakdowns.opened_ms(now) if staff else -1
        if parcel.opening_ms >= 0:
            parcel.recipient.collection_ms = min(parcel.recipient.collection_ms, parcel.opening_ms)
        self._schedule_step(parcel, now)
        return True

    def take_back(self, now: int, site: int, number: int, _ordinal: int) -> None:
        """The courier comes for an old parcel."""
        parcel = self._due(now, retention.TAKE_BACK, site, number)
        if parcel is None:
            return
        if self._breakdowns is not None:
            causes = self._breakdowns.causes_of_block(parcel.bank, parcel.position)
            if causes != 0:
                self._scribe.parcel(now, Kind.TURNED_AWAY, parcel, 1, causes)
                self._come_tomorrow(now, parcel)
                return
        self._desk.open_to_take_back(now, parcel, self._taken_back)

    def _come_tomorrow(self, now: int, parcel: Parcel) -> None:
        parcel.take_back_ms = now + DAY_MS
        self._schedule_step(parcel, now)

    def _taken_back(self, now: int, parcel: Parcel, position: int) -> None:
        """Its door is open; or it is not, and he comes again the next day."""
        if position < 0:
            self._come_tomorrow(now, parcel)
            return
        self._take_out(now, parcel)
        self._scribe.parcel(now, Kind.TAKE_BACK, parcel, 0, now - parcel.deposited_ms)
        self._left(now, parcel)

    def remind(self, now: int, site: int, number: int, _ordinal: int) -> None:
        """A reminder is sent; the recipient may come sooner."""
        parcel = self._lying.get((site, number))
        if parcel is None:
            return
        assert parcel.recipient is not None
        self._scribe.parcel(now, Kind.REMINDER, parcel, parcel.reminders, 0)
        parcel.recipient.receive_reminder(parcel.reminders, now)
        parcel.reminders += 1
        self._go_on(now, parcel)

    def turn_overdue(self, now: int, site: int, number: int, _ordinal: int) -> None:
        """The free time is over."""
        parcel = self._lying.get((site, number))
        if parcel is None:
            return
        parcel.turned_overdue = True
        parcel.overdue_ms = now
        self._scribe.parcel(now, Kind.OVERDUE, parcel, 0, 0)
        self._go_on(now, parcel)

    def _go_on(self, now: int, parcel: Parcel) -> None:
        """What comes next; while somebody is at its door that decides it."""
        if self._desk.announces:
            parcel.step = parcel.due_ms = -1
        elif parcel.step == -1:
            return
        self._schedule_step(parcel, now)
