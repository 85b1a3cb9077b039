"""The figures of the manager in the loop with their units and formulas.

Lives here: one row a figure. Not here: which rows a result shows, other figures.
"""

from __future__ import annotations

from scenarios.days import HOUR_MS, SECOND_MS
from twin.figures.figure import Figure
from twin.figures.managed.work import WORK_CATALOGUE
from twin.managed.counts import ManagerCounter

_C = ManagerCounter

MANAGED_CATALOGUE: tuple[Figure, ...] = (
    Figure(
        "manager_wishes", "1/day", "total", (_C.WISHES,), (),
        "deposits for which a terminal asked the manager / measured days",
        "wishes for a compartment that couriers type in, a day",
    ),
    Figure(
        "manager_declined_share", "1", "share", (_C.DECLINED,), (_C.WISHES,),
        "wishes that the manager declined / wishes",
        "wishes for which the manager knew no compartment",
    ),
    Figure(
        "manager_reply_s", "s", "mean", (_C.REPLY_MS,), (_C.REPLIES,),
        "time from asking to a door that opens, or to a refusal / answers",
        "how long people wait at a terminal for the manager's answer", SECOND_MS,
    ),
    Figure(
        "unanswered_deposit_share", "1", "share", (_C.FAILED_DEPOSITS,), (_C.WISHES,),
        "deposits given up for want of an answer / wishes",
        "deposits that fail because of the network or the manager",
    ),
    Figure(
        "failed_pickup_share", "1", "share", (_C.FAILED_ENTRIES,), (_C.ENTRIES,),
        "pick-ups and take-backs for which no door opened / pick-ups and take-backs asked for",
        "people who stand before their parcel in vain, and come again",
    ),
    Figure(
        "manager_messages", "1/day", "total", (_C.MESSAGES_UP, _C.MESSAGES_DOWN), (),
        "messages from and to devices / measured days",
        "messages between devices and broker, a day",
    ),
    Figure(
        "lost_messages", "1/day", "total", (_C.LOST,), (),
        "messages lost on any way / measured days", "messages that never arrive, a day",
    ),
    Figure(
        "doubled_messages", "1/day", "total", (_C.DOUBLED,), (),
        "messages that arrive twice on any way / measured days",
        "messages that arrive twice, a day",
    ),
    Figure(
        "manager_restarts", "1/day", "total", (_C.RESTARTS,), (),
        "ends of the manager by kill -9 / measured days", "how often the manager ends, a day",
    ),
    Figure(
        "cut_off_hours", "h/day", "total", (_C.CUT_MS,), (),
        "time for which banks have no network / measured days",
        "bank-hours without a network, a day", HOUR_MS,
    ),
    Figure(
        "deposits_alone", "1/day", "total", (_C.LAID_ALONE,), (),
        "deposits that a bank cut off took in compartments lent to it / measured days",
        "parcels that go on into lockers while the manager cannot be asked",
    ),
    Figure(
        "pickups_alone", "1/day", "total", (_C.COLLECTED_ALONE,), (),
        "pick-ups that a bank cut off let out by its own key / measured days",
        "parcels that are handed out while the manager cannot be asked",
    ),
    *WORK_CATALOGUE,
)  # fmt: skip
