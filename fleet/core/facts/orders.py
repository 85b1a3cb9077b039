"""Work orders: chains, rosters and plans of a site, what is kept, decided and asked.

Lives here: structs. Not here: who is asked when (`fleet.core.orders`). Kept structs are stored by
field name, the others as arrays: fields are only ever added at the end, with a default.
"""

from __future__ import annotations

from msgspec import Struct

from fleet.core.facts.alarms import Incident, Rule
from fleet.core.facts.links import Link

ALL_DAYS = 127
"""Weekdays as bits, Monday the lowest."""


class Step(Struct, frozen=True):
    """An owner in a chain: how long until somebody has it, and until it is done, on duty."""

    owner: str
    acknowledge_ms: int
    done_ms: int


class Roster(Struct, frozen=True):
    """When the people of an owner are there; `people` take turns, a week each."""

    owner: str
    weekdays: int = ALL_DAYS
    from_clock_ms: int = 0
    to_clock_ms: int = 0
    people: list[str] = []


class Plan(Struct, frozen=True):
    """Work that comes by the calendar. `device`: its name at the site, or ""."""

    name: str
    kind: str
    weekdays: int
    clock_ms: int
    text: str = ""
    device: str = ""


class WorkOrder(Struct):
    """Work for somebody. `state`: open, acknowledged, started, done (waits for its sensor), closed.

    `device`: SITE/DEVICE, or SITE. `alarm`: that must clear; "" where people judge. `due_ms`: when
    the next of the chain is asked, −1: nobody is left. `outcome`: confirmed, judged, gone (before
    anybody did it), shelved, cancelled.
    """

    name: str
    kind: str
    device: str
    owner: str
    opened_ms: int
    due_ms: int
    alarm: str = ""
    level: int = 0
    level_ms: int = 0
    state: str = "open"
    by: str = ""
    text: str = ""
    acknowledged_ms: int = -1
    started_ms: int = -1
    done_ms: int = -1
    done_by: str = ""
    closed_ms: int = -1
    outcome: str = ""
    escalated: list[tuple[int, str]] = []
    is_late: bool = False
    reopened: int = 0


class Tally(Struct):
    """A month's line of an owner and a kind; times are summed, ms."""

    opened: int = 0
    closed: int = 0
    escalated: int = 0
    late: int = 0
    reopened: int = 0
    acknowledge_ms: int = 0
    acknowledged: int = 0
    close_ms: int = 0


class Site(Struct):
    """What is kept of a site: how it works, its orders and incidents.

    `rules`: by ALARM or ALARM@MODEL; `chains`: by kind of order, "" for every other. What is not
    there is as in the defaults. `tallies`: by MONTH OWNER KIND. `links`: by kind of alarm;
    `linked`: its devices (SITE/DEVICE) of which alarms want something.
    """

    rules: dict[str, Rule] = {}
    chains: dict[str, list[Step]] = {}
    rosters: dict[str, Roster] = {}
    plans: dict[str, Plan] = {}
    utc_offset_min: int = 480
    last_number: int = 0
    orders: dict[str, WorkOrder] = {}
    incidents: dict[str, Incident] = {}
    tallies: dict[str, Tally] = {}
    plan_due_ms: dict[str, int] = {}
    links: dict[str, Link] = {}
    linked: list[str] = []


class Ordered(Struct, frozen=True, array_like=True, tag="or"):
    """A work order is made for `owner`, who has until `due_ms`."""

    order: str
    kind: str
    device: str
    alarm: str
    owner: str
    due_ms: int
    by: str = ""
    text: str = ""


class Moved(Struct, frozen=True, array_like=True, tag="mv"):
    """An order is acknowledged, started, done, or open again; the next time is `due_ms`."""

    order: str
    state: str
    by: str
    due_ms: int


class Escalated(Struct, frozen=True, array_like=True, tag="es"):
    """A time is over: `owner` is asked now; the same as before where nobody else is left."""

    order: str
    owner: str
    level: int
    due_ms: int


class OrderClosed(Struct, frozen=True, array_like=True, tag="oc"):
    """An order has its end."""

    order: str
    outcome: str


class PlanSet(Struct, frozen=True, array_like=True, tag="pl"):
    """A plan makes its next order at a time."""

    plan: str
    due_ms: int


class Configured(Struct, frozen=True, array_like=True, tag="cf"):
    """The site of the input works as the input says; `plans`: when each makes its first order."""

    plans: dict[str, int]


class Configure(Struct, frozen=True, array_like=True, tag="rk"):
    """Somebody says how a site works, whole. `device`: the SITE."""

    request: str
    by: str
    device: str
    rules: list[Rule] = []
    chains: dict[str, list[Step]] = {}
    rosters: list[Roster] = []
    plans: list[Plan] = []
    utc_offset_min: int = 480
    links: list[Link] = []


class Work(Struct, frozen=True, array_like=True, tag="rw"):
    """Somebody works on an order. `device`: the SITE, or SITE/DEVICE where one is opened for it.

    `act`: open, acknowledge, start, done, cancel. `order`: "" to open one.
    """

    request: str
    by: str
    device: str
    act: str
    order: str = ""
    kind: str = ""
    text: str = ""


OrderDecision = Ordered | Moved | Escalated | OrderClosed | PlanSet | Configured
