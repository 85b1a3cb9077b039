"""A round of a live fleet: from what the manager knows of bins to a list for drivers.

Lives here: bins as points, places of sites, the list with forecast and risk. Not here: files
(`fleet.adapters.rulebook.rounds_file`), the forms of a list (`fleet.rounds.lists`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from fleet.core.state import Device
from fleet.core.views import measured_of
from fleet.rounds.planner import plan_round
from fleet.rounds.problem import Roads, RoundProblem, Spot, Trucks
from fleet.rounds.wanting import UNKNOWN, Outlook, Point, Pool, pooled, stop_at

HOUR_MS = 3_600_000
MINUTE_MS = 60_000
MOST_SEEDS = 1 << 32


class RoundError(ValueError):
    """A round that cannot be planned from what is given; says what is missing."""

    clear = True


@dataclass(frozen=True, slots=True)
class BinPlan:
    """What is said of one bin: its volume, and the pool of its site it is part of ("" alone)."""

    volume_ml: int
    pool: str = ""


@dataclass(frozen=True, slots=True)
class RoundBook:
    """What the planner is told: places, trucks, prices. Fields as in `Outlook`.

    `next_h`: from setting out until the next round sets out. Bins of a site without an entry in
    `bins` hold `volume_ml`.
    """

    depot: Spot
    tip: Spot
    trucks: Trucks
    sites: Mapping[str, Spot]
    volume_ml: int
    next_h: float
    utc_offset_min: int
    hour_weights: tuple[int, ...]
    spread_permille: int
    holds_permille: int
    overflow_m: int
    least_risk_permille: int
    age_limit_ms: int
    iterations: int
    bins: Mapping[str, BinPlan] = field(default_factory=dict)


class Call(NamedTuple):
    """A line of a driver's list; `bins` are SITE/DEVICE. Times are ms since 1970 UTC.

    `fill_permille` as last known (−1 not), `ahead_permille` to be expected when the truck comes,
    `risk_permille` of an overflow before the next round; `metres` of road as in `Visit`.
    """

    tour: int
    arrives_ms: int
    site: str
    bins: tuple[str, ...]
    latitude: float
    longitude: float
    fill_permille: int
    ahead_permille: int
    risk_permille: int
    metres: int


class LiveRound(NamedTuple):
    """Lines truck by truck in their order, and what is left; of that times and roads are −1."""

    calls: tuple[Call, ...]
    left: tuple[Call, ...]


class _Place(NamedTuple):
    site: str
    bins: tuple[str, ...]
    point: Point
    pool: Pool


def plan_live(devices: Sequence[Device], book: RoundBook, sets_out_ms: int) -> LiveRound:
    """The round that sets out then. Deterministic: the same state and book give the same list.

    Only fill sensors count, and only at sites of the book. Raises RoundError where none is left.
    """
    sites = sorted({d.site for d in devices if d.kind == "bin_sensor" and d.site in book.sites})
    if not sites:
        raise RoundError(f"no fill sensor at any of the sites of the file ({len(book.sites)})")
    places = [
        place for spot, site in enumerate(sites) for place in _places(devices, book, spot, site)
    ]
    roads = Roads(
        book.depot, book.tip, [book.sites[site] for site in sites], book.trucks.detour_factor
    )
    outlook = _outlook(book, sets_out_ms)
    stops = tuple(stop_at(place.point, outlook, book.trucks) for place in places)
    seed = sets_out_ms // MINUTE_MS % MOST_SEEDS
    found = plan_round(RoundProblem(roads, book.trucks, stops, book.iterations, seed))

    def call(number: int, tour: int, arrives_ms: int, metres: int) -> Call:
        place, spot = places[number], book.sites[places[number].site]
        ahead_ms = sets_out_ms if arrives_ms < 0 else arrives_ms
        return Call(
            tour, arrives_ms, place.site, place.bins, spot.latitude, spot.longitude,
            place.pool.fill_permille, outlook.fill_at(place.pool, ahead_ms),
            outlook.risk_of(place.pool), metres,
        )  # fmt: skip

    return LiveRound(
        tuple(
            call(visit.stop, visit.tour, sets_out_ms + visit.arrives_ms, visit.metres)
            for visit in found.visits
        ),
        tuple(call(number, UNKNOWN, UNKNOWN, UNKNOWN) for number in found.left),
    )


def _outlook(book: RoundBook, sets_out_ms: int) -> Outlook:
    next_ms = sets_out_ms + round(book.next_h * HOUR_MS)
    return Outlook(
        sets_out_ms=sets_out_ms,
        until_ms=next_ms + book.trucks.shift_ms // 2,
        hour_weights=book.hour_weights,
        spread_permille=book.spread_permille,
        overflow_m=book.overflow_m,
        least_risk_permille=book.least_risk_permille,
        holds_permille=book.holds_permille,
        age_limit_ms=book.age_limit_ms,
        midnight_ms=-book.utc_offset_min * MINUTE_MS,
    )


def _places(devices: Sequence[Device], book: RoundBook, spot: int, site: str) -> list[_Place]:
    """Pools of a site, each a point of its own; by name."""
    pools: dict[str, list[Device]] = {}
    for device in devices:
        if device.kind == "bin_sensor" and device.site == site:
            said = book.bins.get(device.key)
            pools.setdefault((said.pool if said else "") or device.device, []).append(device)
    made = []
    for name in sorted(pools):
        own = sorted(pools[name], key=lambda device: device.device)
        pool = pooled([_known(device, book) for device in own])
        keys = tuple(device.key for device in own)
        made.append(_Place(site, keys, Point(spot, (pool,)), pool))
    return made


def _known(device: Device, book: RoundBook) -> Pool:
    said, measured, trend = book.bins.get(device.key), measured_of(device), device.trend
    fill = None if measured is None else measured.get("fill_permille")
    return Pool(
        volume_ml=book.volume_ml if said is None else said.volume_ml,
        fill_permille=UNKNOWN if fill is None else int(fill),
        known_ms=device.time_ms + device.offset_ms,
        rate_per_day=UNKNOWN if trend is None else trend.rate_per_day,
        emptied_ms=UNKNOWN if trend is None else trend.emptied_ms,
    )
