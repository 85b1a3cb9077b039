"""Channel `up/event`: what happened at a moment.

Lives here: doors, sensors of occupancy, power, faults, what the camera of a waste point
recognises, what couriers and recipients do at the terminal of a bank, and what an outbox had to
drop; and `up/entered`, what somebody types there. Not here: measurements
(`devices.wire.telemetry`).
"""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from devices.wire.envelope import Message
from devices.wire.fields import (
    MAX_INTEGER,
    CompartmentNumber,
    DoorState,
    EnteredCode,
    Identifier,
    OccupancyState,
    Permille,
    Reference,
    Sequence,
    SizeClass,
    StateVersion,
    Text,
    TimeMs,
    Word,
)

USED_MOST = 4_096
"""Compartments in one `loans_taken`: so many numbers fit a payload."""


class DoorMoved(
    Message, frozen=True, kw_only=True, omit_defaults=True, tag_field="event", tag="door"
):
    """A door opened, closed, jammed, or went out of sight; `command`: the one that moved it."""

    compartment: CompartmentNumber
    door: DoorState
    command: Identifier | None = None


class OccupancyChanged(Message, frozen=True, kw_only=True, tag_field="event", tag="occupancy"):
    """The sensor of a compartment sees something else than before."""

    compartment: CompartmentNumber
    occupancy: OccupancyState


class MainsChanged(Message, frozen=True, kw_only=True, tag_field="event", tag="mains"):
    """Mains power came or went; the device runs on its battery meanwhile."""

    mains: bool


class FaultChanged(
    Message, frozen=True, kw_only=True, omit_defaults=True, tag_field="event", tag="fault"
):
    """A component failed, or works again. `fault` names the component and what is wrong."""

    fault: Word
    active: bool
    detail: Text = ""


class Sighting(Message, frozen=True, kw_only=True, omit_defaults=True):
    """What a camera recognised: how sure it is, the picture, and since when.

    `sighting` names it: a second message with the same name updates the first, and `ended` says
    that it is over.
    """

    sighting: Identifier
    confidence_permille: Permille
    evidence: Reference | None = None
    began_ms: TimeMs | None = None
    ended: bool = False


class LandedBag(
    Sighting, frozen=True, kw_only=True, omit_defaults=True, tag_field="event", tag="landed_bag"
):
    """A bag lies on the floor of the waste point."""

    bags: Annotated[int, Meta(ge=1, le=10_000)] = 1


class SupervisorAbsent(
    Sighting,
    frozen=True,
    kw_only=True,
    omit_defaults=True,
    tag_field="event",
    tag="supervisor_absent",
):
    """Nobody supervises the waste point in its hours."""


class AbnormalDropOff(
    Sighting,
    frozen=True,
    kw_only=True,
    omit_defaults=True,
    tag_field="event",
    tag="abnormal_drop_off",
):
    """A resident dropped off waste in the wrong stream, unbagged, or outside hours.

    `household` is an opaque id or absent; never a name, a card number or a face.
    """

    stream: Word | None = None
    household: Identifier | None = None
    reason: Word = "wrong_stream"


class DepositRequested(
    Message,
    frozen=True,
    kw_only=True,
    omit_defaults=True,
    tag_field="event",
    tag="deposit_requested",
):
    """A courier stands at the terminal with a parcel and wants a compartment.

    The answer is an `open_door` that bears a `lease`, or a `decline`. `request` names the wish: the
    same again is the same wish, and has the same answer. `lease`: a reservation that is taken up.
    All names are opaque.
    """

    request: Identifier
    company: Identifier
    parcel: Identifier
    size: SizeClass
    recipient: Identifier
    courier: Identifier | None = None
    lease: Identifier | None = None


class Handled(Message, frozen=True, kw_only=True, omit_defaults=True):
    """What became of an opened compartment; its door is shut again."""

    lease: Identifier
    compartment: CompartmentNumber


class Deposited(
    Handled, frozen=True, kw_only=True, omit_defaults=True, tag_field="event", tag="deposited"
):
    """The door is shut upon the parcel of the lease."""


class DepositedAlone(
    Message, frozen=True, kw_only=True, omit_defaults=True, tag_field="event", tag="deposited_alone"
):
    """The bank could not ask, and the door is shut upon a parcel in a compartment that was lent to
    it: `lease` and `fence` are those of the loan, the rest is as in `deposit_requested`.
    """

    lease: Identifier
    fence: Annotated[int, Meta(ge=1, le=MAX_INTEGER)]
    compartment: CompartmentNumber
    request: Identifier
    company: Identifier
    parcel: Identifier
    size: SizeClass
    recipient: Identifier
    courier: Identifier | None = None


class LoansTaken(
    Message, frozen=True, kw_only=True, omit_defaults=True, tag_field="event", tag="loans_taken"
):
    """The loans of this version are what the bank holds now; it fills no other compartment alone.

    `used`: compartments it held before and that this version does not list any more, but in which a
    parcel was laid already; its `deposited_alone` is on the way.
    """

    version: StateVersion
    used: Annotated[list[CompartmentNumber], Meta(max_length=USED_MOST)]


class DepositRejected(
    Handled,
    frozen=True,
    kw_only=True,
    omit_defaults=True,
    tag_field="event",
    tag="deposit_rejected",
):
    """The compartment is empty and shut: the parcel was too large, or the courier thought better.

    `reason`: too_large, changed_mind, dirty, timeout …
    """

    reason: Word


class Collected(
    Handled, frozen=True, kw_only=True, omit_defaults=True, tag_field="event", tag="collected"
):
    """The parcel is out, the compartment empty and shut. `alone`: the bank checked the code itself,
    with its own key, for it could not ask.
    """

    alone: bool = False


class Kept(Handled, frozen=True, kw_only=True, omit_defaults=True, tag_field="event", tag="kept"):
    """The door was opened for a collection and is shut again upon the parcel."""


class Entered(Message, frozen=True, kw_only=True, omit_defaults=True):
    """Somebody types a code at the terminal. The answer is an `open_door` or a `decline`.

    What was typed is compared at once and never stored.
    """

    request: Identifier
    code: EnteredCode


class OutboxDropped(
    Message, frozen=True, kw_only=True, omit_defaults=True, tag_field="event", tag="outbox_dropped"
):
    """The outbox was full: messages `first` … `last` of boot `of_boot` will never be sent again."""

    first: Sequence
    last: Sequence
    of_boot: Identifier | None = None


Happening = (
    DoorMoved
    | OccupancyChanged
    | MainsChanged
    | FaultChanged
    | LandedBag
    | SupervisorAbsent
    | AbnormalDropOff
    | DepositRequested
    | Deposited
    | DepositedAlone
    | LoansTaken
    | DepositRejected
    | Collected
    | Kept
    | OutboxDropped
)
