"""The figures of the parcel service with their units and formulas.

Lives here: one row a figure. They speak of all ways of a parcel, so that modes of delivery can be
compared. Not here: which rows a result shows, figures of lockers alone.
"""

from __future__ import annotations

from scenarios.days import HOUR_MS, MINUTE_MS, SECOND_MS
from twin.figures.figure import Figure
from twin.figures.service.counters import ServiceCounter

_C = ServiceCounter
_BROUGHT = (_C.BROUGHT,)

SERVICE_CATALOGUE: tuple[Figure, ...] = (
    Figure(
        "floored_share", "1", "share", (_C.FLOORED,), _BROUGHT,
        "parcels put on a floor, in a lobby or before full shelves / parcels brought",
        "parcels that lie about, whichever way they came",
    ),
    Figure(
        "floor_parcel_hours", "h/day", "total", (_C.FLOOR_MS,), (),
        "time integral of parcels on lobby floors and before full shelves / measured days",
        "parcel-hours on floors a day", HOUR_MS,
    ),
    Figure(
        "counter_wait_s", "s", "mean", (_C.WAIT_MS,), (_C.SERVED,),
        "waits of recipients for a desk / recipients served",
        "how long a recipient waits at a counter or station", SECOND_MS,
    ),
    Figure(
        "counter_waited_share", "1", "share", (_C.WAITED,), (_C.SERVED,),
        "recipients served after a wait / recipients served",
        "recipients who found every desk taken",
    ),
    Figure(
        "staff_hours", "h/day", "total", (_C.STAFF_MS,), (),
        "desks × opening hours / measured days", "hours of staff at counters and stations, a day",
        HOUR_MS,
    ),
    Figure(
        "counter_full_share", "1", "share", (_C.FULL,), (_C.HANDED_IN,),
        "parcels handed in while every shelf place is taken / parcels handed in",
        "parcels for which the shelves of a counter had no place",
    ),
    Figure(
        "counter_parcels", "1/day", "total", (_C.HANDED_IN,), (),
        "parcels handed in / measured days", "parcels handed in at counters and stations, a day",
    ),
    Figure(
        "counter_stay_h", "h", "mean", (_C.LYING_MS,), (_C.COLLECTED,),
        "time at the counter of collected parcels / parcels collected there",
        "time from handing in to collection", HOUR_MS,
    ),
    Figure(
        "counter_walk_m", "m", "mean", (_C.WALK_MM,), (_C.COLLECTED,),
        "one-way walks to counters / parcels collected there",
        "how far a recipient walks for a parcel, one way", 1000,
    ),
    Figure(
        "counter_take_backs", "1/day", "total", (_C.TAKEN_BACK,), (),
        "parcels taken back from counters / measured days",
        "parcels that nobody fetched from a counter in time, a day",
    ),
    Figure(
        "unchilled_parcels", "1/day", "total", (_C.UNCHILLED,), (),
        "chilled parcels handed in without a fridge place / measured days",
        "chilled parcels that stand at a counter unrefrigerated, a day",
    ),
    Figure(
        "door_share", "1", "share", (_C.AT_DOOR,), (_C.RUNG,),
        "parcels handed over at the door / parcels brought to the door",
        "parcels for whose door somebody was in",
    ),
    Figure(
        "delivery_minutes_per_parcel", "min", "mean", (_C.COURIER_MS,), _BROUGHT,
        "courier time of all ways / parcels brought", "courier time behind a parcel of any way",
        MINUTE_MS,
    ),
    Figure(
        "space_m2", "m2", "total", (_C.AREA_CM2,), (),
        "floor space of counters and banks, as far as it is given, each day / measured days",
        "floor space taken up", 10_000,
    ),
    Figure(
        "parcels_brought", "1/day", "total", _BROUGHT, (), "parcels brought / measured days",
        "parcels that couriers bring, a day, whichever way they go",
    ),
)  # fmt: skip
