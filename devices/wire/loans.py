"""Channel `down/loans`, retained: compartments that a bank may fill while it cannot ask.

Lives here: the set of loans and one of them. Not here: what a bank does with them
(`devices.simulator.bodies.alone`), the answer (`devices.wire.happenings`).
"""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, Struct

from devices.wire.fields import (
    LOANS_MOST,
    MAX_INTEGER,
    CompartmentNumber,
    Count,
    Identifier,
    StateVersion,
    TimeMs,
    Version,
)

SizeRule = Literal["own", "upgrade", "reserve"]
PickRule = Literal["lowest_number", "accessible", "spread_wear"]


class Loan(Struct, frozen=True, kw_only=True, gc=False):
    """A compartment, lent for one deposit that begins before `until_ms` of the manager's clock.

    `lease` is the name that the parcel's lease has then, and its code is made of; `fence` is what
    the door is opened under. A door that was opened under it, or a higher one, is lent no more.
    """

    compartment: CompartmentNumber
    lease: Identifier
    fence: Annotated[int, Meta(ge=1, le=MAX_INTEGER)]
    until_ms: TimeMs


class Loans(Struct, frozen=True, kw_only=True):
    """All that is lent to the bank, and by which rules it is given out; not a difference.

    A lower version than one seen is old and left alone; every other is answered by `loans_taken`.
    A compartment that is not in it any more is given back by that answer.
    """

    v: Version
    device: Identifier
    version: StateVersion
    time_ms: TimeMs
    loans: Annotated[list[Loan], Meta(max_length=LOANS_MOST)]
    size_rule: SizeRule
    pick_rule: PickRule
    reserve: Count = 0
