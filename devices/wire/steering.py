"""What a manager says to a device, and the two answers.

Lives here: channels `down/desired` and `down/loans` (retained), `down/command`, `down/receipt`, and
`up/reported`, `up/result`. Not here: what a device says unasked.
"""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, Struct

from devices.wire.envelope import Message
from devices.wire.fields import (
    LOANS_MOST,
    MAX_INTEGER,
    Address,
    ArtifactBytes,
    Boot,
    CompartmentNumber,
    Count,
    Hex,
    Identifier,
    Permille,
    SignatureHex,
    StateVersion,
    Text,
    TimeMs,
    Values,
    Version,
    Word,
)

SizeRule = Literal["own", "upgrade", "reserve"]
PickRule = Literal["lowest_number", "accessible", "spread_wear"]


class Desired(Struct, frozen=True, kw_only=True, gc=False):
    """The whole state that is wanted, not a difference. A lower version than one seen is old."""

    v: Version
    device: Identifier
    version: StateVersion
    time_ms: TimeMs
    values: Values


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


class Reported(Message, frozen=True, kw_only=True, gc=False):
    """The whole state that is so; `version`: the newest desired version taken up, 0 for none."""

    version: StateVersion
    values: Values


class Command(Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """Do something once. A device answers each id once more when asked once more, without
    doing it again, and refuses what it receives after `expires_ms` of the manager's clock
    (which it knows from receipts: `time_ms`).
    """

    v: Version
    device: Identifier
    id: Identifier
    time_ms: TimeMs
    expires_ms: TimeMs
    attempt: Annotated[int, Meta(ge=1, le=1000)] = 1


class OpenDoor(
    Command, frozen=True, kw_only=True, omit_defaults=True, tag_field="command", tag="open_door"
):
    """Release the lock of a compartment. `fence`: a lower one than the last for it is refused; the
    last one again was obeyed already, is answered so, and opens nothing.

    `lease`: the parcel that comes or goes; what becomes of it is told by `deposited`,
    `deposit_rejected`, `collected` or `kept`. `request`: the wish at the terminal that it answers.
    """

    compartment: CompartmentNumber
    fence: Annotated[int, Meta(ge=0, le=MAX_INTEGER)] | None = None
    lease: Identifier | None = None
    request: Identifier | None = None


class Decline(
    Command, frozen=True, kw_only=True, omit_defaults=True, tag_field="command", tag="decline"
):
    """What was wanted at the terminal under the name `request` is not granted.

    `reason`: full, quota, wrong_code, locked (too many wrong codes), unknown (no such reservation),
    not_furnished …
    """

    request: Identifier
    reason: Word


class DrawCode(
    Command, frozen=True, kw_only=True, omit_defaults=True, tag_field="command", tag="draw_code"
):
    """The code of a lease is another one: that of its `draw`-th drawing. A bank that checks codes
    alone takes the code of the newest drawing it was told; 0 until it is told one.
    """

    lease: Identifier
    draw: Annotated[int, Meta(ge=1, le=1000)]


class LockLid(
    Command, frozen=True, kw_only=True, omit_defaults=True, tag_field="command", tag="lock_lid"
):
    """Lock the lid of a bin (it is full), or unlock it. `fence`: one that is lower than the last
    for the lid is refused; the last one again was obeyed already, and is answered so.
    """

    locked: bool
    fence: Annotated[int, Meta(ge=0, le=MAX_INTEGER)] | None = None


class PointTo(
    Command, frozen=True, kw_only=True, omit_defaults=True, tag_field="command", tag="point_to"
):
    """Show people where there is room: at the device `toward` of the same site, `walk_m` away.
    Without `toward` nothing is shown any more. `fence`: as in `lock_lid`, of the display.
    """

    toward: Identifier | None = None
    walk_m: Annotated[int, Meta(ge=0, le=1_000_000)] | None = None
    fence: Annotated[int, Meta(ge=0, le=MAX_INTEGER)] | None = None


class ReportNow(
    Command, frozen=True, kw_only=True, omit_defaults=True, tag_field="command", tag="report_now"
):
    """Send telemetry and reported state now."""


class Restart(
    Command, frozen=True, kw_only=True, omit_defaults=True, tag_field="command", tag="restart"
):
    """Start again; the answer is sent before, the birth after it has a new boot."""


class Install(
    Command, frozen=True, kw_only=True, omit_defaults=True, tag_field="command", tag="install"
):
    """Take up a firmware: load it (`Range` requests go on where a load broke off), check it, start
    it once from the other slot, keep it if it is healthy. The answer says whether that begins:
    refused with the detail door_open, chilled, battery or busy may be asked again later; with
    model, signature or untrusted never. What becomes of it is told by `firmware` events.

    `signature`: Ed25519 over version, models, size and checksum (docs/firmware.md). `sha256`: of
    the whole file. `battery_permille`: a device on battery needs at least so much.
    """

    rollout: Identifier
    version: Word
    models: Annotated[list[Word], Meta(min_length=1, max_length=64)]
    size: ArtifactBytes
    sha256: Hex
    signature: SignatureHex
    address: Address
    battery_permille: Permille = 0


AnyCommand = OpenDoor | Decline | DrawCode | LockLid | PointTo | ReportNow | Restart | Install


class Result(Message, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """The answer to a command: done, refused (bad or old), failed (tried), expired (too late)."""

    command: Identifier
    outcome: Literal["done", "refused", "failed", "expired"]
    detail: Text = ""


class Receipt(Struct, frozen=True, kw_only=True, gc=False):
    """What the manager has stored durably of this boot.

    Everything up to `stored` is settled (stored, quarantined or declared dropped): the outbox may
    forget it. `highest` is the highest number seen; when it is above `stored` something between
    is missing and is sent again at once. `time_ms` is the manager's clock.
    """

    v: Version
    device: Identifier
    boot: Boot
    stored: Annotated[int, Meta(ge=0, le=MAX_INTEGER)]
    highest: Annotated[int, Meta(ge=0, le=MAX_INTEGER)]
    time_ms: TimeMs
