"""What a partition is told: messages, requests, timers, what was done.

Lives here: one struct an input, as it is journaled. Not here: what follows (`fleet.core.deciding`).
Structs are stored as arrays: fields are only ever added at the end, with a default.
"""

from __future__ import annotations

from typing import Any

from msgspec import Struct

from fleet.core.facts.alarms import Look
from fleet.core.facts.letters import Carried, Count, Roll, Steer
from fleet.core.facts.orders import Configure, Work
from fleet.core.parcels.inputs import (
    Ask,
    Block,
    FaceSeen,
    Furnish,
    LiesThere,
    OpenInNeed,
    ParcelRequest,
    Redraw,
    Report,
    TakeOut,
    TakeOver,
    Told,
    Withdraw,
)


class Arrived(Struct, frozen=True, array_like=True, tag="m", gc=False):
    """A message from the broker. `size`: bytes of the payload as it came, where it was cut.

    `verdict`: where a code was entered, the lease that it opens at that bank, "" for none; the code
    itself is not in `payload` any more.
    """

    topic: str
    payload: bytes
    retained: bool = False
    size: int = -1
    verdict: str = ""


class Unread(Struct, frozen=True, array_like=True, tag="u", gc=False):
    """A message of a network server that says nothing that can be believed: which field, and why.

    `device`: SITE/DEVICE whose it is, "" where nobody knows; `boot`, `sequence`: the number it
    would have had; `size` as in `Arrived`.
    """

    topic: str
    payload: bytes
    field: str
    reason: str
    device: str = ""
    boot: str = ""
    sequence: int = 0
    size: int = -1


SILENCE, GAP, COMMAND, LEASE, LEND = "silence", "gap", "command", "lease", "lend"
ALARM, SHELF, INCIDENT, ORDER, PLAN = "alarm", "shelf", "incident", "order", "plan"
"""Kinds of timer; the last three are of a site."""
LINK = "link"
"""A lid or a display of a device is looked at again."""
WAVE, PART = "wave", "part"
"""Those of a rollout: at its owner, and in a partition that takes part."""


class Fired(Struct, frozen=True, array_like=True, tag="t", gc=False):
    """A timer is due: the first of the heap. `name`: the command or lease it is for, or ""."""

    due_ms: int
    kind: str
    device: str
    name: str


class Done(Struct, frozen=True, array_like=True, tag="d", gc=False):
    """Effects that the broker has taken over."""

    effects: list[int]


class Register(Struct, frozen=True, array_like=True, tag="r"):
    """Somebody makes a device known, or changes what is known of it. `device`: SITE/DEVICE.

    `behind`: the gateway of its site whose connection it speaks in, "" for its own.
    """

    request: str
    by: str
    device: str
    kind: str
    groups: list[str] = []
    settings: dict[str, int] = {}
    behind: str = ""


class Retire(Struct, frozen=True, array_like=True, tag="x"):
    """Somebody takes a device out of the registry."""

    request: str
    by: str
    device: str


class Desire(Struct, frozen=True, array_like=True, tag="w"):
    """Somebody wants a state; `version`: the desired version they have seen, mandatory."""

    request: str
    by: str
    device: str
    version: int
    values: dict[str, Any]


class Order(Struct, frozen=True, array_like=True, tag="c"):
    """Somebody orders a command. The same `name` twice is one command."""

    request: str
    by: str
    device: str
    name: str
    command: str
    arguments: dict[str, Any]
    expires_ms: int


Post = Steer | Count | Carried
"""What the service brings from one partition to another (`fleet.service.telling.carrying`)."""

Request = Register | Retire | Desire | Order | Look | Configure | Work | ParcelRequest | Roll | Post
Input = Arrived | Unread | Fired | Done | Request

__all__ = [
    "ALARM", "COMMAND", "GAP", "INCIDENT", "LEASE", "LEND", "LINK", "ORDER", "PART", "PLAN",
    "SHELF", "SILENCE", "WAVE",
    "Arrived", "Ask", "Block", "Carried", "Configure", "Count", "Desire", "Done", "FaceSeen",
    "Fired", "Furnish", "Input", "LiesThere", "Look", "OpenInNeed", "Order", "Post", "Redraw",
    "Register", "Report", "Request", "Retire", "Roll", "Steer", "TakeOut", "TakeOver", "Told",
    "Unread", "Withdraw", "Work",
]  # fmt: skip
