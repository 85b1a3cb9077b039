"""What is sent and answered over HTTP, as OpenAPI shows it.

Lives here: shapes. Not here: how they come about. Times are Unix milliseconds on the manager's
clock, −1 where not known; fields are those of `fleet.core.views`.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

DeviceKey = Annotated[str, Field(description="SITE/DEVICE")]
Kind = Literal["bank", "bin_sensor", "camera", "cold_cell", "door_sensor", "gateway"]
Plain = bool | int | float | str | None
Name = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$")]
Group = Annotated[str, Field(min_length=1, max_length=64)]


class Body(BaseModel):
    """A field that is not known is refused (422): a slip is not passed over."""

    model_config = ConfigDict(extra="forbid", strict=True)


class NewDevice(Body):
    """A device to be known; the same again changes nothing."""

    kind: Kind
    groups: list[Group] = Field(default=[], max_length=32)
    settings: dict[str, int] = Field(default={}, max_length=32)
    behind: Name | Literal[""] = ""


class NewShadow(Body):
    """The whole state that is wanted; `version`: the desired version you have seen, 0 at first."""

    version: int = Field(ge=0, le=2**53 - 1)
    values: dict[str, Plain] = Field(max_length=64)


class NewCommand(Body):
    """A command; the same `id` twice is one command. Seconds are of the manager's clock."""

    command: str = Field(min_length=1, max_length=64)
    arguments: dict[str, Plain] = Field(default={}, max_length=16)
    id: Name | None = None
    expires_s: int = Field(default=60, ge=1, le=604_800)


class NewReservation(Body):
    """A compartment held in advance. Names are opaque; seconds are of the manager's clock."""

    parcel: Name
    size: int = Field(ge=0, le=15)
    recipient: Name
    hold_s: int = Field(default=3_600, ge=1, le=86_400)


class ParcelException(Body):
    """What is wrong with a parcel; empty: settled. `is_out`: somebody looked, nothing is in it."""

    what: Literal["lost", "damaged", "stranded", "misdelivered", ""]
    responsible: str = Field(default="", max_length=64)
    within_s: int = Field(default=14_400, ge=1, le=2_592_000)
    is_out: bool = False


class Emergency(Body):
    """Why a compartment must be opened; `request` names the wish."""

    request: Name
    reason: str = Field(min_length=1, max_length=256)


class FaceVerdict(Body):
    """Whether it is the recipient who stands there, and nothing else; `request` names the wish."""

    request: Name
    is_recipient: bool


class ShelfTime(Body):
    """How long an alarm makes no work, in hours of the manager's clock."""

    hours: int = Field(ge=1, le=744)


class NewOrder(Body):
    """A work order by hand: where (SITE or SITE/DEVICE), which kind of work, what is to be done."""

    place: str = Field(min_length=1, max_length=129)
    kind: str = Field(min_length=1, max_length=64)
    text: str = Field(default="", max_length=200)


class OrderAct(Body):
    """What somebody does with an order."""

    act: Literal["acknowledge", "start", "done", "cancel"]
    text: str = Field(default="", max_length=200)


class DrillWish(Body):
    """A fault to be put into a simulated device, or put right; `number`: of the door."""

    fault: str = Field(min_length=1, max_length=32)
    is_on: bool = True
    number: int = Field(default=0, ge=0, le=9_999)


class Linkage(BaseModel):
    """What alarms want of a device: its lid locked, people shown the device `toward` of its site.

    `walk_m` to it, −1 where that is not known; `confirmed`: the device has answered.
    """

    locked: bool
    toward: str
    walk_m: int
    alarms: list[str]
    confirmed: bool


class DeviceRow(BaseModel):
    """A device in a list; `measured`: its newest telemetry, where that was asked for."""

    site: str
    device: str
    kind: str
    model: str
    presence: str
    since_ms: int
    heard_ms: int
    firmware: str
    alarms: list[str]
    groups: list[str]
    messages: int
    lost: int
    quarantined: int
    clock_offset_ms: int
    shadow_pending: bool
    linkage: Linkage | None = None
    measured: dict[str, Any] | None = None


class DevicePage(BaseModel):
    """Devices by site and name; `next`: what to give as `after`, null on the last page.

    `found`: how many there are in all that were asked for, from `after` on.
    """

    items: list[DeviceRow]
    next: str | None
    found: int


class Asked(Body):
    """What a forecast takes to be otherwise, in order; see `courtyard fleet forecast --if`."""

    edits: list[Annotated[str, Field(min_length=1, max_length=200)]] = Field(
        default=[], max_length=20
    )


class Rows(BaseModel):
    """Rows of a list; `next`: where the next page begins, null on the last."""

    items: list[dict[str, Any]]
    next: str | None = None


class RoundList(BaseModel):
    """A round: visits truck by truck in their order, and what is left; null where nothing is known.

    `km` of road in all, and of a visit since the stop before; fills and risks are shares.
    """

    sets_out_ms: int
    km: float
    visits: list[dict[str, Any]]
    left: list[dict[str, Any]]


class Shadow(BaseModel):
    """What is wanted of a device and what it says is so; pending until it takes that up."""

    desired: dict[str, Any]
    desired_version: int
    reported: dict[str, Any]
    reported_version: int
    pending: bool


class CommandState(BaseModel):
    """A command; `outcome` is empty while it is under way."""

    id: str
    command: str
    arguments: dict[str, Any]
    by: str
    ordered_ms: int
    expires_ms: int
    attempt: int
    outcome: str
    closed_ms: int
    detail: str


class Granted(BaseModel):
    """What was decided on a request, by name; empty where it was so already."""

    decided: list[str]


class Fault(BaseModel):
    """Why not."""

    detail: Any


POSITION_MAX = 2**63 - 1
"""The highest place in a journal: what SQLite counts to."""

REFUSALS: dict[int | str, dict[str, Any]] = {
    status: {"model": Fault, "description": why}
    for status, why in {
        401: "No valid token.",
        403: "The role may not.",
        404: "Not there, or not in your scope.",
        409: "Somebody was faster, or it is known as something else.",
        410: "This link was used, or is over.",
        413: "More than 64 KiB.",
        421: "Another manager of the same database answers for it; Courtyard-Manager says which.",
        422: "What was sent breaks a rule; detail says where and which.",
        429: "Too many requests; Retry-After says when.",
        503: "The manager cannot take it now.",
    }.items()
}
