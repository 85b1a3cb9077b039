"""What a partition is asked about compartments and parcels.

Lives here: one struct a request, as it is journaled. Not here: messages of terminals
(`devices.wire`). `device` is the bank, SITE/DEVICE. Tags of what people ask begin with one of c, r,
w, x, so that the journal's index of requests has them; what systems ask by the thousand does not.
"""

from __future__ import annotations

from msgspec import Struct

from fleet.core.parcels.limits import LEND_MS
from fleet.core.parcels.state import Retention

AT_ONCE = -1
"""`hold_ms` of whoever stands at the terminal."""


class Furnish(Struct, frozen=True, array_like=True, tag="rf"):
    """Somebody says which compartments a bank has (`classes[c]` of class c, ascending in size) and
    by which rules they are given out. `notify`: recipients are told by us, not by their company.
    `lend[c]` of class c are lent to the bank, each for `lend_ms`, so that it can take deposits in
    them while it cannot ask. `sizes`: so many classes are of one temperature, and a parcel gets
    none of another; 0: all of them are.
    """

    request: str
    by: str
    device: str
    classes: list[int]
    size_rule: str = "upgrade"
    pick_rule: str = "lowest_number"
    reserve: int = 0
    quotas: dict[str, int] = {}
    retention: Retention = Retention()
    notify: bool = False
    lend: list[int] = []
    lend_ms: int = LEND_MS
    sizes: int = 0


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


class TakeOut(Struct, frozen=True, array_like=True, tag="ot", gc=False):
    """A courier of the company stands at the bank and takes back what is due, or was damaged."""

    request: str
    by: str
    device: str
    lease: str
    company: str


class OpenInNeed(Struct, frozen=True, array_like=True, tag="re"):
    """Staff have a compartment opened in an emergency, whoever holds it; the reason is kept."""

    request: str
    by: str
    device: str
    lease: str
    reason: str


class Report(Struct, frozen=True, array_like=True, tag="rp"):
    """Somebody says what is wrong with a parcel (lost, damaged, stranded, misdelivered), who must
    see to it, and until when; `what` "": it is settled. `is_out`: somebody looked, the compartment
    is empty.
    """

    request: str
    by: str
    device: str
    lease: str
    what: str
    responsible: str = ""
    deadline_ms: int = -1
    is_out: bool = False


class FaceSeen(Struct, frozen=True, array_like=True, tag="of", gc=False):
    """A face check outside says whether it is the recipient who stands there: yes or no, and
    nothing else of anybody.
    """

    request: str
    by: str
    device: str
    lease: str
    is_recipient: bool


class Told(Struct, frozen=True, array_like=True, tag="on", gc=False):
    """What became of notices: sent, given up, without an object any more (`moot`: the parcel has
    gone), or tried again at their time (`later`).
    """

    request: str
    by: str
    device: str
    sent: list[int]
    failed: list[int]
    moot: list[int]
    later: dict[int, int]


class LiesThere(Struct, frozen=True, array_like=True, gc=False):
    """A parcel that lies in a compartment already. `deposited_ms`: since when, Unix ms."""

    compartment: int
    company: str
    parcel: str
    size: int
    recipient: str
    deposited_ms: int


class TakeOver(Struct, frozen=True, array_like=True, tag="rv"):
    """A bank in use comes to us: what lies there was laid under somebody else's records."""

    request: str
    by: str
    device: str
    parcels: list[LiesThere]


ParcelRequest = (
    Furnish | Ask | Withdraw | Redraw | Block | TakeOut | OpenInNeed | Report | FaceSeen | Told
    | TakeOver
)  # fmt: skip
