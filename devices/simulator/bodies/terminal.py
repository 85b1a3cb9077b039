"""The terminal of a simulated bank: what its screen asks the manager for people of the twin.

Lives here: wishes, codes, and which parcel an order to a door is about. Not here: doors
(`devices.simulator.bodies.lockers`), people.

The twin says which compartment a parcel goes into; here the manager chooses, among compartments of
the same class. So what the twin calls a compartment stands for a parcel, wherever it lies.
"""

from __future__ import annotations

from devices.codes import code_of
from devices.simulator.bodies.hull import Draft
from devices.wire.happenings import DepositRequested, Entered

COMPANY = "twin"
"""Who brings the parcels of a simulated fleet."""


class Terminal:
    """Of one bank, which holds its own key alone. `run`: the parcels of this run, and no other."""

    def __init__(self, key: bytes, run: str) -> None:
        self._key = key
        self._run = run
        self._entries = 0
        self._meant: dict[int, int] = {}
        self._leases: dict[int, tuple[str, int]] = {}
        self.wishes: dict[str, int] = {}
        self.entries: dict[str, int] = {}

    def wish(self, number: int, parcel: int, size: int) -> Draft:
        """A courier wants a compartment for a parcel, which the twin lays into this one."""
        request = f"{self._run}-{parcel}"
        self._meant[number] = parcel
        self.wishes[request] = parcel
        fields = {
            "request": request, "company": COMPANY, "parcel": f"p{self._run}-{parcel}",
            "size": size, "recipient": f"r{parcel}",
        }  # fmt: skip
        return Draft(DepositRequested, fields)

    def expects(self, number: int) -> bool:
        """Whether the twin laid a parcel into this compartment since we ask the manager."""
        return number in self._meant

    def leaving(self, number: int) -> int:
        """That parcel, which the twin takes out now."""
        return self._meant.pop(number)

    def lease_of(self, parcel: int) -> tuple[str, int] | None:
        """Its lease and where it truly lies; None where it never came to lie."""
        return self._leases.get(parcel)

    def entry(self, parcel: int) -> Draft:
        """Its recipient types the code that was sent: this bank can make it, too."""
        self._entries += 1
        request = f"{self._run}-{parcel}-{self._entries}"
        self.entries[request] = parcel
        code = code_of(self._key, self._leases[parcel][0], 0)
        return Draft(Entered, {"request": request, "code": code})

    def forget(self, parcel: int) -> None:
        """Nobody waits for a door any more for this parcel."""
        self.wishes = {request: one for request, one in self.wishes.items() if one != parcel}

    def laid(self, request: str, lease: str, number: int) -> int:
        """The parcel of a wish lies in this compartment now."""
        parcel = self.wishes.pop(request)
        self._leases[parcel] = (lease, number)
        return parcel

    def gone(self, parcel: int) -> str:
        """It is out; its lease."""
        return self._leases.pop(parcel)[0]

    def declined(self, request: str) -> None:
        """The manager does not grant it."""
        self.wishes.pop(request, None)
        self.entries.pop(request, None)
