"""Which points are worth a visit: from what is known of their bins to stops with a prize.

Lives here: the forecast of a point at a time, the risk that it overflows before somebody comes
again, the prize of a visit. Not here: the arithmetic (`fleet.policy.rounds`), roads and search.

Bins of one stream at a point are one pool: people use whichever has room.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fleet.policy.rounds import (
    fill_ahead,
    is_over_age,
    passed_ppm,
    prize_m,
    risk_permille,
)
from fleet.rounds.problem import Stop, Trucks

UNKNOWN = -1


@dataclass(frozen=True, slots=True)
class Pool:
    """Bins of one stream at a point, as last known at `known_ms`.

    `fill_permille` of their `volume_ml` together, `rate_per_day` in per mille a day (−1 not known),
    `emptied_ms` of the bin that was emptied longest ago (−1 not known).
    """

    volume_ml: int
    fill_permille: int
    known_ms: int
    rate_per_day: int
    emptied_ms: int = UNKNOWN


@dataclass(frozen=True, slots=True)
class Point:
    """A waste point at place `spot` of the round, with the pools that its trucks empty."""

    spot: int
    pools: tuple[Pool, ...]


@dataclass(frozen=True, slots=True)
class Outlook:
    """When the round sets out, until when what it leaves must hold, and how risks are priced.

    - `until_ms`: when the next round may come by
    - `hour_weights`: how a day's waste is spread over its 24 hours; a day begins at
      `midnight_ms` and every 24 h from there
    - `spread_permille`: coefficient of variation of a day's waste in a pool
    - `holds_permille`: what bins hold when waste is pressed in at the brim, over their volume
    - `overflow_m`: road that one would drive to keep a pool from overflowing
    - `least_risk_permille`: a smaller risk is worth no visit
    - `age_limit_ms`: longest time between emptyings, −1 none
    """

    sets_out_ms: int
    until_ms: int
    hour_weights: tuple[int, ...]
    spread_permille: int
    overflow_m: int
    least_risk_permille: int
    holds_permille: int = 1_000
    age_limit_ms: int = UNKNOWN
    midnight_ms: int = 0

    def share_ppm(self, from_ms: int, until_ms: int) -> int:
        """Share of a day's waste that comes between two times, in parts per million."""
        total, weights = sum(self.hour_weights), self.hour_weights
        return passed_ppm(weights, total, until_ms - self.midnight_ms) - passed_ppm(
            weights, total, from_ms - self.midnight_ms
        )

    def fill_at(self, pool: Pool, time_ms: int) -> int:
        """Fill of a pool to be expected at a time, in per mille; what is not known is full."""
        if pool.fill_permille < 0 or pool.rate_per_day < 0:
            return 1_000
        share_ppm = self.share_ppm(pool.known_ms, max(time_ms, pool.known_ms))
        return fill_ahead(pool.fill_permille, pool.rate_per_day, share_ppm)

    def risk_of(self, pool: Pool) -> int:
        """Risk in per mille that a pool overflows, or is too old, before the next round."""
        if pool.fill_permille < 0 or pool.rate_per_day < 0:
            return 1_000
        if is_over_age(pool.emptied_ms, self.until_ms, self.age_limit_ms):
            return 1_000
        share_ppm = self.share_ppm(pool.known_ms, max(self.until_ms, pool.known_ms))
        return risk_permille(
            pool.fill_permille, pool.rate_per_day, share_ppm, self.spread_permille,
            self.holds_permille,
        )  # fmt: skip


def stop_at(point: Point, outlook: Outlook, trucks: Trucks) -> Stop:
    """A visit to a point: what it takes away at most, and what it is worth.

    The load is what is to be expected a quarter of the shift after setting out: trucks come to full
    points in the first half of it, where they are enough. What has come by the end would have them
    drive half empty.
    """
    visit_ms = outlook.sets_out_ms + trucks.shift_ms // 4
    loose_ml = sum(
        outlook.fill_at(pool, visit_ms) * pool.volume_ml // 1_000 for pool in point.pools
    )
    risks = [outlook.risk_of(pool) for pool in point.pools]
    return Stop(
        spot=point.spot,
        load_ml=loose_ml * 1_000 // trucks.compaction_permille,
        prize_m=sum(
            prize_m(risk, outlook.overflow_m)
            for risk in risks
            if risk >= outlook.least_risk_permille
        ),
    )


def pooled(bins: Sequence[Pool]) -> Pool:
    """Bins of one stream as one pool; raises ValueError for none.

    One bin without a reading, or without a rate, leaves the pool without one. A bin known longer
    ago than the others counts as it was then, so the pool is as old as its oldest reading.
    """
    if not bins:
        raise ValueError("a pool of no bins")
    volume_ml = sum(each.volume_ml for each in bins)
    if any(each.fill_permille < 0 for each in bins):
        return Pool(volume_ml, UNKNOWN, UNKNOWN, UNKNOWN)
    rates = [each.rate_per_day * each.volume_ml for each in bins]
    return Pool(
        volume_ml,
        sum(each.fill_permille * each.volume_ml for each in bins) // volume_ml,
        min(each.known_ms for each in bins),
        UNKNOWN if min(rates) < 0 else sum(rates) // volume_ml,
        min(each.emptied_ms for each in bins),
    )
