"""Figures of the manager's alarms and work orders, and of the staff who work on them.

Lives here: one row a figure; those of alarms and orders have rows where the scenario has sensors or
cameras, those of people where it has staff. Not here: what is counted (`twin.managed.points`).
"""

from __future__ import annotations

from scenarios.days import MINUTE_MS
from twin.figures.figure import Figure
from twin.figures.managed.quantile import QuantileFigure
from twin.managed.counts import ANSWER_CLASSES, ANSWERED_WITHIN_MIN, ManagerCounter

_C = ManagerCounter
HEARD, STAFF = "heard", "staff"
"""Parts of a scenario: somebody hears of its waste points; somebody works on orders."""


def _orders(name: str, counter: ManagerCounter, formula: str, says: str) -> Figure:
    return Figure(name, "1/day", "total", (counter,), (), formula, says, part=HEARD)


WORK_CATALOGUE: tuple[Figure, ...] = (
    Figure(
        "manager_alarms", "1/day", "total", (_C.ALARMS,), (),
        "alarms raised that are at least warnings / measured days",
        "alarms that people see, a day; what an incident holds is not among them", part=HEARD,
    ),
    Figure(
        "alarm_flood_share", "1", "share", (_C.FLOOD_ALARMS,), (_C.ALARMS,),
        "alarms in ten minutes with more than ten alarms of their site / alarms",
        "alarms that come in floods, of which nobody keeps track", part=HEARD,
    ),
    Figure(
        "held_alarms", "1/day", "total", (_C.HELD_ALARMS,), (),
        "alarms held by an incident / measured days",
        "alarms that an incident holds back, a day: one cause, one line", part=HEARD,
    ),
    Figure(
        "incidents", "1/day", "total", (_C.INCIDENTS,), (), "incidents opened / measured days",
        "incidents of sites, a day: devices that are away together", part=HEARD,
    ),
    _orders("orders", _C.ORDERS, "work orders made / measured days", "work orders, a day"),
    _orders(
        "orders_bins", _C.ORDERS_BINS, "work orders to empty a bin / measured days",
        "work orders to empty a bin, a day",
    ),
    _orders(
        "orders_bags", _C.ORDERS_BAGS, "work orders to pick up bags / measured days",
        "work orders to pick up bags from the floor, a day",
    ),
    _orders(
        "orders_supervision", _C.ORDERS_SHIFTS,
        "work orders to stand in for a supervisor / measured days",
        "work orders because a supervisor is absent, a day",
    ),
    _orders(
        "orders_devices", _C.ORDERS_DEVICES,
        "work orders about devices, households and sites / measured days",
        "all other work orders that alarms make, a day: devices, households, whole sites",
    ),
    _orders(
        "orders_planned", _C.ORDERS_PLANNED, "work orders of plans / measured days",
        "work orders to clean and to look over, a day",
    ),
    Figure(
        "escalated_share", "1", "share", (_C.ESCALATED,), (_C.ORDERS,),
        "orders for which the second of the chain is asked / work orders made",
        "work orders that go past the property", part=HEARD,
    ),
    Figure(
        "late_orders", "1/day", "total", (_C.LATE,), (),
        "times at which the last of the chain is over his time / measured days",
        "work orders that are late with the last of the chain, a day", part=HEARD,
    ),
    Figure(
        "order_close_min", "min", "mean", (_C.CLOSE_MS,), (_C.CLOSED,),
        "time from an order to its end / orders that end",
        "how long a work order stays open", MINUTE_MS, part=HEARD,
    ),
    Figure(
        "order_response_min", "min", "mean", (_C.ANSWER_MS,), (_C.ANSWERED,),
        "time from an order until somebody has it / orders that somebody has",
        "how long until somebody has a work order", MINUTE_MS, part=STAFF,
    ),
    QuantileFigure(
        "order_response_p90_min", "min", "mean", tuple(ANSWER_CLASSES), (),
        "time from an order until somebody has it, below which 9 / 10 of the orders lie, over 34 "
        "classes of time",
        "within this time somebody has nine work orders of ten", part=STAFF,
        bounds=tuple(map(float, ANSWERED_WITHIN_MIN)),
    ),
    Figure(
        "reopened_share", "1", "share", (_C.REOPENED,), (_C.CLOSED,),
        "orders reported done that no sensor confirms / orders that end",
        "work that was reported done and was not", part=STAFF,
    ),
    Figure(
        "staff_busy_share", "1", "share", (_C.BUSY_MS,), (_C.DUTY_MS,),
        "time that people are on their way or at work / time that they are on duty",
        "how busy staff are with work orders", part=STAFF,
    ),
    Figure(
        "staff_emptyings", "1/day", "total", (_C.STAFF_EMPTYINGS,), (),
        "bins that staff put an empty one in the place of / measured days",
        "bins that staff empty, a day; among `emptyings`", part=STAFF,
    ),
    Figure(
        "staff_bags", "1/day", "total", (_C.STAFF_BAGS,), (),
        "bags that staff pick up / measured days", "bags that staff pick up, a day", part=STAFF,
    ),
)  # fmt: skip
