"""Counters of alarms and work orders, from records as a manager writes them."""

from __future__ import annotations

from fleet.core.coding import encode
from fleet.core.decisions import Decision
from fleet.core.facts.alarms import Held, IncidentOpened, Raised
from fleet.core.facts.orders import Escalated, Moved, OrderClosed, Ordered
from fleet.core.inputs import Arrived, Fired, Input
from fleet.ports.journal import Record
from twin.managed.counts import Counts, ManagerCounter, answer_class
from twin.managed.points.counting import Counting

BASE_MS = 1_767_225_600_000
MIN = 60_000
TOPIC = "cy/1/v1/s/d/up/event"

_C = ManagerCounter


class Ledger:
    """A counting of one site `s` over a day, and what it is told."""

    def __init__(self) -> None:
        self.counts = Counts(1, 0, 1)
        self.heard: list[tuple[int, int, Decision]] = []
        listen = (lambda now, site, decision: self.heard.append((now, site, decision)),)
        self.counting = Counting({"s": 0}, BASE_MS, self.counts, listen)

    def write(self, minute: float, *decided: Decision, given: Input | None = None) -> None:
        """The manager writes down what it decided on a message of the device `s/d`."""
        said = encode(given or Arrived(TOPIC, b""))
        now = BASE_MS + round(minute * MIN)
        self.counting.wrote([Record(0, 1, now, said, encode(list(decided)))])

    def of(self, counter: int) -> int:
        """What was counted."""
        return int(self.counts.by_site[0, counter, 0])


def test_more_than_ten_alarms_in_ten_minutes_are_a_flood() -> None:
    """Ten are none, eleven are eleven; the next ten minutes begin anew, and what is only told is no
    alarm.
    """
    ledger = Ledger()
    for second in range(10):
        ledger.write(second / 60, Raised("offline", 1))
    assert (ledger.of(_C.ALARMS), ledger.of(_C.FLOOD_ALARMS)) == (10, 0)
    ledger.write(9, Raised("offline", 1), Raised("filling", 1, "info"))
    ledger.write(9.5, Raised("overflow", 1, "critical"))
    assert (ledger.of(_C.ALARMS), ledger.of(_C.FLOOD_ALARMS)) == (12, 12)
    for second in range(10):
        ledger.write(10 + second / 60, Raised("offline", 1))
    assert (ledger.of(_C.ALARMS), ledger.of(_C.FLOOD_ALARMS)) == (22, 12)


def test_what_an_incident_holds_is_no_alarm() -> None:
    """One incident, two alarms held; a timer of a device is of its site, too."""
    ledger = Ledger()
    ledger.write(1, IncidentOpened("s:1", "network", 0, 3), Held("s:1", "offline"))
    ledger.write(2, Held("s:1", "offline"), given=Fired(BASE_MS, "alarm", "s/e", "offline"))
    assert (ledger.of(_C.INCIDENTS), ledger.of(_C.HELD_ALARMS), ledger.of(_C.ALARMS)) == (1, 2, 0)


def test_an_order_is_counted_from_its_making_to_its_end() -> None:
    """Answered after 4 min, escalated once however far it goes, late with the last of the chain,
    open again, closed after 20; whoever listens hears all of it.
    """
    ledger = Ledger()
    order = Ordered("s:1", "empty_bin", "s/d", "overflow", "property", 0)
    ledger.write(0, order)
    ledger.write(4, Moved("s:1", "acknowledged", "staff", 0))
    ledger.write(5, Moved("s:1", "started", "staff", 0), Escalated("s:1", "community", 1, 0))
    ledger.write(6, Escalated("s:1", "city", 2, 0), Escalated("s:1", "city", 2, -1))
    ledger.write(7, Moved("s:1", "open", "", 0))
    ledger.write(20, OrderClosed("s:1", "confirmed"), OrderClosed("s:9", "confirmed"))
    counted = {
        _C.ORDERS: 1, _C.ORDERS_BINS: 1, _C.ANSWERED: 1, _C.ANSWER_MS: 4 * MIN, _C.ESCALATED: 1,
        _C.LATE: 1, _C.REOPENED: 1, _C.CLOSED: 1, _C.CLOSE_MS: 20 * MIN,
        answer_class(4 * MIN): 1, answer_class(5 * MIN): 0,
    }  # fmt: skip
    assert {counter: ledger.of(counter) for counter in counted} == counted
    assert [now for now, _, _ in ledger.heard] == [
        0, 4 * MIN, 5 * MIN, 5 * MIN, 6 * MIN, 6 * MIN, 7 * MIN, 20 * MIN, 20 * MIN,
    ]  # fmt: skip
