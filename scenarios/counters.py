"""Counters as built: integers for the world, opening hours as windows of a week.

Lives here: the expansion of one entry of `counters` at one site. Not here: sites, banks
(`scenarios.expand`), who comes when.
"""

from __future__ import annotations

from dataclasses import dataclass

from scenarios.schema.counters import Counter
from scenarios.schema.demand import Handling
from scenarios.schema.waste.collection import WEEKDAYS

SECOND_MS = 1_000
HOUR_MS = 3_600_000
DAY_MS = 24 * HOUR_MS
WEEK_MS = 7 * DAY_MS


@dataclass(frozen=True, slots=True)
class CounterPlace:
    """One counter or station.

    It is open from `opens_ms[i]` to `closes_ms[i]`, times of the week from Monday's midnight,
    ascending and without touching; `service` is the law of the time at a desk.
    """

    id: str
    kind: str
    opens_ms: tuple[int, ...]
    closes_ms: tuple[int, ...]
    staff: int
    shelf_places: int
    fridge_places: int
    hand_in_ms: int
    walk_m: float
    area_m2: float
    share: float
    service: Handling

    @property
    def open_ms_a_week(self) -> int:
        """How long it is open in a week."""
        return sum(self.closes_ms) - sum(self.opens_ms)

    @property
    def is_always_open(self) -> bool:
        """Whether it never closes."""
        return self.open_ms_a_week == WEEK_MS


def counter_at(entry: Counter, index: int, sites: int) -> CounterPlace:
    """The counter of an entry at its site number `index` (of `sites`)."""
    opens, closes = open_hours(entry)
    return CounterPlace(
        id=entry.id if sites == 1 else f"{entry.id}{index + 1}",
        kind=entry.kind,
        opens_ms=opens,
        closes_ms=closes,
        staff=entry.staff,
        shelf_places=entry.shelf_places,
        fridge_places=entry.fridge_places,
        hand_in_ms=round(entry.hand_in_s * SECOND_MS),
        walk_m=entry.walk_m,
        area_m2=entry.area_m2,
        share=entry.share,
        service=entry.service,
    )


def open_hours(entry: Counter) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Windows of the week: those of each of its weekdays, those that touch made one."""
    hours = [(window.from_hour, window.to_hour) for window in entry.windows] or [(0.0, 24.0)]
    opens: list[int] = []
    closes: list[int] = []
    for number, day in enumerate(WEEKDAYS):
        for start, stop in hours if day in entry.weekdays else ():
            start_ms = number * DAY_MS + round(start * HOUR_MS)
            if closes and closes[-1] == start_ms:
                closes.pop()
            else:
                opens.append(start_ms)
            closes.append(number * DAY_MS + round(stop * HOUR_MS))
    return tuple(opens), tuple(closes)


def nearest(counters: tuple[CounterPlace, ...]) -> int:
    """The counter to which a parcel goes that was meant for elsewhere: the one with the shortest
    walk, of equals the first; −1 where the site has none.
    """
    return min(range(len(counters)), key=lambda i: (counters[i].walk_m, i), default=-1)


def staff_ms(counter: CounterPlace, weekday: int) -> int:
    """Desk time that the opening hours of a weekday (Monday 0) take."""
    start, stop = weekday * DAY_MS, (weekday + 1) * DAY_MS
    spans = zip(counter.opens_ms, counter.closes_ms, strict=True)
    return counter.staff * sum(
        max(0, min(close, stop) - max(opened, start)) for opened, close in spans
    )
