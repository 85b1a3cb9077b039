"""The figures of faults with their units and formulas.

Lives here: one row a figure; they are made of the counters of lockers. Not here: which rows a
result shows, other figures.
"""

from __future__ import annotations

from scenarios.days import HOUR_MS, MINUTE_MS
from twin.figures.counters import Counter
from twin.figures.figure import Figure

_C = Counter

FAULT_CATALOGUE: tuple[Figure, ...] = (
    Figure(
        "blocked_pickups", "1/day", "total", (_C.BLOCKED,), (),
        "parcels whose recipient came and could not take them out, on the day of the first "
        "attempt / measured days",
        "pick-ups that a fault blocks, a day, each parcel counted once",
    ),
    Figure(
        "blocked_attempts", "1/day", "total", (_C.ATTEMPTS_BLOCKED,), (),
        "attempts of recipients that a fault blocks / measured days",
        "how often a day a recipient stands before a door that does not open",
    ),
    Figure(
        "recovery_minutes", "min", "mean", (_C.RECOVERY_MS,), (_C.RECOVERED,),
        "time from the first blocked attempt to the collection / collections that were blocked",
        "how long it takes until a recipient who was blocked has his parcel", MINUTE_MS,
    ),
    Figure(
        "emergency_openings", "1/day", "total", (_C.OPENINGS,), (),
        "collections for which staff opened / measured days",
        "compartments that staff open by the emergency plan, a day",
    ),
    Figure(
        "turned_away", "1/day", "total", (_C.TURNED_AWAY,), (),
        "parcels presented at a bank that a fault keeps shut / measured days",
        "parcels that couriers cannot lay in because of a fault, a day",
    ),
    Figure(
        "bank_up_share", "1", "share", (_C.UP_MS,), (_C.BANK_MS,),
        "time in which neither mains nor network nor terminal keep a bank shut / time, mean over "
        "banks",
        "time during which a bank works", sizes=False, companies=False,
    ),
    Figure(
        "bank_down_hours", "h/day", "total", (_C.SHUT_MS,), (),
        "time integral of banks that are shut / measured days",
        "bank-hours shut by faults, a day", HOUR_MS, sizes=False, companies=False,
    ),
    Figure(
        "failures", "1/day", "total", (_C.FAILURES,), (),
        "failures of components and outages, each at each site / measured days",
        "how much fails, a day; of a bank: its terminal and its doors",
        sizes=False, companies=False,
    ),
)  # fmt: skip
