"""The desk behind which the manager stands: couriers and recipients ask it at a bank's terminal.

Lives here: wishes and codes as messages, people who wait and lose patience, what becomes of an
opened door. Not here: which compartment (the manager), what a parcel does (`twin.world`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from devices.models.bank import Bank
from devices.simulator.bodies.hull import Draft
from devices.wire.envelope import Message
from devices.wire.happenings import (
    Collected,
    Deposited,
    DepositRejected,
    DepositRequested,
    Entered,
    Kept,
)
from fleet.core.decisions import Decision
from fleet.core.inputs import TakeOut
from fleet.core.parcels.state import OVERDUE, REMINDER, Notice
from fleet.core.partition import refusal
from fleet.loadtest.allocation.history import Held, Opening
from scenarios.days import HOUR_MS
from twin.eventlog.events import Kind
from twin.managed.banks import BankThere, Declined, Opened
from twin.managed.counts import Counts, ManagerCounter
from twin.managed.manager import Manager
from twin.managed.wire.agenda import Agenda
from twin.world.desk import Answered, Desk
from twin.world.parcel import Parcel
from twin.world.rules import NEVER, Rules

ASK_AGAIN_MS = 5_000
"""A terminal that hears nothing asks again so often; assumed."""

PATIENCE_MS = 60_000
"""So long people wait at a terminal that does not answer; assumed: twice the time for which an
order to a door holds (`fleet.core.parcels.limits.OPEN_WITHIN_MS`)."""

RETURN_MS = 4 * HOUR_MS
"""A recipient for whom no door opened comes again after this; assumed."""

Announce = Callable[[int, Kind, Parcel, int], None]
"""A reminder reaches a recipient: (now, kind, parcel, how many before)."""

_NOTICES = {REMINDER: Kind.REMINDER, OVERDUE: Kind.OVERDUE}


@dataclass(slots=True)
class _Wish:
    """Somebody stands at a terminal. `draft`: what it says for him, None where it says nothing."""

    parcel: Parcel
    answered: Answered
    asked_ms: int
    draft: Draft | None
    is_deposit: bool


@dataclass(slots=True)
class _Lying:
    """A parcel that a door was opened for, as its bank and its recipient know it."""

    parcel: Parcel
    held: Held
    code: str = ""
    announced: int = 0


class ManagerDesk(Desk):
    """Asks the manager. `held`, `openings`: all that was seen at doors, for the judge."""

    announces = False

    def __init__(self, rules: Rules, agenda: Agenda, manager: Manager, counts: Counts) -> None:
        super().__init__(rules)
        self._agenda = agenda
        self._manager = manager
        self._counts = counts
        self._banks: Sequence[BankThere] = ()
        self._settle: Callable[[int], None] = _not_begun
        self._announce: Announce = _nobody
        self._wishes: dict[str, _Wish] = {}
        self._lying: dict[str, _Lying] = {}
        self._lease_of: dict[tuple[int, int], str] = {}
        self._known: set[str] = set()
        self._entered = 0
        self.held: list[Held] = []
        self.openings: list[Opening] = []

    def begin(
        self, banks: Sequence[BankThere], settle: Callable[[int], None], announce: Announce
    ) -> None:
        """The banks stand there; `settle` lets everything happen that is due."""
        self._banks, self._settle, self._announce = banks, settle, announce

    # ---------------------------------------------------------------- people ask

    def open_to_deposit(
        self, now: int, parcel: Parcel, bank: Bank, sizes: int, answered: Answered
    ) -> None:
        """The terminal asks for a compartment."""
        request = f"d{parcel.site}-{parcel.number}-{parcel.presented}"
        fields = {
            "request": request, "company": f"company{parcel.company + 1}",
            "parcel": f"p{parcel.site}-{parcel.number}", "size": parcel.size,
            "recipient": f"r{parcel.site}-{parcel.number}",
        }  # fmt: skip
        draft = Draft(DepositRequested, fields)
        if self._banks[parcel.bank].body.is_alone:
            self._count(now, parcel, ManagerCounter.WISHES)
            self._count(now, parcel, ManagerCounter.FAILED_DEPOSITS)
            answered(now, parcel, NEVER)
            return
        self._ask(now, request, _Wish(parcel, answered, now, draft, True))

    def open_to_collect(self, now: int, parcel: Parcel, answered: Answered) -> None:
        """The recipient types the code; who was sent none yet cannot. A bank without its network
        compares it itself.
        """
        known = self._lying[self._lease_of[parcel.site, parcel.number]]
        there = self._banks[parcel.bank]
        if there.body.is_alone and known.code:
            self._count(now, parcel, ManagerCounter.ENTRIES)
            there.body.open_alone(parcel.position)
            answered(now, parcel, parcel.position)
            return
        self._entered += 1
        request = f"c{parcel.site}-{parcel.number}-{self._entered}"
        draft = Draft(Entered, {"request": request, "code": known.code}) if known.code else None
        self._ask(now, request, _Wish(parcel, answered, now, draft, False))

    def open_to_take_back(self, now: int, parcel: Parcel, answered: Answered) -> None:
        """The company's system asks the manager for the parcel that its courier stands before."""
        lease = self._lease_of[parcel.site, parcel.number]
        there = self._banks[parcel.bank]
        self._entered += 1
        request = f"t{parcel.site}-{parcel.number}-{self._entered}"
        company = f"company{parcel.company + 1}"
        wanted = TakeOut(request, "courier", there.key, lease, company)
        self._manager.ask(there.link.partition, wanted, partial(self._refused, request))
        self._ask(now, request, _Wish(parcel, answered, now, None, False))

    def returns_ms(self, now: int, parcel: Parcel) -> int:
        """When a recipient comes again for whom no door opened."""
        return now + RETURN_MS

    def _ask(self, now: int, request: str, wish: _Wish) -> None:
        self._wishes[request] = wish
        counter = ManagerCounter.WISHES if wish.is_deposit else ManagerCounter.ENTRIES
        self._count(now, wish.parcel, counter)
        self._say(now, request)

    def _count(self, now: int, parcel: Parcel, counter: ManagerCounter, amount: int = 1) -> None:
        self._counts.add(now, self._banks[parcel.bank].site, counter, amount)

    def _say(self, now: int, request: str) -> None:
        """The terminal says what is wanted, until it is answered or nobody stands there."""
        wish = self._wishes.get(request)
        if wish is None:
            return
        if now - wish.asked_ms >= PATIENCE_MS:
            self._give_up(now, request)
            return
        there = self._banks[wish.parcel.bank]
        if wish.draft is not None:
            kind, fields = wish.draft
            self._tell(there, kind, **fields)
        there.link.flush(now)
        self._settle(now)
        if request in self._wishes:
            self._agenda.at(now + ASK_AGAIN_MS, lambda due: self._say(due, request))

    def _give_up(self, now: int, request: str) -> None:
        wish = self._wishes.pop(request)
        failed = ManagerCounter.FAILED_ENTRIES
        if wish.is_deposit:
            failed = ManagerCounter.FAILED_DEPOSITS
        self._count(now, wish.parcel, failed)
        wish.answered(now, wish.parcel, NEVER)

    def _refused(self, request: str, now: int, decided: list[Decision] | None) -> None:
        """What the company's system hears; a door that opens says more."""
        if (decided is None or refusal(decided) is not None) and request in self._wishes:
            self._give_up(now, request)

    # ---------------------------------------------------------------- the bank answers

    def attend(self, number: int, now: int) -> None:
        """The bank `number` has obeyed: doors are open, or people are told that none will be."""
        there = self._banks[number]
        while there.body.answers:
            answer = there.body.answers.popleft()
            if isinstance(answer, Declined):
                self._declined(now, answer)
            else:
                self._opened(now, there, answer)

    def _answer(self, now: int, request: str) -> _Wish:
        wish = self._wishes.pop(request)
        self._count(now, wish.parcel, ManagerCounter.REPLIES)
        self._count(now, wish.parcel, ManagerCounter.REPLY_MS, now - wish.asked_ms)
        return wish

    def _declined(self, now: int, answer: Declined) -> None:
        if answer.request in self._wishes:
            wish = self._answer(now, answer.request)
            counter = ManagerCounter.FAILED_ENTRIES
            if wish.is_deposit:
                counter = ManagerCounter.DECLINED
            self._count(now, wish.parcel, counter)
            wish.answered(now, wish.parcel, NEVER)

    def _opened(self, now: int, there: BankThere, door: Opened) -> None:
        """Whoever asked for the door uses it; where nobody did, it is pushed shut."""
        number, time_s = door.position + 1, now / 1_000
        self.openings.append(Opening(there.key, number, door.command, door.fence, time_s))
        wish = self._wishes.get(door.request)
        if wish is not None and wish.is_deposit:
            held = Held(
                there.key, number, door.lease, door.fence, wish.asked_ms / 1_000, time_s, -1.0
            )
            self.held.append(held)
            if not there.body.is_empty(door.position):
                self._shut(there, door.position, DepositRejected, door.lease, reason="occupied")
                held.left = time_s
                return
            self._known.add(door.lease)
            self._lying[door.lease] = _Lying(wish.parcel, held)
            self._lease_of[wish.parcel.site, wish.parcel.number] = door.lease
            self._answer(now, door.request).answered(now, wish.parcel, door.position)
        elif wish is not None:
            self._answer(now, door.request).answered(now, wish.parcel, door.position)
        else:
            self._unwanted(there, door, time_s)

    def _unwanted(self, there: BankThere, door: Opened, time_s: float) -> None:
        """Nobody waits at this door any more."""
        if door.lease in self._lying:
            self._shut(there, door.position, Kept, door.lease)
            return
        if door.lease not in self._known:
            number = door.position + 1
            self.held.append(
                Held(there.key, number, door.lease, door.fence, time_s, time_s, time_s)
            )
        reason = "timeout" if there.body.is_empty(door.position) else "occupied"
        self._shut(there, door.position, DepositRejected, door.lease, reason=reason)

    def laid(self, now: int, parcel: Parcel) -> None:
        """The bank tells that the door is shut upon the parcel."""
        there = self._banks[parcel.bank]
        lease = self._lease_of[parcel.site, parcel.number]
        self._shut(there, parcel.position, Deposited, lease)

    def gone(self, now: int, parcel: Parcel) -> None:
        """The bank tells that the compartment is shut and empty."""
        there = self._banks[parcel.bank]
        lease = self._lease_of.pop((parcel.site, parcel.number))
        self._lying.pop(lease).held.left = now / 1_000
        alone = {"alone": True} if there.body.is_alone else {}
        self._shut(there, parcel.position, Collected, lease, **alone)
        there.link.flush(now)

    def _shut(
        self, there: BankThere, position: int, kind: type[Message], lease: str, **fields: object
    ) -> None:
        there.body.shut(position)
        self._tell(there, kind, lease=lease, compartment=position + 1, **fields)

    def _tell(self, there: BankThere, kind: type[Message], **fields: object) -> None:
        there.body.tell(kind, **fields)

    # ---------------------------------------------------------------- notices

    def hear(self, now: int, notice: Notice, code: str) -> None:
        """A notice reaches the recipient of a parcel; one that has left concerns nobody."""
        known = self._lying.get(notice.lease)
        if known is None:
            return
        known.code = code
        if notice.kind in _NOTICES:
            self._announce(now, _NOTICES[notice.kind], known.parcel, known.announced)
            known.announced += 1


def _not_begun(now: int) -> None:
    """Nothing stands there yet."""


def _nobody(now: int, kind: Kind, parcel: Parcel, ordinal: int) -> None:
    """Nobody listens yet."""
