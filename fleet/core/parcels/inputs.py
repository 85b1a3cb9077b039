"""What a partition is asked about compartments and parcels.

Lives here: one struct a request, as it is journaled. Not here: messages of terminals
(`devices.wire`). `device` is the bank, SITE/DEVICE. Tags of what people ask begin with one of c, r,
w, x, so that the journal's index of requests has them; what systems ask by the thousand does not.
"""

from __future__ import annotations

from msgspec import Struct

AT_ONCE = -1
"""`hold_ms` of whoever stands at the terminal."""


class Furnish(Struct, frozen=True, array_like=True, tag="rf"):
    """Somebody says which compartments a bank has (`classes[c]` of class c, ascending in size) and
    by which rules they are given out.
    """

    request: str
    by: str
    device: str
    classes: list[int]
    size_rule: str = "upgrade"
    pick_rule: str = "lowest_number"
    reserve: int = 0
    quotas: dict[str, int] = {}


class Ask(Struct, frozen=True, array_like=True, tag="oa", gc=False):
    """A compartment for a parcel is wanted, now (the door opens) or held in advance for `hold_ms`.

    `request` names the wish at its bank; the same again is the same wish. `lease`: a reservation
    that is taken up.
    """

    request: str
    by: str
    device: str
    company: str
    parcel: str
    size: int
    recipient: str
    courier: str = ""
    lease: str = ""
    hold_ms: int = AT_ONCE


class Withdraw(Struct, frozen=True, array_like=True, tag="ow", gc=False):
    """A reservation is not needed any more."""

    request: str
    by: str
    device: str
    lease: str


class Redraw(Struct, frozen=True, array_like=True, tag="od"):
    """The code of a lease is equal to another open one at its bank: it is drawn again."""

    request: str
    by: str
    device: str
    lease: str
    draw: int


class Block(Struct, frozen=True, array_like=True, tag="rb"):
    """Somebody takes a compartment out of service, or back into it."""

    request: str
    by: str
    device: str
    compartment: int
    out: bool
    reason: str = ""


ParcelRequest = Furnish | Ask | Withdraw | Redraw | Block
