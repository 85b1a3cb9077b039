"""The catalogue: every figure with its unit and its formula over counters.

Lives here: one row a figure of lockers, and all figures by name. Not here: what a figure is
(`twin.figures.figure`), figures of waste, which rows a result shows.
"""

from __future__ import annotations

from scenarios.days import HOUR_MS, MINUTE_MS, SECOND_MS
from twin.figures.cold.catalogue import COLD_CATALOGUE
from twin.figures.counters import Counter
from twin.figures.fault_catalogue import FAULT_CATALOGUE
from twin.figures.figure import Figure
from twin.figures.managed.catalogue import MANAGED_CATALOGUE
from twin.figures.service.catalogue import SERVICE_CATALOGUE
from twin.figures.waste.catalogue import WASTE_CATALOGUE

CENTS = 100
"""Hundredths of a currency unit."""

_C = Counter
_FIRST = (_C.FIRST_ATTEMPTS,)

CATALOGUE: tuple[Figure, ...] = (
    Figure(
        "rejection_share", "1", "share", (_C.REJECTIONS,), _FIRST,
        "first attempts rejected / first attempts",
        "parcels that found no compartment at their first bank, even if the next bank took them",
    ),
    Figure(
        "undelivered_share", "1", "share", (_C.LOBBY, _C.RETURNS, _C.UNDELIVERED), _FIRST,
        "(left in the lobby + returned with the delivery days used up + nowhere left) "
        "/ first attempts",
        "parcels that reached neither a compartment nor a counter nor a door",
    ),
    Figure(
        "redirected_share", "1", "share", (_C.REDIRECTED,), _FIRST,
        "parcels carried on to a second bank / first attempts",
        "parcels carried on to another bank, each counted once, whether it took them or not",
    ),
    Figure(
        "lobby_parcel_hours", "h/day", "total", (_C.LOBBY_MS,), (),
        "time integral of parcels on the lobby floor / measured days",
        "parcel-hours on lobby floors a day", HOUR_MS, companies=False,
    ),
    Figure(
        "overdue_share", "1", "share", (_C.OVERDUE,), _FIRST,
        "parcels whose free time ended / first attempts",
        "parcels that lay longer than the free time",
    ),
    Figure(
        "returned_share", "1", "share", (_C.TAKE_BACKS, _C.RETURNS), _FIRST,
        "(taken back by the courier + returned with the delivery days used up) / first attempts",
        "parcels that went back",
    ),
    Figure(
        "occupancy", "1", "share", (_C.OCCUPIED_MS,), (_C.CAPACITY_MS,),
        "time integral of occupied compartments / (compartments in service × time)",
        "compartments occupied; of a size: compartments of that class", companies=False,
    ),
    Figure(
        "time_full_share", "1", "share", (_C.BANK_FULL_MS,), (_C.BANK_MS,),
        "time with no free compartment of any class / time, mean over banks; "
        "of a size: with none of that class (a bank without the class is always full of it)",
        "time during which a bank is full", companies=False,
        of_size=((_C.CLASS_FULL_MS,), (_C.CLASS_MS,)),
    ),
    Figure(
        "terminal_wait_s", "s", "mean", (_C.WAIT_MS,), (_C.SERVICES,),
        "waits for a terminal / calls served",
        "how long a courier waits for a terminal", SECOND_MS, sizes=False,
    ),
    Figure(
        "courier_minutes_per_parcel", "min", "mean", (_C.COURIER_MS,),
        (_C.DEPOSITS, _C.COUNTER, _C.HOME, _C.LOBBY),
        "courier time of all legs "
        "/ parcels left in a compartment, at a counter, at a door or in a lobby",
        "courier time behind a parcel left somewhere", MINUTE_MS, sizes=False,
    ),
    Figure(
        "second_attempts", "1/day", "total", (_C.RETRIES,), (),
        "parcels brought again from the depot / measured days",
        "parcels brought again on a later day",
    ),
    Figure(
        "dwell_h", "h", "mean", (_C.DWELL_MS,), (_C.COLLECTIONS,),
        "dwell of collected parcels / collections",
        "time from deposit to collection by the recipient", HOUR_MS,
    ),
    Figure(
        "overdue_fees", "currency/day", "total", (_C.FEE_CENTS,), (),
        "overdue fees paid / measured days", "overdue fees a day", CENTS,
    ),
    Figure(
        "first_attempts", "1/day", "total", _FIRST, (), "first attempts / measured days",
        "consented parcels presented at their first bank, a day",
    ),
    Figure(
        "rejections", "1/day", "total", (_C.REJECTIONS,), (),
        "first attempts rejected / measured days", "first attempts rejected, a day",
    ),
    Figure(
        "deposits", "1/day", "total", (_C.DEPOSITS,), (), "deposits / measured days",
        "parcels put into compartments, a day, at whatever attempt",
    ),
    Figure(
        "collections", "1/day", "total", (_C.COLLECTIONS,), (), "collections / measured days",
        "parcels taken out by recipients, a day",
    ),
    Figure(
        "oversize", "1/day", "total", (_C.OVERSIZE,), (),
        "parcels that no compartment of any bank holds / measured days",
        "parcels that went elsewhere because of their size, a day; not among the first attempts",
        sizes=False,
    ),
    Figure(
        "load", "1", "mean", _FIRST, (_C.CAPACITY_MS,),
        "first attempts × mean dwell of collected parcels / (compartments in service × time)",
        "work that parcels bring to the compartments, against what these can bear: the offered "
        "load of a queue (A. K. Erlang) by its servers; above 1 no arrangement takes all parcels",
        sizes=False, companies=False, part="regions", times=((_C.DWELL_MS,), (_C.COLLECTIONS,)),
    ),
)  # fmt: skip

_BESIDE = (
    *FAULT_CATALOGUE, *SERVICE_CATALOGUE, *WASTE_CATALOGUE, *COLD_CATALOGUE, *MANAGED_CATALOGUE,
)  # fmt: skip

FIGURES: dict[str, Figure] = {figure.name: figure for figure in (*CATALOGUE, *_BESIDE)}
