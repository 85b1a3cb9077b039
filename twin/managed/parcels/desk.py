"""The desk behind which the manager stands: couriers and recipients ask it at a bank's terminal.

Lives here: wishes and codes as messages, people who wait and lose patience, what a bank answers by
itself while it cannot ask. Not here: which compartment (the manager), what lies where
(`twin.managed.parcels.custody`), what a parcel does (`twin.world`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from devices.models.bank import Bank
from devices.simulator.bodies.hull import Draft
from devices.wire.happenings import DepositRequested, Entered
from fleet.core.decisions import Decision
from fleet.core.inputs import TakeOut
from fleet.core.partition import refusal
from scenarios.days import HOUR_MS
from twin.managed.counts import Counts, ManagerCounter
from twin.managed.manager import Manager
from twin.managed.parcels.banks import BankThere, Declined, Opened
from twin.managed.parcels.custody import Announce, Custody, names_of
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


@dataclass(slots=True)
class _Wish:
    """Somebody stands at a terminal. `draft`: what it says for him, None where it says nothing."""

    parcel: Parcel
    answered: Answered
    asked_ms: int
    draft: Draft | None
    is_deposit: bool


class ManagerDesk(Desk):
    """Asks the manager. `custody` has what was seen at doors."""

    announces = False

    def __init__(
        self, rules: Rules, agenda: Agenda, manager: Manager, counts: Counts, base_ms: int
    ) -> None:
        """`base_ms`: Unix time of the run's midnight 0."""
        super().__init__(rules)
        self._agenda = agenda
        self._manager = manager
        self._counts = counts
        self._banks: Sequence[BankThere] = ()
        self._settle: Callable[[int], None] = _not_begun
        self._wishes: dict[str, _Wish] = {}
        self._held: list[Parcel] = []
        self._entered = 0
        self.custody = Custody(agenda, manager, base_ms)

    def begin(
        self, banks: Sequence[BankThere], settle: Callable[[int], None], announce: Announce
    ) -> None:
        """The banks stand there; `settle` lets everything happen that is due."""
        self._banks, self._settle, self.custody.announce = banks, settle, announce

    # ---------------------------------------------------------------- people ask

    def open_to_deposit(
        self, now: int, parcel: Parcel, bank: Bank, sizes: int, answered: Answered
    ) -> None:
        """The terminal asks for a compartment; cut off, the bank has what is lent to it or none."""
        request = f"d{parcel.site}-{parcel.number}-{parcel.presented}"
        fields = {
            **names_of(parcel), "request": request,
            "size": parcel.temperature * sizes + parcel.size,
        }  # fmt: skip
        wish = _Wish(parcel, answered, now, Draft(DepositRequested, fields), True)
        there = self._banks[parcel.bank]
        there.link.inform(now)
        if not there.body.is_alone:
            self._ask(now, request, wish)
            return
        self._begin(now, request, wish)
        if not self._serve_alone(now, request, wish):
            self._give_up(now, request)

    def open_to_collect(self, now: int, parcel: Parcel, answered: Answered) -> None:
        """The recipient types the code; who was sent none yet cannot. A bank without its network
        compares it itself; at one without power he is not but with staff, who open with a key.
        """
        there = self._banks[parcel.bank]
        there.link.inform(now)
        self._entered += 1
        request = f"c{parcel.site}-{parcel.number}-{self._entered}"
        code = self.custody.code_of(parcel)
        draft = Draft(Entered, {"request": request, "code": code}) if code else None
        wish = _Wish(parcel, answered, now, draft, False)
        if there.body.stands_still:
            self._count(now, parcel, ManagerCounter.ENTRIES)
            answered(now, parcel, parcel.position)
        elif there.body.is_alone and draft is not None:
            self._begin(now, request, wish)
            self._serve_alone(now, request, wish)
        else:
            self._ask(now, request, wish)

    def open_to_take_back(self, now: int, parcel: Parcel, answered: Answered) -> None:
        """The company's system asks the manager for the parcel that its courier stands before."""
        there = self._banks[parcel.bank]
        self._entered += 1
        request = f"t{parcel.site}-{parcel.number}-{self._entered}"
        lease, company = self.custody.lease_of(parcel), names_of(parcel)["company"]
        wanted = TakeOut(request, "courier", there.key, lease, company)
        self._manager.ask(there.link.partition, wanted, partial(self._refused, request))
        self._ask(now, request, _Wish(parcel, answered, now, None, False))

    def returns_ms(self, now: int, parcel: Parcel) -> int:
        """When a recipient comes again for whom no door opened."""
        return now + RETURN_MS

    def held(self, parcels: Sequence[Parcel]) -> None:
        """They lie there before the manager runs."""
        self._held += parcels

    def take_over(self) -> None:
        """The manager is told of them, bank by bank."""
        by_bank: dict[int, list[Parcel]] = {}
        for parcel in self._held:
            by_bank.setdefault(parcel.bank, []).append(parcel)
        for bank, parcels in by_bank.items():
            self.custody.take_over(self._banks[bank], parcels)
        self._held.clear()

    def laid(self, now: int, parcel: Parcel) -> None:
        """The door is shut upon the parcel."""
        self.custody.laid(self._banks[parcel.bank], parcel)

    def gone(self, now: int, parcel: Parcel) -> None:
        """The parcel is out, the door shut."""
        self.custody.gone(now, self._banks[parcel.bank], parcel)
        self._settle(now)

    # ---------------------------------------------------------------- and wait

    def _begin(self, now: int, request: str, wish: _Wish) -> None:
        self._wishes[request] = wish
        asked = ManagerCounter.WISHES if wish.is_deposit else ManagerCounter.ENTRIES
        self._count(now, wish.parcel, asked)

    def _ask(self, now: int, request: str, wish: _Wish) -> None:
        self._begin(now, request, wish)
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
        there.link.inform(now)
        body = there.body
        if wish.draft is not None and not body.stands_still:
            if body.is_alone and body.borrows and self._serve_alone(now, request, wish):
                return
            kind, fields = wish.draft
            body.tell(kind, **fields)
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

    def _serve_alone(self, now: int, request: str, wish: _Wish) -> bool:
        """A bank that cannot ask answers by itself; False where it has nothing that fits."""
        parcel, there = wish.parcel, self._banks[wish.parcel.bank]
        position = parcel.position
        if wish.is_deposit:
            assert wish.draft is not None
            position = there.body.lent(
                wish.draft.fields["size"], self.custody.count_at(parcel.bank)
            )
            if position < 0:
                return False
            loan = there.body.use(position, request)
            door = Opened(position, loan.lease, request, f"alone-{loan.lease}", loan.fence)
            said = {**wish.draft.fields, "fence": loan.fence}
            self.custody.opened(now, there, door)
            self.custody.begin(now, there, door, parcel, wish.asked_ms, said)
            self._count(now, parcel, ManagerCounter.LAID_ALONE)
        else:
            there.body.open_alone(position, request)
            self._count(now, parcel, ManagerCounter.COLLECTED_ALONE)
        del self._wishes[request]
        wish.answered(now, parcel, position)
        there.link.flush(now)
        return True

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
        self.custody.opened(now, there, door)
        wish = self._wishes.get(door.request)
        if wish is None:
            self.custody.unwanted(now, there, door)
        elif not wish.is_deposit or self.custody.begin(
            now, there, door, wish.parcel, wish.asked_ms
        ):
            self._answer(now, door.request).answered(now, wish.parcel, door.position)


def _not_begun(now: int) -> None:
    """Nothing stands there yet."""
