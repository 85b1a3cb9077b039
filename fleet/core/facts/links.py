"""Linkage: what an alarm brings about at its device, what is kept of it, what is decided.

Lives here: structs. Not here: when a lid is locked (`fleet.core.linkage`). Kept structs are stored
by field name, the others as arrays: fields are only ever added at the end, with a default.
"""

from __future__ import annotations

from msgspec import Struct

REST_MS = 5 * 60_000
"""A lid or a display changes at most so often, whatever its alarms do; assumed."""

BY_LINKAGE = "linkage"
"""Who gives the commands that follow from alarms."""


class Link(Struct, frozen=True):
    """What follows at a device from one of its alarms, for as long as it is up.

    `lock_lid`: its lid is locked; `point_to`: people are shown the nearest like it that has room;
    `take_no_more`: the compartment is out of service. `rest_ms`: between two changes.
    """

    alarm: str
    lock_lid: bool = False
    point_to: bool = False
    take_no_more: bool = False
    rest_ms: int = REST_MS


class Linkage(Struct):
    """What is wanted of a device because of `alarms`, and what it was told.

    `toward`: the device of its site that people are shown, "" none; `walk_m` to it, −1 not known.
    `told_ms`: when it was told last, in `boot`. `lid`, `display`: commands that it has not
    confirmed, "" none. `armed_ms`: when it is looked at again, −1: no timer.
    """

    locked: bool = False
    toward: str = ""
    walk_m: int = -1
    alarms: list[str] = []
    rest_ms: int = REST_MS
    told_ms: int = -1
    boot: str = ""
    lid: str = ""
    display: str = ""
    armed_ms: int = -1


class Linked(Struct, frozen=True, array_like=True, tag="li"):
    """This is wanted of `device` (SITE/DEVICE) now; `lid`, `display`: which of them it is told,
    until `expires_ms`, again at `retry_ms`.
    """

    device: str
    locked: bool
    toward: str
    walk_m: int
    alarms: list[str]
    rest_ms: int
    lid: bool = False
    display: bool = False
    boot: str = ""
    retry_ms: int = -1
    expires_ms: int = -1


class LinkPutOff(Struct, frozen=True, array_like=True, tag="lp"):
    """What is wanted of `device` has changed too soon: it is told at `due_ms`."""

    device: str
    due_ms: int


LinkDecision = Linked | LinkPutOff
