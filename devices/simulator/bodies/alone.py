"""What a bank does while it cannot ask: deposits into what is lent to it, codes by its own key.

Lives here: loans and how long they hold, what was done with them, wrong codes. All of it is kept
over a loss of power. Not here: doors and parcels (`devices.simulator.bodies.lockers`), the policy
that chooses a compartment, which is given to it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from devices.wire.steering import Loan, Loans

SERVED_KEPT = 1_000
"""Wishes that were served alone and whose late answers from the manager open nothing."""

WRONG_CODES, WRONG_WITHIN_MS = 5, 600_000
"""Wrong codes within that time, after which the bank takes none: as many as the manager allows."""


class Choose(Protocol):
    """The fleet's own policy, among lent positions alone; −1: none fits.

    `class_first`, `openings` by position; `rules`: size rule, pick rule, reserve, as `Loans` says.
    """

    def __call__(
        self,
        class_first: list[int],
        openings: list[int],
        lent: Iterable[int],
        rules: tuple[str, str, int],
        size: int,
    ) -> int:
        """Position of the compartment."""


class Alone:
    """Of one bank. `used`: compartment → lease of what was laid there alone and lies there still.

    `turned_away` counts couriers who found nothing lent that fits.
    """

    def __init__(self, choose: Choose) -> None:
        self._choose = choose
        self._version = 0
        self._rules: tuple[str, str, int] = ("own", "lowest_number", 0)
        self._wrong_ms: list[int] = []
        self._served: dict[str, None] = {}
        self.loans: dict[int, Loan] = {}
        self.used: dict[int, str] = {}
        self.turned_away = 0

    def take_up(self, message: Loans, fences: dict[int, int]) -> list[int] | None:
        """These are the loans now, but for those that are used up; returns compartments that are
        asked back though something lies there. None: an older version.
        """
        if message.version < self._version:
            return None
        self._version = message.version
        self._rules = (message.size_rule, message.pick_rule, message.reserve)
        self.loans = {
            loan.compartment: loan
            for loan in message.loans
            if loan.fence > fences.get(loan.compartment, 0)
        }
        named = {loan.lease for loan in message.loans}
        return sorted(number for number, lease in self.used.items() if lease not in named)

    def lent(self, manager_ms: int) -> list[int]:
        """Compartments in which a deposit may begin now, by the manager's clock."""
        return [number for number, loan in self.loans.items() if manager_ms < loan.until_ms]

    def chosen(
        self, class_first: list[int], openings: list[int], lent: list[int], size: int
    ) -> int:
        """Of lent positions the one for a parcel of this class, −1 for none."""
        return self._choose(class_first, openings, lent, self._rules, size)

    def use(self, number: int, request: str) -> Loan:
        """The loan of a compartment is used up by a wish."""
        loan = self.loans.pop(number)
        self.used[number] = loan.lease
        self.serve(request)
        return loan

    def serve(self, request: str) -> None:
        """A wish, or a code, has had its answer without the manager."""
        self._served[request] = None
        if len(self._served) > SERVED_KEPT:
            del self._served[next(iter(self._served))]

    def refuses(self, number: int, lease: str | None, request: str | None) -> str:
        """Why an order to a door comes too late, "" where it does not: the wish was served alone,
        or a parcel of another lease was laid there alone.
        """
        if request in self._served:
            return f"{request} was served alone"
        if lease is not None and self.used.get(number, lease) != lease:
            return f"compartment {number} was used alone"
        return ""

    def emptied(self, number: int) -> None:
        """Nothing lies there any more."""
        self.used.pop(number, None)

    def takes_codes(self, now_ms: int) -> bool:
        """Whether codes are compared at all, by the bank's clock."""
        self._wrong_ms = [at for at in self._wrong_ms if at > now_ms - WRONG_WITHIN_MS]
        return len(self._wrong_ms) < WRONG_CODES

    def wrong(self, now_ms: int) -> None:
        """A code that opens nothing was entered."""
        self._wrong_ms.append(now_ms)
