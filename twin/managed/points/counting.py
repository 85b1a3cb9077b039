"""What the manager's decisions say of alarms and work orders, as counters.

Lives here: the reading of its records. Not here: figures (`twin.figures.managed`), people's time
(`twin.managed.staff`).

Ten minutes with more than ten alarms of a site are a flood: more than one person can look at (EEMUA
publication 191; ANSI/ISA-18.2).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from fleet.core.coding import decode_decisions, decode_input
from fleet.core.decisions import Decision
from fleet.core.facts.alarms import Held, IncidentOpened, Raised
from fleet.core.facts.orders import Escalated, Moved, OrderClosed, Ordered
from fleet.core.inputs import Arrived
from fleet.core.orders.chains import site_name
from fleet.ports.journal import Record
from scenarios.days import MINUTE_MS
from twin.managed.counts import Counts, ManagerCounter, answer_class

FLOOD_MS = 10 * MINUTE_MS
FLOOD_ALARMS = 10
"""More alarms than these in that time are a flood."""

TAGS = tuple(
    bytes([0xA0 + len(tag)]) + tag for tag in (b"a", b"hd", b"io", b"or", b"mv", b"es", b"oc")
)
"""How the decisions that count begin in a record, as short strings of MessagePack; other bytes may
look like them, and are told apart by decoding."""

_C = ManagerCounter

_KINDS = {
    "empty_bin": _C.ORDERS_BINS, "pick_up_bag": _C.ORDERS_BAGS, "supervise": _C.ORDERS_SHIFTS,
    "clean": _C.ORDERS_PLANNED, "inspect": _C.ORDERS_PLANNED,
}  # fmt: skip

Heard = Callable[[int, int, Decision], None]
"""Told a time, the number of a site and a decision on its orders."""


class _Open(NamedTuple):
    """An order that has no end yet. `level` of its chain that was asked last."""

    opened_ms: int
    is_answered: bool
    level: int


class Counting:
    """Reads the records of one group's manager; `heard` is told of orders."""

    def __init__(
        self, site_of: Mapping[str, int], base_ms: int, counts: Counts, heard: Sequence[Heard] = ()
    ) -> None:
        """`site_of`: number of a site by its id; `base_ms`: Unix time of the run's midnight 0."""
        self._site_of = site_of
        self._base_ms = base_ms
        self._counts = counts
        self._heard = heard
        self._open: dict[str, _Open] = {}
        self._window: dict[int, tuple[int, int]] = {}

    def wrote(self, records: Sequence[Record]) -> None:
        """The manager has written these down."""
        for record in records:
            if any(tag in record.decisions for tag in TAGS):
                now = record.now_ms - self._base_ms
                for decision in decode_decisions(record.decisions):
                    self._one(now, record, decision)

    def _one(self, now: int, record: Record, decision: Decision) -> None:
        match decision:
            case Raised(severity="warning" | "critical"):
                self._raised(now, self._of_input(record))
            case Held():
                self._counts.add(now, self._of_input(record), _C.HELD_ALARMS)
            case IncidentOpened():
                self._counts.add(now, self._of_name(decision.incident), _C.INCIDENTS)
            case Ordered() | Moved() | Escalated() | OrderClosed():
                site = self._of_name(decision.order)
                self._order(now, site, decision)
                for heard in self._heard:
                    heard(now, site, decision)

    def _of_name(self, name: str) -> int:
        return self._site_of[site_name(name)]

    def _of_input(self, record: Record) -> int:
        given = decode_input(record.input)
        if isinstance(given, Arrived):
            return self._site_of[given.topic.split("/")[3]]
        device: str = getattr(given, "device", "")
        return self._site_of[device.partition("/")[0]]

    def _raised(self, now: int, site: int) -> None:
        self._counts.add(now, site, _C.ALARMS)
        window, before = self._window.get(site, (-1, 0))
        number = 1 if window != now // FLOOD_MS else before + 1
        self._window[site] = now // FLOOD_MS, number
        if number > FLOOD_ALARMS:
            first = number == FLOOD_ALARMS + 1
            self._counts.add(now, site, _C.FLOOD_ALARMS, number if first else 1)

    def _order(
        self, now: int, site: int, decision: Ordered | Moved | Escalated | OrderClosed
    ) -> None:
        add, name = self._counts.add, decision.order
        if isinstance(decision, Ordered):
            self._open[name] = _Open(now, False, 0)
            add(now, site, _C.ORDERS)
            add(now, site, _KINDS.get(decision.kind, _C.ORDERS_DEVICES))
            return
        known = self._open.get(name)
        if known is None:
            return
        match decision:
            case Moved(state="open"):
                add(now, site, _C.REOPENED)
            case Moved() if not known.is_answered:
                self._open[name] = known._replace(is_answered=True)
                answer_ms = now - known.opened_ms
                add(now, site, _C.ANSWERED)
                add(now, site, _C.ANSWER_MS, answer_ms)
                add(now, site, answer_class(answer_ms))
            case Escalated() if decision.level == known.level:
                add(now, site, _C.LATE)
            case Escalated():
                self._open[name] = known._replace(level=decision.level)
                add(now, site, _C.ESCALATED, int(known.level == 0))
            case OrderClosed():
                del self._open[name]
                add(now, site, _C.CLOSED)
                add(now, site, _C.CLOSE_MS, now - known.opened_ms)
