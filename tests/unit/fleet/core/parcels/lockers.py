"""A small bank of lockers in a small fleet, and how its terminal speaks.

Lives here: short words for wishes, answers and codes. Not here: what is expected of them.
"""

from __future__ import annotations

from typing import Any

import msgspec

from devices.codes import bank_key, code_of
from devices.wire.topics import topic_of
from fleet.core.decisions import Decision
from fleet.core.parcels.inputs import Ask, Furnish
from fleet.core.parcels.state import Bank, Lease
from fleet.ports.bus import Message
from fleet.service.entries import Entries
from tests.small_fleet import SITE, SmallFleet, payload

BANK = f"{SITE}/bank1"
KEY = b"k" * 32


class Lockers(SmallFleet):
    """Two small compartments and one large at a bank that was born; messages are numbered."""

    def __init__(
        self, classes: tuple[int, ...] = (2, 1), born: dict[str, Any] | None = None, **rules: Any
    ) -> None:
        super().__init__()
        self.entries = Entries(KEY)
        self.birth(1, "bank1", **{"outbox": True, **(born or {})})
        self.seq = 1
        self.ask(Furnish("", "test", BANK, list(classes), **rules))
        self.partition.release()

    def come_back(self, **words: Any) -> None:
        """The bank is born again; what it says next was said before that, when it was alone."""
        said = {"outbox": True, "loans": True, "connection": 2, **words}
        self.birth(self.seq + 50, "bank1", **said)
        self.wait(0)

    @property
    def bank(self) -> Bank:
        """Its books."""
        return self.partition.state.parcels.banks[BANK]

    def lease(self, request: str) -> Lease:
        """The lease of a wish."""
        return self.partition.state.parcels.leases[self.bank.requests[request]]

    def event(self, event: str, **words: Any) -> list[Decision]:
        """The terminal tells something."""
        self.seq += 1
        return self.say("event", self.seq, "bank1", event=event, **words)

    def wish(self, request: str, size: int = 0, **words: Any) -> list[Decision]:
        """A courier stands there with a parcel that bears the name of the wish."""
        given = {"company": "swift", "parcel": request, "recipient": f"r-{request}", **words}
        return self.event("deposit_requested", request=request, size=size, **given)

    def reserved(self, bank: str, parcel: str, hold_ms: int) -> list[Decision]:
        """A company announces a parcel to a bank."""
        ask = Ask(f"w-{parcel}-{bank[-1]}", "swift", bank, "swift", parcel, 0, "r", hold_ms=hold_ms)
        return self.ask(ask)

    def asked(self, request: str, **words: Any) -> list[Decision]:
        """The same wish by a request."""
        given = {"company": "swift", "parcel": request, "size": 0, "recipient": "r", **words}
        return self.ask(Ask(request, "swift", BANK, **given))

    def answer(self, request: str, outcome: str = "done", **words: Any) -> list[Decision]:
        """The bank answers the newest order to the door of a wish."""
        self.seq += 1
        command = self.lease(request).command
        return self.say("result", self.seq, "bank1", command=command, outcome=outcome, **words)

    def handled(self, event: str, request: str, **words: Any) -> list[Decision]:
        """The door of a wish is shut again."""
        lease = self.lease(request)
        number = self.bank.numbers[lease.position]
        return self.event(event, lease=lease.lease, compartment=number, **words)

    def lay(self, request: str, **words: Any) -> None:
        """A whole deposit."""
        self.wish(request, **words)
        self.answer(request)
        self.handled("deposited", request)

    def code(self, request: str) -> str:
        """What the recipient of a wish was sent."""
        lease = self.lease(request)
        return code_of(bank_key(KEY, BANK), lease.lease, lease.draw)

    def enter(self, code: str, request: str = "e1") -> list[Decision]:
        """A code is typed; the shell compares it."""
        self.seq += 1
        data = payload("bank1", self.seq, self.now_ms, request=request, code=code)
        message = Message(topic_of(SITE, "bank1", "entered"), data, False)
        return self.ask(self.entries.compared(self.partition.state, message))

    def sent(self) -> list[dict[str, Any]]:
        """What goes down to the bank now."""
        return [msgspec.json.decode(effect.publish.payload) for effect in self.partition.release()]


def names(decided: list[Decision]) -> list[str]:
    """What was decided, without the hearing of it."""
    hearing = {"Heard", "Happened", "Presumed", "Watched"}
    return [type(d).__name__ for d in decided if type(d).__name__ not in hearing]
