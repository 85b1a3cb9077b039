"""The terminal of a simulated bank: what its screen asks the manager for people of the twin.

Lives here: wishes, codes, and which parcel an order to a door is about. Not here: doors
(`devices.simulator.bodies.lockers`), people.

The twin says which compartment a parcel goes into; here the manager chooses, among compartments of
the same class. So what the twin calls a compartment stands for a parcel, wherever it lies.
"""

from __future__ import annotations

from typing import Any

from devices.codes import code_of, matching
from devices.simulator.bodies.hull import Draft
from devices.wire.happenings import DepositRequested, Entered

COMPANY = "twin"
"""Who brings the parcels of a simulated fleet."""

NOBODYS = -1
"""Parcel of a code that somebody types whom the twin does not know."""


class Terminal:
    """Of one bank, which holds its own key alone. `run`: the parcels of this run, and no other.

    `wishes`: request → parcel that waits for a door; `entries`: request → parcel whose code was
    typed. `asked`: what a wish says, and when it was said; `codes`: what was typed and when, until
    it is answered. `in_vain`: parcels whose recipients could not have them yet.
    """

    def __init__(self, key: bytes, run: str) -> None:
        self._key = key
        self._run = run
        self._entries = 0
        self._meant: dict[int, int] = {}
        self._leases: dict[int, tuple[str, int]] = {}
        self._draws: dict[str, int] = {}
        self._untold: set[str] = set()
        self.asked: dict[str, tuple[dict[str, Any], int]] = {}
        self.wishes: dict[str, int] = {}
        self.entries: dict[str, int] = {}
        self.codes: dict[str, tuple[str, int]] = {}
        self.in_vain: list[int] = []

    def wish(self, number: int, parcel: int, size: int, now_ms: int) -> Draft:
        """A courier wants a compartment for a parcel, which the twin lays into this one."""
        request = f"{self._run}-{parcel}"
        self._meant[number] = parcel
        self.wishes[request] = parcel
        fields = {
            "request": request, "company": COMPANY, "parcel": f"p{self._run}-{parcel}",
            "size": size, "recipient": f"r{parcel}",
        }  # fmt: skip
        self.asked[request] = (fields, now_ms)
        return Draft(DepositRequested, fields)

    def lay(self, number: int, parcel: int, lease: str) -> None:
        """The manager has taken over a parcel that lies there already, for the twin as for us."""
        self._meant[number] = parcel
        self._leases[parcel] = (lease, number)

    def expects(self, number: int) -> bool:
        """Whether the twin laid a parcel into this compartment since we ask the manager."""
        return number in self._meant

    def leaving(self, number: int) -> int:
        """That parcel, which the twin takes out now."""
        return self._meant.pop(number)

    def lease_of(self, parcel: int) -> tuple[str, int] | None:
        """Its lease and where it truly lies; None where it never came to lie."""
        return self._leases.get(parcel)

    def is_told(self, parcel: int) -> bool:
        """Whether its recipient can have been sent the code."""
        return self._leases[parcel][0] not in self._untold

    def code(self, parcel: int) -> str:
        """What its recipient was sent: this bank can make it, too."""
        lease = self._leases[parcel][0]
        return code_of(self._key, lease, self._draws.get(lease, 0))

    def entry(self, parcel: int, now_ms: int) -> Draft:
        """Its recipient types the code."""
        return self.typed(self.code(parcel), now_ms, parcel)

    def typed(self, code: str, now_ms: int, parcel: int = NOBODYS) -> Draft:
        """Somebody types a code, for a parcel that is known or not."""
        self._entries += 1
        whose = "x" if parcel == NOBODYS else str(parcel)
        request = f"{self._run}-{whose}-{self._entries}"
        self.entries[request] = parcel
        self.codes[request] = (code, now_ms)
        return Draft(Entered, {"request": request, "code": code})

    def checked(self, code: str) -> tuple[int, str, int] | None:
        """The parcel that a code opens by the bank's own key, its lease and compartment."""
        known = {lease: (parcel, lease, at) for parcel, (lease, at) in self._leases.items()}
        found = matching(self._key, code, [(lease, self._draws.get(lease, 0)) for lease in known])
        return known.get(found)

    def drawn(self, lease: str, draw: int) -> None:
        """The code of a lease was drawn again; the newest drawing holds."""
        self._draws[lease] = max(draw, self._draws.get(lease, 0))

    def forget(self, parcel: int) -> None:
        """Nobody waits for a door any more for this parcel."""
        for request in [request for request, one in self.wishes.items() if one == parcel]:
            self.declined(request)

    def laid(self, request: str, lease: str, number: int, *, is_told: bool = True) -> int:
        """The parcel of a wish lies in this compartment now."""
        parcel = self.wishes.pop(request)
        del self.asked[request]
        self._leases[parcel] = (lease, number)
        if not is_told:
            self._untold.add(lease)
        return parcel

    def told(self) -> None:
        """The bank is back, and the manager hears of what was laid alone: codes go out."""
        self._untold.clear()

    def gone(self, lease: str) -> int:
        """The parcel of a lease is out; which it is."""
        parcel = next(parcel for parcel, (one, _) in self._leases.items() if one == lease)
        del self._leases[parcel]
        self._draws.pop(lease, None)
        return parcel

    def lies(self, lease: str) -> bool:
        """Whether the parcel of a lease is known to lie here."""
        return any(lease == one for one, _ in self._leases.values())

    @property
    def lying(self) -> int:
        """How many parcels lie in the bank that somebody may come for."""
        return len(self._leases)

    def declined(self, request: str) -> None:
        """The manager does not grant it."""
        self.wishes.pop(request, None)
        self.asked.pop(request, None)
        self.answered(request)

    def answered(self, request: str) -> int:
        """A code has its answer, and is forgotten; the parcel it was typed for."""
        self.codes.pop(request, None)
        return self.entries.pop(request, NOBODYS)
