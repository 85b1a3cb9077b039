"""A planned round of one service: from what is known of the bins to orders for its trucks.

Lives here: points and roads of a group of sites as the planner takes them, and its list as orders.
Both engines plan with it. Not here: the planner itself (the desk is asked), when a round sets out.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from fleet.rounds.problem import Roads, Spot
from fleet.rounds.wanting import Outlook, Point, Pool, pooled
from scenarios.days import MINUTE_MS
from scenarios.expand import SitePlace
from twin.world.desk import CollectionDesk
from twin.world.rounds.rules import RoundRules

MAX_SERVICES = 16
"""Services of a scenario, for seeds that differ."""


class Known(NamedTuple):
    """What is known of the bins of the group, by their number through it (−1 nothing)."""

    fill_permille: Sequence[int]
    known_ms: Sequence[int]
    rate_per_day: Sequence[int]
    emptied_ms: Sequence[int]


class Order(NamedTuple):
    """A truck is to be at a point of a site at `due_ms`; `metres` of road are put down to it."""

    site: int
    point: int
    due_ms: int
    metres: int


class _Place(NamedTuple):
    """A point of the service: its bins (number, mL) stream by stream."""

    site: int
    point: int
    spot: int
    pools: tuple[tuple[tuple[int, int], ...], ...]


class PlannedService:
    """Service number `number` with planned rounds, over a group of sites.

    Raises ValueError for more places than the planner takes.
    """

    def __init__(
        self, number: int, rules: RoundRules, collects: Sequence[int], sites: Sequence[SitePlace]
    ) -> None:
        self._number = number
        self._rules = rules
        self._desk = CollectionDesk()
        self._places: list[_Place] = []
        spots: list[Spot] = []
        first = 0
        for site, place in enumerate(sites):
            before = len(self._places)
            for point, built in enumerate(place.points):
                pools: dict[int, list[tuple[int, int]]] = {}
                for position, each in enumerate(built.bins, start=first):
                    if collects[each.stream]:
                        pools.setdefault(each.stream, []).append((position, each.capacity_ml))
                first += len(built.bins)
                if pools:
                    kinds = tuple(tuple(pools[stream]) for stream in sorted(pools))
                    self._places.append(_Place(site, point, len(spots), kinds))
            if len(self._places) > before:
                spots.append(Spot(place.latitude, place.longitude))
        self._roads = Roads(rules.depot, rules.tip, spots, rules.trucks.detour_factor)

    @property
    def points(self) -> int:
        """Points of the group that the service empties."""
        return len(self._places)

    def plan(
        self, now: int, next_ms: int, known: Known, is_awaited: Callable[[int, int], bool]
    ) -> list[Order]:
        """The orders of the round that sets out now; the next one sets out at `next_ms`.

        What is left must hold until half a shift after that: by then the next round comes by, on
        average. Points of a site with a truck on its way (`is_awaited`) are not planned again.
        """
        rules = self._rules
        outlook = Outlook(
            sets_out_ms=now,
            until_ms=next_ms + rules.trucks.shift_ms // 2,
            hour_weights=rules.hour_weights,
            spread_permille=rules.spread_permille,
            holds_permille=rules.holds_permille,
            overflow_m=rules.overflow_m,
            least_risk_permille=rules.least_risk_permille,
            age_limit_ms=rules.age_limit_ms,
        )
        open_places = [each for each in self._places if not is_awaited(each.site, each.point)]
        points = [
            Point(
                place.spot,
                tuple(
                    pooled([_as_known(number, volume_ml, known) for number, volume_ml in pool])
                    for pool in place.pools
                ),
            )
            for place in open_places
        ]
        found = self._desk.plan_round(
            points, outlook, self._roads, rules.trucks, rules.iterations,
            now // MINUTE_MS * MAX_SERVICES + self._number,
        )  # fmt: skip
        return [
            Order(place.site, place.point, now + visit.arrives_ms, visit.metres)
            for visit in found.visits
            for place in (open_places[visit.stop],)
        ]


def _as_known(number: int, volume_ml: int, known: Known) -> Pool:
    return Pool(
        volume_ml, known.fill_permille[number], known.known_ms[number],
        known.rate_per_day[number], known.emptied_ms[number],
    )  # fmt: skip
