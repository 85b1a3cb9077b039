"""Which parcel lies under which lease, as its bank and its recipient know it.

Lives here: what banks say of doors that are shut again, what staff say of parcels that they took
out of a bank without power, notices, and all that was seen at doors, for the judge. Not here: who
wants what (`twin.managed.parcels.desk`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from devices.wire.envelope import Message
from devices.wire.happenings import (
    Collected,
    Deposited,
    DepositedAlone,
    DepositRejected,
    Kept,
)
from fleet.core.decisions import Decision
from fleet.core.inputs import LiesThere, Report, TakeOver
from fleet.core.parcels.decisions import TakenOver
from fleet.core.parcels.state import OVERDUE, REMINDER, Notice
from fleet.core.partition import refusal
from fleet.loadtest.allocation.history import Held, Opening
from twin.eventlog.events import Kind
from twin.managed.manager import Manager
from twin.managed.parcels.banks import BankThere, Opened
from twin.managed.wire.agenda import Agenda
from twin.world.parcel import Parcel

REPORT_AGAIN_MS = 600_000
"""Staff whose word did not reach the manager, or who speak of a parcel of which it has not heard
yet, say it again after so long; assumed."""

Announce = Callable[[int, Kind, Parcel, int], None]
"""A reminder reaches a recipient: (now, kind, parcel, how many before)."""

_NOTICES = {REMINDER: Kind.REMINDER, OVERDUE: Kind.OVERDUE}


@dataclass(slots=True)
class Lying:
    """A parcel that a door was opened for. `alone`: what its bank, which asked nobody, says of it
    once the door is shut.
    """

    parcel: Parcel
    held: Held
    code: str = ""
    announced: int = 0
    alone: dict[str, Any] | None = None


class Custody:
    """Of one group. `held`, `openings`: all that was seen at doors."""

    def __init__(self, agenda: Agenda, manager: Manager, base_ms: int) -> None:
        """`base_ms`: Unix time of the run's midnight 0."""
        self._agenda = agenda
        self._manager = manager
        self._base_ms = base_ms
        self._lying: dict[str, Lying] = {}
        self._lease_of: dict[tuple[int, int], str] = {}
        self._known: set[str] = set()
        self.announce: Announce = _nobody
        self.held: list[Held] = []
        self.openings: list[Opening] = []

    def lease_of(self, parcel: Parcel) -> str:
        """The lease under which a parcel lies."""
        return self._lease_of[parcel.site, parcel.number]

    def code_of(self, parcel: Parcel) -> str:
        """What its recipient was sent; "" for nothing yet."""
        return self._lying[self.lease_of(parcel)].code

    def count_at(self, bank: int) -> int:
        """Parcels in a bank that somebody may come for."""
        return sum(known.parcel.bank == bank for known in self._lying.values())

    def take_over(self, there: BankThere, parcels: Sequence[Parcel]) -> None:
        """These lie in a bank before the manager knows of any."""
        base_ms = self._base_ms
        lying = [
            LiesThere(
                parcel.position + 1, size=parcel.size, deposited_ms=base_ms + parcel.deposited_ms,
                **names_of(parcel),
            )
            for parcel in parcels
        ]  # fmt: skip

        def taken(now: int, decided: list[Decision] | None) -> None:
            leases = {
                one.position: one.lease for one in decided or () if isinstance(one, TakenOver)
            }
            for parcel in parcels:
                lease = leases[parcel.position]
                held = Held(there.key, parcel.position + 1, lease, 0, 0.0, 0.0, -1.0)
                self._enter(lease, Lying(parcel, held))

        take_over = TakeOver(f"begin-{there.key}", "twin", there.key, lying)
        self._manager.ask(there.link.partition, take_over, taken)

    def _enter(self, lease: str, lying: Lying) -> None:
        self.held.append(lying.held)
        self._known.add(lease)
        self._lying[lease] = lying
        self._lease_of[lying.parcel.site, lying.parcel.number] = lease

    # ---------------------------------------------------------------- doors open

    def opened(self, now: int, there: BankThere, door: Opened) -> None:
        """A door opened."""
        self.openings.append(
            Opening(there.key, door.position + 1, door.command, door.fence, now / 1_000)
        )

    def begin(
        self, now: int, there: BankThere, door: Opened, parcel: Parcel, asked_ms: int,
        alone: dict[str, Any] | None = None,
    ) -> bool:  # fmt: skip
        """A door is open for a parcel, which lies there from now on; False: something else does."""
        held = Held(
            there.key, door.position + 1, door.lease, door.fence, asked_ms / 1_000, now / 1_000,
            -1.0,
        )  # fmt: skip
        if not there.body.is_empty(door.position):
            self._shut(there, door.position, DepositRejected, door.lease, reason="occupied")
            held.left = now / 1_000
            self.held.append(held)
            return False
        self._enter(door.lease, Lying(parcel, held, alone=alone))
        return True

    def unwanted(self, now: int, there: BankThere, door: Opened) -> None:
        """Nobody waits at this door any more: it is pushed shut."""
        if door.lease in self._lying:
            self._shut(there, door.position, Kept, door.lease)
            return
        if door.lease not in self._known:
            at_s = now / 1_000
            self.held.append(
                Held(there.key, door.position + 1, door.lease, door.fence, at_s, at_s, at_s)
            )
        reason = "timeout" if there.body.is_empty(door.position) else "occupied"
        self._shut(there, door.position, DepositRejected, door.lease, reason=reason)

    # ---------------------------------------------------------------- doors are shut

    def laid(self, there: BankThere, parcel: Parcel) -> None:
        """The bank tells that the door is shut upon the parcel."""
        lease = self.lease_of(parcel)
        alone = self._lying[lease].alone
        kind = Deposited if alone is None else DepositedAlone
        self._shut(there, parcel.position, kind, lease, **(alone or {}))

    def gone(self, now: int, there: BankThere, parcel: Parcel) -> None:
        """The bank tells that the compartment is shut and empty; staff do where it stands still."""
        lease = self._lease_of.pop((parcel.site, parcel.number))
        self._lying.pop(lease).held.left = now / 1_000
        if there.body.stands_still:
            there.body.emptied(parcel.position)
            self._report_out(there, lease, now)
            return
        alone = {"alone": True} if there.body.is_alone else {}
        self._shut(there, parcel.position, Collected, lease, **alone)
        there.link.flush(now)

    def _shut(
        self, there: BankThere, position: int, kind: type[Message], lease: str, **fields: object
    ) -> None:
        there.body.shut(position)
        there.body.tell(kind, lease=lease, compartment=position + 1, **fields)

    def _report_out(self, there: BankThere, lease: str, now: int) -> None:
        """Staff opened with their key and say that the parcel is out."""
        out = Report(f"out-{lease}-{now}", "staff", there.key, lease, "", is_out=True)

        def heard(now: int, decided: list[Decision] | None) -> None:
            refused = None if decided is None else refusal(decided)
            if decided is None or (refused is not None and refused.status == 404):
                again = partial(self._report_out, there, lease)
                self._agenda.at(now + REPORT_AGAIN_MS, again)

        self._manager.ask(there.link.partition, out, heard)

    # ---------------------------------------------------------------- notices

    def hear(self, now: int, notice: Notice, code: str) -> None:
        """A notice reaches the recipient of a parcel; one that has left concerns nobody."""
        known = self._lying.get(notice.lease)
        if known is None:
            return
        known.code = code
        if notice.kind in _NOTICES:
            self.announce(now, _NOTICES[notice.kind], known.parcel, known.announced)
            known.announced += 1


def names_of(parcel: Parcel) -> dict[str, str]:
    """What company, parcel and recipient are called before the manager."""
    number = f"{parcel.site}-{parcel.number}"
    return {
        "company": f"company{parcel.company + 1}", "parcel": f"p{number}",
        "recipient": f"r{number}",
    }  # fmt: skip


def _nobody(now: int, kind: Kind, parcel: Parcel, ordinal: int) -> None:
    """Nobody listens yet."""
