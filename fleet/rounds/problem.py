"""What a round is planned from, and what comes of it.

Lives here: places, trucks, stops that may be made, and the list of those that are. Not here: which
stops are worth it (`fleet.rounds.wanting`), the search (`fleet.rounds.planner`).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from devices.earth import distance_m

MAX_SPOTS = 2_000
"""Places of a round: the matrix of the roads between them grows with the square (32 MB)."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A place, in degrees."""

    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class Trucks:
    """`count` like trucks: room for `volume_ml` of waste pressed to 1000 / `compaction_permille`.

    Roads are straight lines × `detour_factor`. `stop_ms` is spent at a place, however many of its
    points are emptied, `tip_ms` at the tip; a shift lasts from the depot to the depot.
    """

    count: int
    volume_ml: int
    compaction_permille: int
    speed_kmh: float
    detour_factor: float
    stop_ms: int
    tip_ms: int
    shift_ms: int

    def travel_ms(self, metres: int) -> int:
        """Driving time over so much road."""
        return round(metres / (self.speed_kmh / 3.6) * 1_000)


class Roads:
    """Metres of road between the depot (0), the tip (1) and the places (2 …), both ways alike.

    Raises ValueError for more than MAX_SPOTS places.
    """

    def __init__(self, depot: Spot, tip: Spot, spots: Sequence[Spot], detour_factor: float) -> None:
        if len(spots) > MAX_SPOTS:
            raise ValueError(f"{len(spots)} places: a round is planned over at most {MAX_SPOTS}")
        places = [depot, tip, *spots]
        self.has_own_tip = tip != depot
        self.metres: list[list[int]] = [[0] * len(places) for _ in places]
        for a, one in enumerate(places):
            for b in range(a):
                other = places[b]
                apart_m = distance_m(one.latitude, one.longitude, other.latitude, other.longitude)
                metres = math.ceil(apart_m * detour_factor)
                self.metres[a][b] = self.metres[b][a] = metres


@dataclass(frozen=True, slots=True)
class Stop:
    """A point that may be visited: at place `spot` (0 …), pressed waste of `load_ml`.

    `prize_m`: metres of road that the visit is worth.
    """

    spot: int
    load_ml: int
    prize_m: int


@dataclass(frozen=True, slots=True)
class RoundProblem:
    """A round to be planned; the same problem gives the same list, wherever and when it is solved.

    `iterations` of the search, which is drawn from `seed`.
    """

    roads: Roads
    trucks: Trucks
    stops: tuple[Stop, ...]
    iterations: int
    seed: int


@dataclass(frozen=True, slots=True)
class Visit:
    """Stop number `stop` of the problem is made by truck `tour` (0 …), after setting out.

    `metres` of road since the visit before, and after it as far as they have no visit of their own
    (to the tip, home): they sum up to the whole road.
    """

    stop: int
    tour: int
    arrives_ms: int
    metres: int


@dataclass(frozen=True, slots=True)
class RoundList:
    """Visits truck by truck in their order; `left` are stops that are not made."""

    visits: tuple[Visit, ...]
    left: tuple[int, ...]

    @property
    def metres(self) -> int:
        """Road of the whole round."""
        return sum(visit.metres for visit in self.visits)
